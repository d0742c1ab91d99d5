"""A clock: a promise with a start, pauses, a due time and the reason for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from .base import Instant, Word

FIRST_RESPONSE: Final = "first_response"
NEXT_UPDATE: Final = "next_update"
RESOLUTION: Final = "resolution"


class ClockState(StrEnum):
    """``breached`` still runs and is owed; ``missed`` was met too late."""

    RUNNING = "running"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Pause(Word):
    """A half-open interval in which the promise did not run; ``ended_at`` is ``None`` while it lasts."""

    started_at: Instant
    ended_at: Instant | None = None
    why: str


class Clock(Word):
    """``target_seconds`` is promised working time on ``calendar``; ``due_at`` follows from start, target and pauses.

    ``policy`` and ``reason`` say which rule set the promise, so that every due time can be explained.
    """

    kind: str
    policy: str
    reason: str
    calendar: str
    started_at: Instant
    target_seconds: int
    pauses: tuple[Pause, ...] = ()
    due_at: Instant
    state: ClockState = ClockState.RUNNING
    stopped_at: Instant | None = None
    breached_at: Instant | None = None
    warned_at: Instant | None = None

    @property
    def is_open(self) -> bool:
        """Still owed, whether running, paused or breached."""
        return self.stopped_at is None

    @property
    def is_ticking(self) -> bool:
        return self.state in (ClockState.RUNNING, ClockState.BREACHED)

    def warn_at(self) -> datetime:
        """Four fifths of the way from start to due."""
        return self.started_at + (self.due_at - self.started_at) * 0.8
