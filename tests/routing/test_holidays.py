"""Promised time on real calendars: holidays, make-up working days, zones, and years without data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.calendars import days
from chalicelib.model.assessment import Severity
from chalicelib.model.clock import RESOLUTION, Cause
from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.calendars import (
    Calendar,
    add_working_seconds,
    calendar_named,
    is_provisional,
    working_seconds_between,
)
from chalicelib.routing.clocks import pause, remeasure, resume, start_by_hand, start_clocks
from chalicelib.routing.deadlines import due_at, remaining_seconds
from chalicelib.routing.explanation import explain

from .samples import matter, of_kind
from .test_calendars import TITLES, counted

SHANGHAI = ZoneInfo("Asia/Shanghai")
BUSINESS = calendar_named("business-cn")
HOUR = 3_600


def china(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def worked(calendar: Calendar, day: date) -> int:
    """Hours worked on a local day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(calendar.zone))
    return working_seconds_between(calendar, midnight, midnight + timedelta(days=1)) // HOUR


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 9, 30), 9),
        (date(2026, 10, 1), 0),
        (date(2026, 10, 7), 0),
        (date(2026, 10, 8), 9),
        (date(2026, 10, 10), 9),  # Saturday, worked in return
        (date(2026, 9, 20), 9),  # Sunday, worked in return
        (date(2026, 2, 15), 0),
        (date(2026, 2, 14), 9),
        (date(2026, 2, 28), 9),
        (date(2026, 10, 11), 0),
        (date(2025, 1, 26), 9),
    ],
)
def test_days_off_are_not_worked_and_make_up_days_are(day: date, hours: int) -> None:
    assert worked(BUSINESS, day) == hours


def test_a_due_time_passes_over_the_national_holiday_and_counts_the_saturday_worked_in_return() -> None:
    start = china(2026, 9, 30, 17)
    assert add_working_seconds(BUSINESS, start, 2 * HOUR) == china(2026, 10, 8, 10)
    assert add_working_seconds(BUSINESS, start, (1 + 9 + 9 + 1) * HOUR) == china(2026, 10, 10, 10)
    assert add_working_seconds(BUSINESS, start, (1 + 27 + 1) * HOUR) == china(2026, 10, 12, 10)


def test_an_empty_monday_has_no_hours_unless_it_is_worked_in_return() -> None:
    hours = {"tue": ["09:00-12:00", "13:00-18:00"], "sat": ["10:00-16:00"], "sun": ["10:00-16:00"], "mon": []}
    calendar = Calendar.model_validate(
        {
            "id": "shop",
            "zone": "Asia/Shanghai",
            "titles": TITLES,
            "weekly": hours,
            "observes": "CN",
            "make_up_hours": ["09:00-10:00"],
        }
    )
    assert [worked(calendar, date(2026, 11, day)) for day in (21, 22, 23, 24)] == [6, 6, 0, 8]
    assert worked(calendar, date(2026, 10, 10)) == 1
    assert worked(calendar, date(2026, 10, 3)) == 0
    assert add_working_seconds(calendar, china(2026, 11, 22, 15), 2 * HOUR) == china(2026, 11, 24, 10)


def test_a_holiday_is_a_day_of_the_calendars_own_zone() -> None:
    """Eleven at night on the eve in Shanghai is still the day before in London, and the holiday begins at midnight."""
    always = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    about = {"id": "x", "titles": TITLES, "weekly": always, "observes": "CN", "make_up_hours": ["00:00-24:00"]}
    midnight = china(2026, 10, 1, 0)
    for zone, later in (("Asia/Shanghai", 0), ("Europe/London", 7)):
        calendar = Calendar.model_validate({**about, "zone": zone})
        begins = midnight + timedelta(hours=later)
        assert working_seconds_between(calendar, begins - timedelta(hours=1), begins + timedelta(days=1)) == HOUR


def test_taiwan_and_hong_kong_keep_their_own_holidays() -> None:
    assert [worked(calendar_named(f"business-{place}"), date(2026, 10, 1)) for place in ("cn", "hk", "tw")] == [0, 0, 9]
    assert [worked(calendar_named(f"business-{place}"), date(2026, 2, 28)) for place in ("cn", "hk", "tw")] == [9, 0, 0]


@given(late=st.integers(0, 40 * 1_440), minutes=st.integers(0, 6 * 1_440), place=st.sampled_from(["cn", "tw", "hk"]))
@settings(deadline=None, max_examples=60)
def test_holidays_agree_with_a_minute_counter(late: int, minutes: int, place: str) -> None:
    calendar, minute = calendar_named(f"business-{place}"), timedelta(minutes=1)
    start = datetime(2026, 9, 10, tzinfo=UTC) + late * minute
    expected = counted(calendar, start, steps=minutes, step=minute)
    assert working_seconds_between(calendar, start, start + minutes * minute) == expected


# Whole days, as regulators count


