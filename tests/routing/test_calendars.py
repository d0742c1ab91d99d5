"""Working time against a counter that looks at the wall clock every minute, or every second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.calendars import (
    Calendar,
    CalendarFile,
    add_working_seconds,
    calendar_named,
    calendar_names,
    working_seconds_between,
)
from chalicelib.routing.datafile import parse

from .samples import HOUR, MINUTE, durations, moments

TITLES = {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}
SHIFTS = ["00:00-02:30", "09:00-12:00", "13:30-24:00"]
EARLY = ["00:30-01:30", "02:15-02:45"]


def calendar(zone: str, **changes: object) -> Calendar:
    weekly = {"mon": SHIFTS, "wed": SHIFTS, "fri": EARLY, "sat": EARLY, "sun": ["01:15-03:30", "23:00-24:00"]}
    return Calendar.model_validate({"id": "test", "zone": zone, "titles": TITLES, "weekly": weekly} | changes)


WHERE_THE_CLOCK_MOVES = [
    ("America/New_York", datetime(2026, 3, 6, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 30, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 10, 23, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 2, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 11, 20, tzinfo=UTC)),
]


def is_working(calendar: Calendar, moment: datetime) -> bool:
    wall = moment.astimezone(ZoneInfo(calendar.zone))
    shown = timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)
    return any(window.opens <= shown < window.closes for window in calendar.windows(wall.date()))


def counted(calendar: Calendar, start: datetime, *, steps: int, step: timedelta) -> int:
    ticks = sum(is_working(calendar, start + step * count) for count in range(steps))
    return ticks * (step // timedelta(seconds=1))


@given(
    place=st.sampled_from(WHERE_THE_CLOCK_MOVES),
    late=st.integers(0, 3 * 24 * 60),
    minutes=st.integers(0, 3 * 24 * 60),
    off=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_between_agrees_with_a_minute_counter(place: tuple[str, datetime], late: int, minutes: int, off: bool) -> None:
    zone, since = place
    exceptions = {(since + timedelta(days=3)).date(): [] if off else ["10:00-11:00"]}
    hours, start = calendar(zone, exceptions=exceptions), since + late * MINUTE
    expected = counted(hours, start, steps=minutes, step=MINUTE)
    assert working_seconds_between(hours, start, start + minutes * MINUTE) == expected


@given(place=st.sampled_from(WHERE_THE_CLOCK_MOVES), late=st.integers(0, 4 * 86_400), seconds=st.integers(0, 5_000))
@settings(deadline=None, max_examples=150)
def test_between_agrees_with_a_second_counter(place: tuple[str, datetime], late: int, seconds: int) -> None:
    zone, since = place
    hours, start, second = calendar(zone), since + timedelta(seconds=late), timedelta(seconds=1)
    expected = counted(hours, start, steps=seconds, step=second)
    assert working_seconds_between(hours, start, start + seconds * second) == expected


@given(place=st.sampled_from(WHERE_THE_CLOCK_MOVES), late=durations, seconds=st.integers(1, 400_000))
@settings(deadline=None)
def test_adding_arrives_at_the_first_instant(place: tuple[str, datetime], late: timedelta, seconds: int) -> None:
    zone, since = place
    hours, start = calendar(zone), since + late
    end = add_working_seconds(hours, start, seconds)
    assert working_seconds_between(hours, start, end) == seconds
    assert working_seconds_between(hours, start, end - timedelta(seconds=1)) == seconds - 1


@given(
    name=st.sampled_from(sorted(calendar_names())), start=moments, one=st.integers(0, 10**6), two=st.integers(0, 10**6)
)
@settings(deadline=None)
def test_working_seconds_are_additive(name: str, start: datetime, one: int, two: int) -> None:
    hours = calendar_named(name)
    middle = add_working_seconds(hours, start, one)
    assert add_working_seconds(hours, middle, two) == add_working_seconds(hours, start, one + two)


@given(start=moments, first=durations, second=durations)
@settings(deadline=None)
@example(start=datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=UTC), first=timedelta(microseconds=1), second=HOUR)
def test_stretches_of_time_add_up(start: datetime, first: timedelta, second: timedelta) -> None:
    hours, middle, end = calendar("Europe/London"), start + first, start + first + second
    parts = working_seconds_between(hours, start, middle) + working_seconds_between(hours, middle, end)
    assert parts == working_seconds_between(hours, start, end)


@given(start=moments, seconds=st.integers(0, 10**6))
def test_always_is_plain_time(start: datetime, seconds: int) -> None:
    end = add_working_seconds(calendar_named("always"), start, seconds)
    assert end == start.replace(microsecond=0) + timedelta(seconds=seconds)


def test_business_hours_skip_nights_and_weekends() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    friday = datetime(2026, 11, 20, 17, 30, tzinfo=shanghai)
    business = calendar_named("business-cn")
    assert add_working_seconds(business, friday, 1_800) == datetime(2026, 11, 20, 18, tzinfo=shanghai)
    assert add_working_seconds(business, friday, 1_801) == datetime(2026, 11, 23, 9, 0, 1, tzinfo=shanghai)
    assert working_seconds_between(business, friday, friday + timedelta(days=7)) == 45 * 3_600


def test_exceptions_replace_the_hours_of_a_day() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    national_day, made_up = date(2026, 10, 1), date(2026, 10, 10)
    business = calendar_named("business-cn").model_dump() | {"exceptions": {national_day: [], made_up: ["09:00-12:00"]}}
    hours = Calendar.model_validate(business)
    for day, worked in ((national_day, 0), (made_up, 3), (date(2026, 10, 9), 9), (date(2026, 10, 11), 0)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=shanghai)
        assert working_seconds_between(hours, midnight, midnight + timedelta(days=1)) == worked * 3_600


def test_an_hour_that_comes_twice_is_worked_twice() -> None:
    hours = calendar("America/New_York", weekly={"sun": ["01:00-02:00"]})
    start = datetime(2026, 11, 1, tzinfo=UTC)
    assert working_seconds_between(hours, start, start + timedelta(days=1)) == 2 * 3_600


def test_an_hour_that_is_skipped_is_not_worked() -> None:
    hours = calendar("America/New_York", weekly={"sun": ["02:00-03:00"]})
    start = datetime(2026, 3, 8, tzinfo=UTC)
    assert working_seconds_between(hours, start, start + timedelta(days=1)) == 0


def test_time_does_not_run_backwards() -> None:
    always, now = calendar_named("always"), datetime(2026, 11, 21, tzinfo=UTC)
    assert working_seconds_between(always, now, now - HOUR) == 0
    with pytest.raises(ValueError, match="only adds up"):
        add_working_seconds(always, now, -1)


def test_an_unknown_calendar_is_a_wrong_deployment() -> None:
    with pytest.raises(ConfigurationError, match="no calendar 'lunar'"):
        calendar_named("lunar")


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("zone", "Asia/Peking", r"calendars\[test\]\.zone: .*no time zone 'Asia/Peking'"),
        ("weekly", "{}", r"calendars\[test\]: .*never let a promise fall due"),
        ("weekly", '{mon: ["18:00-09:00"]}', r"weekly\.mon\[0\]: .*opens before it closes"),
        ("weekly", '{mon: ["09:00-24:30"]}', r"weekly\.mon\[0\]: .*opens before it closes"),
        ("weekly", '{mon: ["09:00"]}', r"weekly\.mon\[0\]: .*write a window like"),
        ("weekly", '{mon: ["nine-18:00"]}', r"weekly\.mon\[0\]: "),
        ("weekly", "{mon: [7]}", r"weekly\.mon\[0\]: "),
        ("weekly", '{mon: ["09:00-12:00", "11:00-13:00"]}', r"weekly\.mon: .*without overlap"),
        ("weekly", '{monday: ["09:00-12:00"]}', r"weekly\.monday"),
    ],
)
def test_a_wrong_calendar_stops_the_deployment_and_is_named(field: str, value: str, complaint: str) -> None:
    fields = {"zone": "Asia/Shanghai", "weekly": '{mon: ["09:00-18:00"]}'} | {field: value}
    titles = "{zh-Hans: 甲, zh-Hant: 甲, en: A}"
    text = (
        f"calendars: [{{id: test, zone: {fields['zone']}, titles: {titles}, weekly: {fields['weekly']}}}]\nversion: '1'"
    )
    with pytest.raises(ConfigurationError, match=complaint):
        parse(text, CalendarFile, source="calendars.yaml")
