"""Days as customers name them, resolved against the day of writing; what may be two days keeps its words."""

from __future__ import annotations

import re
from datetime import date

import pytest

from chalicelib.understanding import dates, occasions

from .patterns import own_patterns, widest
from .reading import read, values


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天到的", "2026-11-09"),
        ("前天下单", "2026-11-08"),
        ("大前天就申请了", "2026-11-07"),
        ("今天才收到", "2026-11-10"),
        ("11 月 3 日收到", "2026-11-03"),
        ("2026 年 11 月 3 日收到", "2026-11-03"),
        ("3天前签收", "2026-11-07"),
        ("十天前買的", "2026-10-31"),
        ("上周五收到", "2026-11-06"),
        ("上星期天買的", "2026-11-08"),
        ("上上個禮拜三", "2026-10-28"),
        ("这周一签收", "2026-11-09"),
        ("11月3号下的单", "2026-11-03"),
        ("十一月三号", "2026-11-03"),
        ("12月25日买的", "2025-12-25"),
        ("11月30号之前给我", "2026-11-30"),
        ("11.3下单", "2026-11-03"),
        ("2026/11/03", "2026-11-03"),
        ("2026-11-3收到", "2026-11-03"),
        ("2026年11月3日", "2026-11-03"),
        ("26年11月3日", "2026-11-03"),
        ("民國115年11月3日", "2026-11-03"),
        ("115年11月3日到貨", "2026-11-03"),
        ("这个月3号", "2026-11-03"),
        ("上個月15號", "2026-10-15"),
        ("双十一买的", "2025-11-11"),
        ("雙十二下的單", "2025-12-12"),
        ("618活动买的", "2026-06-18"),
        ("yesterday it arrived", "2026-11-09"),
        ("the day before yesterday", "2026-11-08"),
        ("3 days ago", "2026-11-07"),
        ("two days ago", "2026-11-08"),
        ("last Friday", "2026-11-06"),
        ("3 Nov", "2026-11-03"),
        ("Nov 3rd", "2026-11-03"),
        ("the 28th of October 2025", "2025-10-28"),
        ("December 1, 2025", "2025-12-01"),
        ("25/12/2025", "2025-12-25"),
        ("on Black Friday", "2025-11-28"),
    ],
)
def test_a_day_is_resolved(text: str, day: str) -> None:
    assert values(text, "date") == [day]


@pytest.mark.parametrize(
    "words",
    ["last Monday", "03/04/2026", "a week ago", "上周", "一个月前", "半年前", "周五", "two months ago", "on Friday"],
)
def test_what_may_be_several_days_keeps_its_words(words: str) -> None:
    assert values(f"{words}", "date") == [words]


@pytest.mark.parametrize("words", ["昨天", "11月3号", "上周五", "3 days ago", "last Friday", "双十一"])
def test_without_a_day_of_writing_nothing_is_resolved(words: str) -> None:
    assert values(words, "date", written=None) == [words]
    assert values("2026-11-03", "date", written=None) == ["2026-11-03"]


@pytest.mark.parametrize(
    "text",
    [
        "3号楼",
        "7号电池",
        "前天气不好",
        "之前天天用",
        "2026年2月30日",
        "2026-13-01",
        "13月40日",
        "it may 3 times fail",
        "二月份",
        "版本 1.2.3",
        "618元",
        "每天都用",
        "march on",
        "订单241121-123456789012345",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert values(text, "date") == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("11月3号下单", "bought"),
        ("下单时间是11月3号", "bought"),
        ("昨天买的", "bought"),
        ("11月3号收到", "received"),
        ("昨天签收的", "received"),
        ("11月3號申請退貨", "asked"),
        ("I bought it on 3 Nov", "bought"),
        ("On 3 Nov I received the parcel", "received"),
        ("it arrived yesterday", "received"),
        ("I asked for a refund 3 days ago", "asked"),
        ("11月3号还没收到", None),
        ("3 Nov and it has not arrived", None),
        ("预计11月20号送达", None),
        ("明天送到", None),
        ("11月3号坏了", None),
        ("11月3号坏了，昨天收到的", None),
    ],
)
def test_what_the_day_was_the_day_of(text: str, about: str | None) -> None:
    [first, *_] = [one for one in read(text) if one.kind == "date"]
    assert first.about == about


def test_each_part_of_a_conversation_has_its_own_day() -> None:
    written = ((0, date(2026, 11, 1)), (10, date(2026, 11, 9)))
    found = dates.dates("昨天到的.......昨天坏了", written=written)
    assert [one.value for one in found] == ["2026-10-31", "2026-11-08"]


@pytest.mark.parametrize(
    "pattern", [*own_patterns(dates), *own_patterns(occasions)], ids=lambda pattern: pattern.pattern[:32]
)
def test_no_pattern_looks_far(pattern: re.Pattern[str]) -> None:
    assert widest(pattern) <= 120
