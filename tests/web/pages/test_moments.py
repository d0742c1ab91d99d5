"""Times in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.web.pages import Language
from chalicelib.web.pages.moments import Moments
from chalicelib.web.pages.wording import wording

NOW = datetime(2026, 11, 11, 16, 30, tzinfo=UTC)


def moments(language: Language, zone: str = "Asia/Shanghai") -> Moments:
    return Moments(say=wording(language), zone=ZoneInfo(zone), now=NOW)


@pytest.mark.parametrize(
    ("distance", "english", "chinese"),
    [
        (timedelta(0), "within a minute", "一分钟之内"),
        (timedelta(seconds=-59), "just now", "刚刚"),
        (timedelta(minutes=1), "in 1 minute", "还有1分钟"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes", "还有59分钟"),
        (timedelta(hours=-1), "1 hour ago", "1小时前"),
        (timedelta(hours=47), "in 1 day", "还有1天"),
        (timedelta(days=-400), "400 days ago", "400天前"),
    ],
)
def test_distance(distance: timedelta, english: str, chinese: str) -> None:
    assert moments(Language.ENGLISH).distance(NOW + distance) == english
    assert moments(Language.SIMPLIFIED).distance(NOW + distance) == chinese


def test_a_stamp_is_told_in_the_zone_of_the_customer() -> None:
    assert moments(Language.TRADITIONAL).stamp(NOW) == (
        '<time datetime="2026-11-12T00:30:00+08:00">2026年11月12日 00:30</time>'
    )
    assert moments(Language.ENGLISH, "America/New_York").stamp(NOW) == (
        '<time datetime="2026-11-11T11:30:00-05:00">11 November 2026, 11:30</time>'
    )


def test_the_offset_names_the_zone() -> None:
    assert moments(Language.ENGLISH, "Asia/Kathmandu").offset == "UTC+5:45"
