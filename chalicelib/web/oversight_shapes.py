"""What we answer about queues, people, surveys and what went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.model.agent import Presence

from .complaint_shapes import SurveyShape
from .shapes import Shape


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


class AgentShape(Shape):
    id: str
    name: str
    shop: str
    roles: tuple[str, ...]
    presence: Presence
    capacity: int


class ReportShape(Shape):
    name: str
    first: str
    last: str
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
