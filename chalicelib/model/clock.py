"""A clock: a promise with a start, pauses, a due time and the reason for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from .base import Instant, Word

FIRST_RESPONSE: Final = "first_response"
NEXT_UPDATE: Final = "next_update"
RESOLUTION: Final = "resolution"
REPAIR_CONFIRMATION: Final = "repair_confirmation"
PLATFORM: Final = "platform:"
"""A platform's own clocks are of the kind ``platform:<name>``."""
REGULATOR: Final = "regulator:"
DUE: Final = 100
"""Per cent of the promised working time."""


class ClockState(StrEnum):
    """``breached`` still runs and is owed; ``missed`` was met too late."""

    RUNNING = "running"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Cause(StrEnum):
    """What made a clock be measured anew."""

    SEVERITY = "severity"
    QUEUE = "queue"
    CUSTOMER = "customer"
    DATA = "data"
    """The promises or the calendar's days have changed."""
    DEADLINE = "deadline"
    """What lies behind an independent clock has changed."""


class Pause(Word):
    """A half-open interval in which the promise did not run; ``ended_at`` is ``None`` while it lasts."""

    started_at: Instant
    ended_at: Instant | None = None
    why: str


class Mark(Word):
    """When ``percent`` of the promised working time have passed: below 100 a warning, above it an escalation."""

    percent: int
    at: Instant


class Move(Word):
    """The clock was measured anew ``at``; before, it was due at ``due_at`` by ``policy``."""

    at: Instant
    cause: Cause
    policy: str
    due_at: Instant


class Clock(Word):
    """``target_seconds`` is promised working time on ``calendar``; ``due_at`` follows from start, target and pauses.

    ``policy`` and ``reason`` say which rule set the promise, ``moves`` what it was before, ``days`` which data of
    holidays was counted with, so that every due time can be explained. ``is_provisional``: it counts days whose
    official arrangement was not known. ``told`` is the furthest mark that was told, in per cent.
    """

    kind: str
    policy: str
    reason: str
    calendar: str
    started_at: Instant
    target_seconds: int
    pauses: tuple[Pause, ...] = ()
    due_at: Instant
    is_provisional: bool = False
    days: str | None = None
    marks: tuple[Mark, ...] = ()
    told: int = 0
    moves: tuple[Move, ...] = ()
    state: ClockState = ClockState.RUNNING
    stopped_at: Instant | None = None
    breached_at: Instant | None = None
    warned_at: Instant | None = None
    escalated_at: Instant | None = None

    @property
    def is_open(self) -> bool:
        """Still owed, whether running, paused or breached."""
        return self.stopped_at is None

    @property
    def is_ticking(self) -> bool:
        return self.state in (ClockState.RUNNING, ClockState.BREACHED)

    @property
    def to_tell(self) -> tuple[Mark, ...]:
        """The marks still to come or not yet told, the due time among them, in order."""
        marks = (*self.marks, Mark(percent=DUE, at=self.due_at))
        return tuple(sorted((mark for mark in marks if mark.percent > self.told), key=lambda mark: mark.percent))

    @property
    def next_at(self) -> datetime | None:
        """When there is something to tell; ``None`` while it rests and after the last mark."""
        return self.to_tell[0].at if self.is_ticking and self.to_tell else None
