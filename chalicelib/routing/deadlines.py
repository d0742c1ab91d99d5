"""When a clock falls due and how much of it is left, from its start, its target and its ledger of pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from chalicelib.calendars import days
from chalicelib.model.clock import Clock, Mark, Pause

from .calendars import (
    Calendar,
    add_working_seconds,
    calendar_named,
    counting_begins,
    is_provisional,
    working_seconds_between,
)


def measured(clock: Clock, *, percents: Iterable[int] | None = None) -> Clock:
    """The clock with everything that follows from start, target, pauses and the calendar as it is known today.

    ``percents`` of the target get a mark; without it the clock keeps those it has.
    """
    calendar, due = calendar_named(clock.calendar), due_at(clock)
    kept = [mark.percent for mark in clock.marks] if percents is None else percents
    marks = tuple(Mark(percent=each, at=_worked(clock, clock.target_seconds * each // 100)) for each in kept)
    return clock.model_copy(
        update={
            "due_at": due,
            "marks": marks,
            "is_provisional": is_provisional(calendar, clock.started_at, due),
            "days": days.version() if calendar.observes else None,
        }
    )


def due_at(clock: Clock) -> datetime:
    """The first instant at which the working time outside all pauses reaches the target.

    A pause that began after that instant moves nothing, and one that still lasts has not moved anything yet.
    """
    return _worked(clock, clock.target_seconds)


def _worked(clock: Clock, seconds: int) -> datetime:
    calendar = calendar_named(clock.calendar)
    since, left = counting_begins(calendar, clock.started_at), seconds
    for begin, end in _rests(clock, calendar):
        worked = working_seconds_between(calendar, since, begin)
        if worked >= left:
            break
        since, left = end, left - worked
    return add_working_seconds(calendar, since, left)


def _rests(clock: Clock, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The closed pauses; what of them came before counting began saves nothing."""
    first = counting_begins(calendar, clock.started_at)
    for pause in clock.pauses:
        if pause.ended_at is None:
            return
        if pause.ended_at > first:
            yield max(pause.started_at, first), pause.ended_at


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
        return working_seconds_between(calendar, max(moment, counting_begins(calendar, clock.started_at)), clock.due_at)
    return -working_seconds_between(calendar, clock.due_at, moment)
