"""What we answer about queues, people, surveys and what went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.model.agent import Presence

from .shapes import Shape
from .survey_shapes import SurveyShape


class QueueShape(Shape):
    id: str
    title: str
    counts: dict[str, int]
    """Status → how many."""
    waiting: int
    oldest_wait_seconds: int | None
    waiting_since: datetime | None
    nearest_due_at: datetime | None


class QueuesShape(Shape):
    items: tuple[QueueShape, ...]
    next: str | None = None


class QuarantineShape(Shape):
    id: str
    channel: str
    account: str
    code: str
    reason: str
    size: int
    quarantined_at: datetime
    replayed_at: datetime | None = None
    replayed_by: str | None = None


class QuarantinesShape(Shape):
    items: tuple[QuarantineShape, ...]
    next: str | None


class SurveysShape(Shape):
    items: tuple[SurveyShape, ...]
    next: str | None


class ColleagueShape(Shape):
    """An agent as a supervisor sees them."""

    id: str
    name: str
    presence: Presence
    is_present: bool
    """Available, and seen within the last minutes."""
    seen_at: datetime | None
    capacity: int
    capacity_limit: int | None
    load: int
    """The weight of what they hold, in the units of ``capacity``."""
    holds: tuple[str, ...]
    """Ids of complaints."""
    offer: str | None
    """The complaint that is offered to them."""
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    queues: tuple[str, ...]


class ColleaguesShape(Shape):
    items: tuple[ColleagueShape, ...]
    next: str | None


class AgentShape(ColleagueShape):
    """Oneself."""

    shop: str
    roles: tuple[str, ...]


class ReportShape(Shape):
    name: str
    first: str
    last: str
    zone: str
    """Where a day begins."""
    business_calendar: str
    """Whose office hours are business time."""
    definition: dict[str, str]
    numbers: dict[str, Any]


class PollShape(Shape):
    """How asking one platform's account goes."""

    channel: str
    account: str
    succeeded_at: datetime | None = None
    attempted_at: datetime | None = None
    next_at: datetime
    reached_at: datetime
    """Everything the platform had then has come in."""
    lag_seconds: float
    failures: int
    """In a row; 0 when the last attempt went well."""
    last_error: str | None = None


class PollsShape(Shape):
    items: tuple[PollShape, ...]
    next: str | None