def test_ten_working_days_end_with_the_tenth_day_and_do_not_count_the_first() -> None:
    (clock,) = start_by_hand((), "regulator:12315", matter(), now=china(2026, 9, 28, 15, 30))
    assert clock.due_at == china(2026, 10, 17, 0)  # 09-29, 09-30, 10-08 to 10-10, 10-12 to 10-16
    assert explain(clock, now=clock.started_at)[1:] == (
        "Promised within 10 working days, counted in whole working days.",
        "Whole days are counted from 2026-09-29 00:00:00+08:00: the day of the start is not counted.",
        "Days off, not counted: 2026-10-01 to 2026-10-02, 2026-10-05 to 2026-10-07.",
        "Make-up working days, counted: 2026-10-10.",
        "Due at 2026-10-17 00:00:00+08:00.",
        "240 h left.",
    )


def test_a_regulators_clock_may_begin_when_it_was_passed_on() -> None:
    (clock,) = start_by_hand(
        (), "regulator:12315", matter(), now=china(2026, 11, 23), since=china(2026, 11, 19, 23, 59)
    )
    assert (clock.started_at, clock.due_at) == (china(2026, 11, 19, 23, 59), china(2026, 12, 4, 0))


# Years without data


def test_a_due_time_in_a_year_without_data_is_provisional_and_says_so() -> None:
    before = of_kind(start_clocks(matter(Severity.S2), now=china(2026, 12, 21)), RESOLUTION)
    across = of_kind(start_clocks(matter(Severity.S2), now=china(2026, 12, 29)), RESOLUTION)
    assert (before.is_provisional, across.is_provisional) == (False, True)
    assert across.days == days.version()
    assert any(step.startswith("Provisional: ") for step in explain(across, now=across.started_at))
    assert any(step.startswith("暂定") for step in explain(across, now=across.started_at, language="zh-Hans"))


def test_the_year_begins_in_the_calendars_zone() -> None:
    last = china(2026, 12, 31, 23, 59)
    assert not is_provisional(BUSINESS, last, last)
    assert is_provisional(BUSINESS, last, last + timedelta(minutes=1))
    assert not is_provisional(calendar_named("always"), last, china(2099, 1, 1))


@pytest.fixture
def notice_of_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the State Council had made 1 to 3 January days off, and Monday the 4th, too; Saturday the 9th is worked."""
    known = days.days_of("CN")
    off = known.days_off | {date(2027, 1, day) for day in (1, 2, 3, 4)}
    arranged = replace(
        known, days_off=off, make_up_workdays=known.make_up_workdays | {date(2027, 1, 9)}, decided_until=2027
    )
    monkeypatch.setattr(days, "_all", lambda: {"CN": arranged})
    monkeypatch.setattr(days, "version", lambda: "notice-of-2027")


def test_when_the_data_arrives_the_due_time_is_computed_again_and_history_stays(request: pytest.FixtureRequest) -> None:
    start = china(2026, 12, 29)
    before = of_kind(start_clocks(matter(Severity.S2), now=start), RESOLUTION)
    assert before.due_at == china(2027, 1, 5, 18)
    request.getfixturevalue("notice_of_2027")
    (after,) = remeasure([before], matter(Severity.S2), cause=Cause.DATA, now=china(2026, 12, 30))
    assert (after.due_at, after.is_provisional, after.days) == (china(2027, 1, 6, 18), False, "notice-of-2027")
    assert (after.moves[-1].cause, after.moves[-1].due_at) == (Cause.DATA, before.due_at)
    assert after.started_at == before.started_at
    assert remeasure([after], matter(Severity.S2), cause=Cause.DATA, now=china(2026, 12, 30)) == ()


def test_data_that_arrives_while_it_is_paused_keeps_the_pause(request: pytest.FixtureRequest) -> None:
    start = china(2026, 12, 29)
    paused = pause(
        [of_kind(start_clocks(matter(Severity.S2), now=start), RESOLUTION)], now=china(2026, 12, 30), why="?"
    )
    request.getfixturevalue("notice_of_2027")
    (after,) = remeasure(paused, matter(Severity.S2), cause=Cause.DATA, now=china(2027, 1, 4))
    assert (after.pauses, after.state, after.due_at) == (paused[0].pauses, paused[0].state, china(2027, 1, 6, 18))
    assert remaining_seconds(after, now=china(2027, 1, 4)) == 36 * HOUR
    (resumed,) = resume([after], now=china(2027, 1, 5))
    assert resumed.due_at == due_at(resumed) == china(2027, 1, 8, 18)


def test_a_calendar_cannot_observe_what_nobody_knows() -> None:
    with pytest.raises(ConfigurationError, match=r"days\.json has no days of 'MARS'"):
        days.days_of("MARS")
    with pytest.raises(ValueError, match="there are no days of 'MARS'"):
        Calendar.model_validate(BUSINESS.model_dump() | {"observes": "MARS"})
