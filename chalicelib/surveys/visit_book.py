"""Whom to visit, when and with which words, kept as data in ``visits.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from chalicelib.letters.language import Language
from chalicelib.model.base import Word
from chalicelib.model.complaint import Complaint
from chalicelib.routing.datafile import Entries, packaged

from .plans import ALL, DatedPlan, Span, Window, moment_of_remedy, plan_book

FILE: Final = Path(__file__).with_name("visits.yaml")
Length = Annotated[timedelta, Field(gt=timedelta(0))]
Line = Annotated[str, Field(min_length=1)]


class VisitPlan(DatedPlan):
    """``again`` is one more about the same remedy, ``every`` further ones over and over."""

    counts_from: Literal["resolution", "remedy"] = "resolution"
    after: Span
    on_days_off: bool = False
    sample: Annotated[int, Field(ge=0, le=ALL)] = ALL
    again: Length | None = None
    every: Length | None = None

    def begins(self, complaint: Complaint) -> datetime:
        if self.counts_from == "remedy" or complaint.resolution is None:
            return moment_of_remedy(complaint)
        return complaint.resolution.at


class Script(Word):
    """What is said, in this order."""

    thanks: Line
    solved: Line
    goods: Line
    wish: Line
    closing: Line


class VisitBook(Word):
    version: str
    window: Window
    tries: Annotated[int, Field(ge=1)]
    within: Length
    hours: Annotated[tuple[time, ...], Field(min_length=2)]
    remind_after: Length
    answer_within: Length
    plans: Entries[VisitPlan]
    script: Mapping[Language, Script]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if missing := set(Language) - set(self.script):
            raise ValueError(f"the script is missing in {', '.join(sorted(missing))}")
        if not all(self.window.opens <= hour < self.window.closes for hour in self.hours):
            raise ValueError("every hour of a try lies within the window")
        if list(self.hours) != sorted(set(self.hours)):
            raise ValueError("the hours of the tries go up")
        unknown = {kind for plan in self.plans for kind in plan.when.kinds or ()} - set(plan_book().kinds)
        if unknown:
            raise ValueError(f"plans name kinds that are not defined: {', '.join(sorted(unknown))}")
        return self

    def plan_for(self, complaint: Complaint, *, day: date) -> VisitPlan | None:
        kind = plan_book().kind_of(complaint)
        return next((plan for plan in self.plans if plan.holds(complaint, kind=kind, day=day)), None)

    def script_in(self, language: str) -> Script:
        """English where we do not write the language."""
        return self.script[Language.of(language) or Language.ENGLISH]


@lru_cache(maxsize=1)
def visit_book() -> VisitBook:
    """Raises ``ConfigurationError`` naming the place that is wrong."""
    return packaged(FILE.name, VisitBook, folder=FILE.parent)
