"""When to ask and what, kept as dated data in ``plans.yaml``; the first plan that holds for a complaint decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from chalicelib.calendars.days import jurisdictions
from chalicelib.channels.contact import normalise_phone
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.base import Word
from chalicelib.model.complaint import Complaint
from chalicelib.model.survey import Question, Survey
from chalicelib.routing.datafile import Entries, packaged

Item = TypeVar("Item")
OneOf = Annotated[tuple[Item, ...], Field(min_length=1)]
Span = Annotated[timedelta, Field(ge=timedelta(0))]
FILE: Final = Path(__file__).with_name("plans.yaml")
ALL: Final = 100


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone '{name}'") from None
    return name


def _known_holidays(name: str) -> str:
    if name not in jurisdictions():
        raise ValueError(f"no holidays are known of '{name}': one of {', '.join(jurisdictions())}")
    return name


class Window(Word):
    """Local hours in which a survey may reach somebody; ``closes`` is not included."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens before it closes")
        return self


class Reminder(Word):
    """One, ``after`` the invitation; when no good hour comes until ``at_the_latest`` after it, there is none."""

    after: Span
    at_the_latest: Span


class Place(Word):
    """Without codes and shops it holds for everybody. ``zones``: all in which the people of that place may be."""

    id: str
    phone_codes: OneOf[str] | None = None
    shops: OneOf[str] | None = None
    zones: OneOf[Annotated[str, AfterValidator(_known_zone)]]
    holidays: Annotated[str, AfterValidator(_known_holidays)]

    @property
    def zone(self) -> ZoneInfo:
        """In which its days begin."""
        return ZoneInfo(self.zones[0])


class Privacy(Word):
    """``issues`` as the rules call them, ``words`` in what the customer wrote, in lower case."""

    issues: tuple[str, ...]
    words: tuple[str, ...]


class Scope(Word):
    """All that is given must hold; of a list, one is enough."""

    shops: OneOf[str] | None = None
    categories: OneOf[Category] | None = None
    channels: OneOf[str] | None = None
    severities: OneOf[Severity] | None = None
    kinds: OneOf[str] | None = None

    def holds(self, complaint: Complaint, *, kind: str) -> bool:
        return (
            (self.shops is None or complaint.shop in self.shops)
            and (self.categories is None or complaint.classification.primary in self.categories)
            and (self.channels is None or complaint.channel in self.channels)
            and (self.severities is None or complaint.severity in self.severities)
            and (self.kinds is None or kind in self.kinds)
        )


class Round(Word):
    """``after`` the remedy was carried out. It waits up to ``patience`` until its person may be asked again."""

    after: Span
    patience: Span = timedelta(0)


class DatedPlan(Word):
    """For whom and when: ``since`` and ``until`` (not included) are days of the resolution, where the customer is."""

    id: str
    when: Scope = Scope()
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError(f"'{self.id}' never holds: 'since' has to come before 'until', which is not included")
        return self

    def holds(self, complaint: Complaint, *, kind: str, day: date) -> bool:
        return (
            (self.since is None or self.since <= day)
            and (self.until is None or day < self.until)
            and self.when.holds(complaint, kind=kind)
        )


class Plan(DatedPlan):
    """``sample`` is how many of a hundred complaints are asked about."""

    sample: Annotated[int, Field(ge=0, le=ALL)] = ALL
    asks: OneOf[Question]
    rounds: OneOf[Round]

    @model_validator(mode="after")
    def _leads_with_satisfaction(self) -> Self:
        """A tap in a mail and a number in a chat answer the first question, and say which it is nowhere."""
        if self.asks[0] is not Question.SCORE:
            raise ValueError(f"the first question is '{Question.SCORE}'")
        if len(set(self.asks)) < len(self.asks):
            raise ValueError("a question is asked once")
        return self


class PlanBook(Word):
    version: str
    window: Window
    valid: Span
    cool_down: Span
    recommend_cool_down: Span
    reminder: Reminder
    places: Annotated[Entries[Place], Field(min_length=1)]
    never_on: tuple[str, ...] = ()
    kinds: Mapping[str, OneOf[str]]
    privacy: Privacy
    plans: Annotated[Entries[Plan], Field(min_length=1)]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Whoever is resolved has a plan and a place."""
        last_plan, last_place = self.plans[-1], self.places[-1]
        if (last_plan.when, last_plan.since, last_plan.until) != (Scope(), None, None):
            raise ValueError("the last plan holds for every complaint on every day")
        if (last_place.phone_codes, last_place.shops) != (None, None):
            raise ValueError("the last place holds for everybody")
        unknown = {kind for plan in self.plans for kind in plan.when.kinds or ()} - set(self.kinds)
        if unknown:
            raise ValueError(f"plans name kinds that are not defined: {', '.join(sorted(unknown))}")
        return self

    def kind_of(self, complaint: Complaint) -> str:
        """Of remedy, by the outcome that the agent named; empty when none of the words is in it."""
        outcome = complaint.resolution.outcome.casefold() if complaint.resolution else ""
        return next((kind for kind, words in self.kinds.items() if any(word in outcome for word in words)), "")

    def plan_for(self, complaint: Complaint, *, day: date) -> Plan:
        kind = self.kind_of(complaint)
        return next(plan for plan in self.plans if plan.holds(complaint, kind=kind, day=day))

    def day_of(self, complaint: Complaint, *, at: datetime) -> date:
        """Where the customer is."""
        return at.astimezone(self.place_of(complaint).zone).date()

    def round_of(self, survey: Survey) -> Round | None:
        """``None`` when the plan is no longer in the book, or has fewer rounds now."""
        plan = next((plan for plan in self.plans if plan.id == survey.plan), None)
        return plan.rounds[survey.round - 1] if plan and survey.round <= len(plan.rounds) else None

    def place_of(self, complaint: Complaint) -> Place:
        """By the country code of their number; else where the shop is."""
        number = normalise_phone(complaint.customer.phone or "") or ""
        by_code = (
            place for place in self.places if number.startswith("+") and number.startswith(place.phone_codes or ("#",))
        )
        by_shop = (
            place
            for place in self.places
            if place.phone_codes is None and (place.shops is None or complaint.shop in place.shops)
        )
        return next(by_code, None) or next(by_shop)


def moment_of_remedy(complaint: Complaint) -> datetime:
    """When it was carried out, as far as the agent said; else when it was resolved. Raises ``TypeError`` while open."""
    if complaint.resolution is None:
        raise TypeError("an open complaint has no remedy")
    return complaint.resolution.done_at or complaint.resolution.at


@lru_cache(maxsize=1)
def plan_book() -> PlanBook:
    """Raises ``ConfigurationError`` naming the place that is wrong."""
    return packaged(FILE.name, PlanBook, folder=FILE.parent)
