"""Follow-up visits as they are sent and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from chalicelib.model.visit import VisitKind, VisitOutcome, VisitState

from .bodies import Reason
from .shapes import Shape


class VisitShape(Shape):
    id: str
    complaint: str
    kind: VisitKind
    state: VisitState
    plan: str
    language: str
    due_at: datetime
    """When the next call may be made."""
    ends_at: datetime
    """After it a message takes the place of the calls."""
    is_due: bool
    tries: tuple[datetime, ...]
    most_tries: int
    every_days: float | None = None
    outcome: VisitOutcome | None = None
    note: str = ""
    by: str = ""
    done_at: datetime | None = None
    why: str | None = None
    """Why nobody is visited any more."""


class ScriptShape(Shape):
    """What is said, in this order."""

    thanks: str
    solved: str
    goods: str
    wish: str
    closing: str


class VisitsShape(Shape):
    items: tuple[VisitShape, ...]
    next: str | None
    scripts: dict[str, ScriptShape]
    """By the language of the items."""


class VisitBody(Shape):
    outcome: VisitOutcome
    """``solved``, ``new_problem`` (the complaint opens again), ``not_reached`` (the next try, or the message) or
    ``refused``.
    """
    note: Reason = ""
    """What the customer said; needed for a new problem."""


class PlanVisitBody(Shape):
    at: AwareDatetime | None = None
    """Not before it, in the next good hour; now when absent."""
    every_days: Annotated[int, Field(ge=7, le=366)] | None = None
    """For chosen customers: again and again so many days after each visit."""
    reason: Reason = ""
