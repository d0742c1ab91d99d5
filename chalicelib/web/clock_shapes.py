"""Promises, as we tell them."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.clock import ClockState

from .shapes import Shape


class ClockShape(Shape):
    kind: str
    started_at: datetime
    due_at: datetime
    state: ClockState
    remaining_seconds: int | None
    """Working time left, negative once overdue, frozen while paused; null when nothing is owed any more."""
    reason: str
    policy: str
    provisional: bool = False
    """It counts days whose official arrangement is not published yet, and is computed again when it is."""
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    steps: tuple[str, ...] | None = None
    """How the due time came about, only in ``GET …/clocks``."""


class ClocksShape(Shape):
    items: tuple[ClockShape, ...]
    next: str | None = None
