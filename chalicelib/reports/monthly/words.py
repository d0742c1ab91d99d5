"""What the monthly report consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .months import Month, Period


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    """Of what it was made from, 0 to 1."""
    PER_10000 = "per_10000"
    SECONDS = "seconds"
    RATIO = "ratio"
    """Of different things: it may be above 1."""
    MEAN = "mean"
    """Of what was given on a scale, or of how often something happened."""
    POINTS = "points"
    """From -100 to 100."""


class Form(StrEnum):
    COLUMNS = "columns"
    """A column for each label, its series upon each other."""
    LINES = "lines"
    BARS = "bars"
    """For each label a bar for each series."""
    STACKED = "stacked"
    """For each label one bar, its series behind each other."""
    POINTS = "points"
    """For each label a point between 0 and 1, and its interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """``value`` is ``None`` where there is nothing to divide by; ``of`` is how many it was made from."""

    value: float | None
    numerator: int | None = None
    of: int | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """To the month before. Of shares with its 95 % interval: where that holds 0, it may be chance."""

    by: float
    interval: tuple[float, float] | None = None

    @property
    def may_be_chance(self) -> bool | None:
        """``None`` where no interval is known."""
        return self.interval[0] <= 0 <= self.interval[1] if self.interval else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``report`` and ``name`` say where it is defined. What is only known of now has no ``before``."""

    report: str
    name: str
    unit: Unit
    now: Number
    before: Number | None = None
    difference: Difference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTaken:
    """Wall time and business time, each with count, mean, median and 90th percentile in seconds."""

    report: str
    name: str
    now: Mapping[str, Any]
    before: Mapping[str, Any]

    @property
    def is_empty(self) -> bool:
        return not any(scale["count"] for month in (self.now, self.before) for scale in month.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``labels`` are values of the ``dimension``; each series has a number for each of them. ``others`` is what more
    values than are shown come to. ``defined_by`` names report and number.
    """

    name: str
    form: Form
    unit: Unit
    dimension: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    defined_by: tuple[tuple[str, str], ...]
    others: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(
            number.value if self.unit is Unit.COUNT else number.of for one in self.series for number in one.numbers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: str
    figures: tuple[Figure, ...] = ()
    times: tuple[TimeTaken, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReport:
    month: Month
    now: Period
    before: Period
    sections: tuple[Section, ...]

    @property
    def is_whole(self) -> bool:
        """The month is over."""
        return self.now.last == self.month.last
