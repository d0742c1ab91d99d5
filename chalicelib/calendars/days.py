"""Public holidays, days off and make-up working days, by jurisdiction, as versioned data in ``days.json``.

``python -m tools holidays`` writes the file from two libraries; nothing here imports them. A year is *decided* once its
official arrangement is published (for mainland China the yearly notice of the State Council, usually in November).
Past the decided years only the statutory holidays and plain weekends are known, and what is computed is provisional.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from chalicelib.model.errors import ConfigurationError

DATA: Final = Path(__file__).with_name("days.json")
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """One jurisdiction's days.

    ``public_holidays``  statutory holidays
    ``days_off``         further days off by official arrangement, weekends inside a holiday included
    ``make_up_workdays`` Saturdays and Sundays that are worked (调休)
    ``decided_until``    last year whose arrangement is official
    """

    jurisdiction: str
    public_holidays: frozenset[date]
    days_off: frozenset[date]
    make_up_workdays: frozenset[date]
    decided_since: int
    decided_until: int

    def is_public_holiday(self, day: date) -> bool:
        return day in self.public_holidays

    def is_make_up_workday(self, day: date) -> bool:
        return day in self.make_up_workdays

    def is_day_off(self, day: date) -> bool:
        """By law or arrangement, whatever day of the week it is."""
        return day not in self.make_up_workdays and (day in self.days_off or day in self.public_holidays)

    def is_working_day(self, day: date) -> bool:
        if day in self.make_up_workdays:
            return True
        return day.weekday() < _SATURDAY and not self.is_day_off(day)

    def is_decided(self, day: date) -> bool:
        """Whether the year's arrangement was known when the data was written; otherwise answers are provisional."""
        return self.decided_since <= day.year <= self.decided_until

    def working_day_from(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def day_after_holidays_from(self, day: date) -> date:
        """The day itself, or the first one after it that is no public holiday."""
        while self.is_public_holiday(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, which is itself not counted."""
        for _ in range(count):
            day = self.working_day_from(day + _DAY)
        return day


def days_of(jurisdiction: str) -> Days:
    """``CN``, ``TW``, ``HK``, ``EU`` (days on which TARGET is closed), ``UK`` or ``US``.

    Raises ``ConfigurationError`` for others.
    """
    try:
        return _all()[jurisdiction]
    except KeyError:
        raise ConfigurationError(f"days.json has no days of '{jurisdiction}'; run python -m tools holidays") from None


def jurisdictions() -> tuple[str, ...]:
    return tuple(sorted(_all()))


def version() -> str:
    """Names the data, so that what was computed with it can be computed again."""
    return str(_file()["version"])


@cache
def _file() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read


@cache
def _all() -> Mapping[str, Days]:
    return {name: _days(name, entry) for name, entry in _file()["jurisdictions"].items()}


def _days(name: str, entry: Mapping[str, Any]) -> Days:
    since, until = entry["decided"]
    return Days(
        jurisdiction=name,
        public_holidays=_dates(entry["public_holidays"]),
        days_off=_dates(entry["days_off"]),
        make_up_workdays=_dates(entry["make_up_workdays"]),
        decided_since=since,
        decided_until=until,
    )


def _dates(written: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, written))
