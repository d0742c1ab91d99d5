"""An alert: something a supervisor should know now. It names complaints by id and holds nothing personal; what it
quotes is masked.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .base import Instant, Word

WHOLE_SHOP: Final = "_"
"""In place of a queue, for what concerns none of them."""
MANAGEMENT: Final = "management"
"""In place of a queue, for what its own people have left undone for long."""


class AlertKind(StrEnum):
    """The most urgent first, as a digest lists them."""

    SAFETY = "safety"
    LEGAL = "legal"
    ESCALATED = "escalated"
    """By a person."""
    CLOCK_ESCALATED = "clock_escalated"
    CLOCK_BREACHED = "clock_breached"
    UNDELIVERABLE = "undeliverable"
    APPROVAL = "approval"
    WEBHOOK_DISABLED = "webhook_disabled"
    SURGE = "surge"
    """Far more complaints than before."""
    VISIT_OVERDUE = "visit_overdue"
    QUARANTINED = "quarantined"
    WEEKLY = "weekly"
    """The week before, in numbers and words."""
    CLOCK_WARNED = "clock_warned"
    CLOCK_HALFWAY = "clock_halfway"
    MENTIONED = "mentioned"
    """Only for robots that ask for it: notes are many."""


class Alert(Word):
    """``id`` is the same whenever the same thing is told again. ``subject`` is the id of what it is about.

    ``detail`` is a word for machines that the digest translates where it can: a kind of clock, a channel, a code.
    ``lines`` are told in place of both, by language.
    """

    id: str
    shop: str
    queue: str = WHOLE_SHOP
    kind: AlertKind
    at: Instant
    subject: str
    detail: str = ""
    due_at: Instant | None = None
    lines: dict[str, tuple[str, ...]] = {}

    @property
    def is_urgent(self) -> bool:
        """Somebody may be hurt: told at any hour."""
        return self.kind is AlertKind.SAFETY
