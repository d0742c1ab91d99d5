"""When a clock falls due and how much of it is left, from its start, its target and its ledger of pauses."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.clock import Clock, Pause

from .calendars import add_working_seconds, calendar_named, working_seconds_between


def due_at(clock: Clock) -> datetime:
    """The first instant at which the working time outside all pauses reaches the target.

    A pause that began after that instant moves nothing, and one that still lasts has not moved anything yet.
    """
    calendar = calendar_named(clock.calendar)
    since, left = clock.started_at, clock.target_seconds
    for pause in clock.pauses:
        if pause.ended_at is None:
            break
        worked = working_seconds_between(calendar, since, pause.started_at)
        if worked >= left:
            break
        since, left = pause.ended_at, left - worked
    return add_working_seconds(calendar, since, left)


def open_pause(clock: Clock) -> Pause | None:
    last = clock.pauses[-1] if clock.pauses else None
    return last if last and last.ended_at is None else None


def reached(clock: Clock, *, now: datetime) -> datetime:
    """How far the clock has run: to the start of its pause while it is paused."""
    pause = open_pause(clock)
    return pause.started_at if pause else now


def remaining_seconds(clock: Clock, *, now: datetime) -> int | None:
    """Working time left; negative once overdue, frozen while paused, ``None`` when nothing is owed any more."""
    if not clock.is_open:
        return None
    calendar, moment = calendar_named(clock.calendar), reached(clock, now=now)
    if moment <= clock.due_at:
        return working_seconds_between(calendar, moment, clock.due_at)
    return -working_seconds_between(calendar, clock.due_at, moment)
