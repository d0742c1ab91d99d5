"""Counting: periods in days, months, years, working days and hours, and what happens when the last day is a rest day.

The conventions C1 to C8 are those of ``docs/policies.md``; in China 民法典 201 to 204.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from chalicelib.calendars.days import Days

Unit = Literal["days", "workdays", "hours", "months", "years"]
Rollover = Literal["rest_days", "public_holidays", "none"]


@dataclass(frozen=True, slots=True)
class End:
    """The last day or second of a period: as counted, and after a rest day has moved it (C4)."""

    nominal: date | datetime
    effective: date | datetime
    touches_rest: bool = False
    """Moved, or on a weekend day that is worked: the calendar decided."""
    provisional: bool = False

    def holds(self, asked: date | datetime) -> bool:
        """Whether something that happened at ``asked`` was in time."""
        return at_end(asked, like=self.effective) <= self.effective


def period_end(anchor: date | datetime, count: int, unit: Unit, *, days: Days, rollover: Rollover) -> End:
    """``count`` units after ``anchor``, which is itself not counted (C2, C3, C7)."""
    if unit == "hours":
        end = as_moment(anchor) + timedelta(hours=count)
        return End(end, end)
    start = anchor.date() if isinstance(anchor, datetime) else anchor
    if unit == "workdays":
        day = days.add_working_days(start, count)
        return End(day, day, provisional=not days.is_decided(day))
    nominal = (
        start + timedelta(days=count)
        if unit == "days"
        else months_later(start, count * 12 if unit == "years" else count)
    )
    return moved(nominal, days=days, rollover=rollover)


def moved(nominal: date, *, days: Days, rollover: Rollover) -> End:
    """C4: an act may still be done on the first day after the rest."""
    if rollover == "none":
        return End(nominal, nominal)
    effective = days.working_day_from(nominal) if rollover == "rest_days" else days.day_after_holidays_from(nominal)
    touched = effective != nominal or days.is_make_up_workday(nominal)
    return End(nominal, effective, touched, provisional=not days.is_decided(effective))


def months_later(start: date, count: int) -> date:
    """The same day number, or the last day of a month that has none (C2)."""
    months = start.month - 1 + count
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def as_moment(value: date | datetime) -> datetime:
    """A day is its first second."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def at_end(value: date | datetime, *, like: date | datetime) -> date | datetime:
    """``value`` as a moment or a day, whichever ``like`` is, so that the two compare."""
    if isinstance(like, datetime):
        return as_moment(value)
    return value.date() if isinstance(value, datetime) else value
