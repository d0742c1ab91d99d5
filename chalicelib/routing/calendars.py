"""Working time: when promised time passes and when it rests, in whole seconds.

An instant is working time when a wall clock in the calendar's zone then shows a time inside one of the day's windows.
So an hour that a zone skips cannot be worked, and one that it repeats is worked twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from chalicelib.calendars import days as holidays
from chalicelib.model.base import Word
from chalicelib.model.errors import ConfigurationError

from .datafile import Entries, packaged
from .titles import Titles

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Stretch = tuple[datetime, datetime]

_WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


class Window(Word):
    """Half-open hours of one day, as time since local midnight on the wall clock."""

    opens: timedelta
    closes: timedelta

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if not timedelta() <= self.opens < self.closes <= _DAY:
            raise ValueError("a window opens before it closes, within one day")
        return self


def _hours(written: Any) -> Any:
    """``09:00-18:00`` → opening and closing time."""
    if not isinstance(written, str):
        return written
    opens, dash, closes = written.partition("-")
    if not dash:
        raise ValueError("write a window like 09:00-18:00")
    return {"opens": _since_midnight(opens), "closes": _since_midnight(closes)}


def _since_midnight(written: str) -> timedelta:
    hour, _, minute = written.partition(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def _in_order(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    for earlier, later in pairwise(windows):
        if later.opens < earlier.closes:
            raise ValueError("windows of a day follow each other without overlap")
    return windows


Windows = Annotated[tuple[Annotated[Window, BeforeValidator(_hours)], ...], AfterValidator(_in_order)]


class Calendar(Word):
    """Weekly hours in a zone.

    ``observes``      jurisdiction whose days off have no hours, see ``chalicelib.calendars``
    ``make_up_hours`` hours of that jurisdiction's make-up working days (调休), whatever weekday they are
    ``exceptions``    hours of single dates of our own, before all else
    ``whole_days``    the day of the start is not counted, and the last day counts to its end (民法典 201, 203)
    """

    id: str
    zone: str
    titles: Titles
    weekly: Mapping[Weekday, Windows]
    observes: str | None = None
    make_up_hours: Windows = ()
    exceptions: Mapping[date, Windows] = Field(default_factory=dict)
    whole_days: bool = False

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError) as error:
            raise ValueError(f"there is no time zone '{zone}'") from error
        return zone

    @field_validator("observes")
    @classmethod
    def _days_are_known(cls, observes: str | None) -> str | None:
        if observes is not None and observes not in holidays.jurisdictions():
            raise ValueError(f"there are no days of '{observes}': one of {', '.join(holidays.jurisdictions())}")
        return observes

    @model_validator(mode="after")
    def _opens_every_week(self) -> Self:
        if not any(self.weekly.values()):
            raise ValueError("a calendar without weekly hours would never let a promise fall due")
        return self

    @property
    def days(self) -> holidays.Days | None:
        return holidays.days_of(self.observes) if self.observes else None

    def windows(self, day: date) -> tuple[Window, ...]:
        if (exception := self.exceptions.get(day)) is not None:
            return exception
        if self.days and self.days.is_make_up_workday(day):
            return self.make_up_hours
        if self.days and self.days.is_day_off(day):
            return ()
        return self.usual_windows(day)

    def usual_windows(self, day: date) -> tuple[Window, ...]:
        """The hours of that day of the week."""
        return self.weekly.get(_WEEKDAYS[day.weekday()], ())

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()


class CalendarFile(Word):
    version: str
    calendars: Entries[Calendar]


def add_working_seconds(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The first instant, in UTC, at which ``seconds`` of working time have passed since ``start``'s whole second."""
    if seconds < 0:
        raise ValueError("working time only adds up")
    begin, left = _whole_second(start), timedelta(seconds=seconds)
    if not left:
        return begin
    stretches = _working_stretches(calendar, begin)
    opens, closes = next(stretches)
    while closes - opens < left:
        left -= closes - opens
        opens, closes = next(stretches)
    return opens + left


def working_seconds_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working time from ``start`` to ``end``, both taken at their whole second; 0 when ``end`` is not later."""
    begin, until = _whole_second(start), _whole_second(end)
    total = timedelta()
    for opens, closes in _working_stretches(calendar, begin):
        if opens >= until:
            break
        total += min(closes, until) - opens
    return total // _SECOND


def counting_begins(calendar: Calendar, start: datetime) -> datetime:
    """``start``, or where whole days are counted the midnight after it."""
    if not calendar.whole_days:
        return start
    tomorrow = calendar.local_day(start) + _DAY
    return datetime.combine(tomorrow, time(), tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


def is_provisional(calendar: Calendar, start: datetime, end: datetime) -> bool:
    """Whether the days in between include some whose official arrangement is not known yet."""
    days = calendar.days
    return days is not None and not all(days.is_decided(calendar.local_day(moment)) for moment in (start, end))


@lru_cache(maxsize=1)
def _calendars() -> Mapping[str, Calendar]:
    return {calendar.id: calendar for calendar in packaged("calendars.yaml", CalendarFile).calendars}


def calendar_names() -> Collection[str]:
    return _calendars().keys()


def calendar_named(name: str) -> Calendar:
    try:
        return _calendars()[name]
    except KeyError:
        raise ConfigurationError(f"calendars.yaml has no calendar '{name}'") from None


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _working_stretches(calendar: Calendar, since: datetime) -> Iterator[Stretch]:
    """All working time from ``since`` on, in UTC and in order, without end."""
    zone = ZoneInfo(calendar.zone)
    begin = since
    while True:
        offset = _offset(zone, begin)
        end = _offset_holds_until(zone, begin)
        for opens, closes in _wall_stretches(calendar, begin + offset, end + offset):
            yield opens - offset, closes - offset
        begin = end


def _wall_stretches(calendar: Calendar, begin: datetime, end: datetime) -> Iterator[Stretch]:
    """The windows between two readings of a wall clock that nobody moves in between."""
    midnight = datetime.combine(begin, time(), tzinfo=UTC)
    while midnight < end:
        for window in calendar.windows(midnight.date()):
            opens, closes = max(begin, midnight + window.opens), min(end, midnight + window.closes)
            if opens < closes:
                yield opens, closes
        midnight += _DAY


def _offset_holds_until(zone: ZoneInfo, begin: datetime) -> datetime:
    """A day later, or the second at which the zone's offset changes before that."""
    offset, last, changed = _offset(zone, begin), begin, begin + _DAY
    if _offset(zone, changed) == offset:
        return changed
    while changed - last > _SECOND:
        middle = last + (changed - last) // _SECOND // 2 * _SECOND
        if _offset(zone, middle) == offset:
            last = middle
        else:
            changed = middle
    return changed


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
