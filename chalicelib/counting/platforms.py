"""How fast platforms' own measures found us: each message that one of them counts, on the day it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.model.change import Tally
from chalicelib.model.clock import PLATFORM
from chalicelib.routing.calendars import calendar_named, working_seconds_between

from . import durations
from .days import day_of
from .naming import number
from .promises import ended_or_late
from .steps import Step

PLATFORMS: Final = "platforms"
HOURS: Final = "hours"
"""Time within the hours that the platform counts."""
_ANSWERED: Final = f"answered_{durations.WALL}_sum"


def platform_tallies(told: Iterable[Step], *, zone: str) -> Iterator[Tally]:
    for clock, said, many in ended_or_late(told, wanted=lambda kind: kind.startswith(PLATFORM), zone=zone):
        day, platform = day_of(clock.started_at, zone), clock.kind.removeprefix(PLATFORM)
        numbers = [(said, many)]
        if said == _ANSWERED and clock.stopped_at:
            counted = working_seconds_between(calendar_named(clock.calendar), clock.started_at, clock.stopped_at)
            numbers += durations.lasting(f"answered_{HOURS}", counted)
        for name, by in numbers:
            yield Tally(report=PLATFORMS, day=day, number=number(name, "platform", platform), by=by)
