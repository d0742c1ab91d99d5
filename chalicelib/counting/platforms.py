"""How fast platforms' own measures found us: each message that one of them counts, on the day it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Tally
from chalicelib.model.clock import PLATFORM, Clock, ClockState
from chalicelib.model.complaint import Complaint
from chalicelib.routing.calendars import calendar_named, working_seconds_between

from . import durations
from .days import day_of
from .naming import number
from .steps import Step

PLATFORMS: Final = "platforms"
HOURS: Final = "hours"
"""Time within the hours that the platform counts."""


def platform_tallies(told: Iterable[Step], *, zone: str) -> Iterator[Tally]:
    for before, event in told:
        if isinstance(event.body, facts.ClocksChanged):
            for clock in event.body.clocks:
                if clock.kind.startswith(PLATFORM):
                    yield from _of(clock, before, zone=zone)


def _of(clock: Clock, before: Complaint, *, zone: str) -> Iterator[Tally]:
    """It is answered once and late once, however often it is said."""
    day, platform = day_of(clock.started_at, zone), clock.kind.removeprefix(PLATFORM)
    present = before.clock(clock.kind)
    was = present if present and present.started_at == clock.started_at else None
    if not (was and was.stopped_at):
        for name, by in _answered(clock, zone=zone):
            yield Tally(report=PLATFORMS, day=day, number=number(name, "platform", platform), by=by)
    if _is_late(clock) and not (was and _is_late(was)):
        yield Tally(report=PLATFORMS, day=day, number=number("late", "platform", platform), by=1)


def _answered(clock: Clock, *, zone: str) -> Iterator[tuple[str, int]]:
    if clock.stopped_at is None or clock.state is ClockState.CANCELLED:
        return
    if clock.state is ClockState.MET:
        yield "in_time", 1
    counted = working_seconds_between(calendar_named(clock.calendar), clock.started_at, clock.stopped_at)
    yield from durations.numbers_of("answered", clock.started_at, clock.stopped_at, zone=zone)
    yield from durations.lasting(f"answered_{HOURS}", counted)


def _is_late(clock: Clock) -> bool:
    return clock.breached_at is not None or clock.state is ClockState.MISSED
