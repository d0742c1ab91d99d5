from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.alerts.quiet import QuietHours
from chalicelib.model.errors import ConfigurationError

ZONES = ["Asia/Shanghai", "Asia/Taipei", "Europe/Berlin", "America/New_York"]


def hours(written: str, zone: str = "Asia/Shanghai") -> QuietHours:
    found = QuietHours.read(written, ZoneInfo(zone))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "moment", "after"),
    [
        ("22:00-08:00", "2026-11-11T23:00+08:00", "2026-11-12T08:00+08:00"),
        ("22:00-08:00", "2026-11-12T07:59+08:00", "2026-11-12T08:00+08:00"),
        ("22:00-08:00", "2026-11-12T08:00+08:00", "2026-11-12T08:00+08:00"),
        ("22:00-08:00", "2026-11-12T21:59+08:00", "2026-11-12T21:59+08:00"),
        ("12:00-13:30", "2026-11-12T12:00+08:00", "2026-11-12T13:30+08:00"),
        ("12:00-13:30", "2026-11-12T23:00+08:00", "2026-11-12T23:00+08:00"),
    ],
)
def test_what_comes_in_quiet_hours_waits_for_their_end(written: str, moment: str, after: str) -> None:
    assert hours(written).after(datetime.fromisoformat(moment)) == datetime.fromisoformat(after)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from(ZONES),
    st.sampled_from(["22:00-08:00", "00:00-06:30", "12:00-12:01", "08:00-07:59", "01:30-02:30"]),
)
def test_the_end_is_within_a_day_and_not_quiet(moment: datetime, zone: str, written: str) -> None:
    quiet = hours(written, zone)
    asked = moment.replace(tzinfo=UTC)
    after = quiet.after(asked)
    assert asked <= after <= asked + timedelta(hours=25)
    assert quiet.after(after) - after <= timedelta(hours=1)


def test_none_are_none() -> None:
    assert QuietHours.read(" ", ZoneInfo("UTC")) is None


@pytest.mark.parametrize(
    "written", ["22-8", "22:00", "24:00-08:00", "22:60-08:00", "08:00-08:00", "at night", "２2:00-08:00"]
)
def test_what_cannot_be_read_is_loud(written: str) -> None:
    with pytest.raises(ConfigurationError, match="22:00-08:00"):
        QuietHours.read(written, ZoneInfo("UTC"))
