"""Which days a monthly report is about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.errors import InvalidInput
from chalicelib.reports.monthly import Month, Period

MONTHS = st.dates(date(2000, 1, 1), date(9998, 12, 31)).map(lambda day: Month.of(f"{day:%Y-%m}"))


@given(MONTHS)
def test_months_follow_each_other_without_a_gap(month: Month) -> None:
    assert month.first.day == 1
    assert (month.last + timedelta(days=1)).day == 1
    assert month.before.last + timedelta(days=1) == month.first
    assert Month.of(month.name) == month


@pytest.mark.parametrize(
    "written", ["", "2026", "2026-1", "2026-00", "2026-13", "2026-10-01", "1999-12", "２０２６-10", "x", "2026-10\n"]
)
def test_what_is_no_month_is_refused_by_name(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Month.of(written)
    assert refused.value.fields.keys() == {"month"}


@pytest.mark.parametrize(
    ("today", "now", "before"),
    [
        ("2026-11-22", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("2026-10-31", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        ("2026-10-08", ("2026-10-01", "2026-10-08"), ("2026-09-01", "2026-09-08")),
        ("2026-10-01", ("2026-10-01", "2026-10-01"), ("2026-09-01", "2026-09-01")),
    ],
)
def test_what_is_over_is_compared_whole_and_what_is_not_with_the_same_days(
    today: str, now: tuple[str, str], before: tuple[str, str]
) -> None:
    found = Month.of("2026-10").until(date.fromisoformat(today))
    assert found == tuple(Period(*map(date.fromisoformat, days)) for days in (now, before))


def test_a_longer_month_is_compared_with_the_whole_of_a_shorter() -> None:
    assert Month.of("2026-03").until(date(2026, 3, 30))[1] == Period(date(2026, 2, 1), date(2026, 2, 28))


def test_a_month_that_has_not_begun_has_no_days() -> None:
    with pytest.raises(InvalidInput):
        Month.of("2026-10").until(date(2026, 9, 30))


@given(MONTHS)
def test_its_weeks_are_its_days(month: Month) -> None:
    whole = Period(month.first, month.last)
    weeks = list(whole.weeks())
    assert [day for week in weeks for day in week.days] == list(whole.days)
    assert all(len(week.days) == 7 for week in weeks[1:-1])
    assert all(week.first.weekday() == 0 for week in weeks[1:])
