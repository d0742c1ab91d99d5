"""What we answer about work with colleagues, and to supervisors."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.mention import MentionCause

from .complaint_shapes import ComplaintShape
from .shapes import Shape


class MentionShape(Shape):
    id: str
    complaint: str
    cause: MentionCause
    message: str | None
    """The note; null for who was added as a collaborator."""
    by: str
    at: datetime
    is_read: bool


class MentionsShape(Shape):
    items: tuple[MentionShape, ...]
    next: str | None


class AtRiskShape(Shape):
    items: tuple[ComplaintShape, ...]
    next: str | None = None
    overdue: int
    """How many of ``items`` are overdue."""
    is_whole: bool
    """False when there may be more than these."""


class BulkLineShape(Shape):
    """What became of one complaint."""

    complaint: str
    status: int
    """As the action alone would have answered; 503 when the time was up before its turn came."""
    version: int | None = None
    code: str | None = None
    """Of the problem; ``not_tried`` when the time was up."""
    detail: str | None = None


class BulkShape(Shape):
    items: tuple[BulkLineShape, ...]
    """In the order asked for."""
    next: str | None = None
    done: int
    failed: int
