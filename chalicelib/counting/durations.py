"""Durations as numbers that add up: how many, their sum, and how many in each of fixed ranges of seconds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chalicelib.routing.calendars import working_seconds_between

from .days import business_calendar

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
BOUNDS: Final = (
    *(10, 20, 30, 45),
    *(_MINUTE * minutes for minutes in (1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45)),
    *(_HOUR * hours for hours in (1, 1.5, 2, 3, 4, 6, 8, 10, 12, 15, 18)),
    *(_DAY * days for days in (1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90)),
)
"""Upper ends of the ranges, included: a share within one of them is exact, what lies between is estimated."""
BEYOND: Final = "beyond"
WALL: Final = "wall"
BUSINESS: Final = "business"
SCALES: Final = (WALL, BUSINESS)
"""Time on the clock, and within office hours."""


def numbers_of(what: str, start: datetime, end: datetime, *, zone: str) -> Iterator[tuple[str, int]]:
    """(number, by): ``<what>_wall_sum``, ``<what>_wall_300`` … and the same of business time."""
    wall = max(0, int((end - start).total_seconds()))
    business = working_seconds_between(business_calendar(zone), start, end)
    yield from lasting(f"{what}_{WALL}", wall)
    yield from lasting(f"{what}_{BUSINESS}", business)


def lasting(what: str, seconds: int) -> Iterator[tuple[str, int]]:
    """Once so long, on one scale."""
    yield f"{what}_sum", seconds
    yield f"{what}_{range_of(seconds)}", 1


def range_of(seconds: int) -> str:
    index = bisect_left(BOUNDS, seconds)
    return str(int(BOUNDS[index])) if index < len(BOUNDS) else BEYOND
