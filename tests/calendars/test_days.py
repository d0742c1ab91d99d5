"""Days are what the two sources say, and what neither knows is provisional."""

from __future__ import annotations

import json
from datetime import date, timedelta

import holidays
import pytest

from chalicelib.calendars.days import DATA, days_of, version
from chalicelib.model.errors import ConfigurationError
from tools.holidays import table

CHINA = days_of("CN")


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 9, 20), True),
        (date(2026, 9, 26), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 14), True),
        (date(2026, 6, 20), False),
        (date(2026, 6, 22), True),
        (date(2025, 10, 11), True),
    ],
)
def test_days_off_and_make_up_workdays(day: date, worked: bool) -> None:
    assert CHINA.is_working_day(day) is worked


def test_the_second_source_agrees_on_mainland_china() -> None:
    """``holidays`` knows substituted days off and worked weekends too."""
    for year in (2023, 2024, 2025, 2026):
        second = holidays.country_holidays("CN", years=year)
        day = date(year, 1, 1)
        while day.year == year:
            assert CHINA.is_working_day(day) == second.is_working_day(day), day
            day += timedelta(days=1)


def test_the_file_is_what_the_sources_say() -> None:
    assert json.loads(DATA.read_text(encoding="utf-8")) == table()
    assert "chinesecalendar" in version()


def test_a_year_that_is_not_published_is_provisional() -> None:
    assert CHINA.is_decided(date(2026, 12, 31))
    assert not CHINA.is_decided(date(2027, 1, 1))
    assert not CHINA.is_working_day(date(2027, 10, 1))
    assert CHINA.is_working_day(date(2027, 10, 4))


def test_public_holidays_are_fewer_than_days_off() -> None:
    assert CHINA.is_public_holiday(date(2026, 10, 3))
    assert not CHINA.is_public_holiday(date(2026, 10, 4))
    assert CHINA.day_after_holidays_from(date(2026, 10, 1)) == date(2026, 10, 4)


def test_working_days_are_counted_without_the_first() -> None:
    assert CHINA.add_working_days(date(2026, 9, 24), 1) == date(2026, 9, 28)
    assert CHINA.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CHINA.working_day_from(date(2026, 9, 25)) == date(2026, 9, 28)


@pytest.mark.parametrize(
    ("jurisdiction", "holiday"),
    [
        ("TW", date(2026, 10, 9)),
        ("HK", date(2026, 7, 1)),
        ("UK", date(2026, 12, 28)),
        ("US", date(2026, 7, 3)),
        ("EU", date(2026, 5, 1)),
    ],
)
def test_other_jurisdictions(jurisdiction: str, holiday: date) -> None:
    assert not days_of(jurisdiction).is_working_day(holiday)


def test_an_unknown_jurisdiction_is_a_mistake_of_configuration() -> None:
    with pytest.raises(ConfigurationError, match="XX"):
        days_of("XX")
