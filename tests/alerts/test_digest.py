"""One message of many alerts, in the shop's language, within the robot's limit."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.alerts.digest import LINES, digest
from chalicelib.letters.language import Language
from chalicelib.model.alert import WHOLE_SHOP, Alert, AlertKind
from tests.support.fakes import START

SHANGHAI = ZoneInfo("Asia/Shanghai")


def alert(number: int = 1, kind: AlertKind = AlertKind.CLOCK_BREACHED, queue: str = "quality") -> Alert:
    return Alert(
        id=f"a{number:05d}",
        shop="demo",
        queue=queue,
        kind=kind,
        at=START + timedelta(seconds=number),
        subject=f"c{number:05d}",
        detail="first_response",
        due_at=START,
    )


def told(*alerts: Alert, language: Language = Language.SIMPLIFIED, longest: int = 8_000) -> str:
    return digest(alerts, language=language, zone=SHANGHAI, longest=longest)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (Language.SIMPLIFIED, ["【回音】商品质量：1 条提醒", "已超时 1", "· c00001 首次响应 11-11 10:00"]),
        (Language.TRADITIONAL, ["【回音】商品品質：1 則提醒", "已逾時 1", "· c00001 首次回應 11-11 10:00"]),
        (Language.ENGLISH, ["[Huiyin] Product quality: alerts 1", "Overdue 1", "· c00001 first response 11-11 10:00"]),
    ],
)
def test_it_is_in_the_shops_language_and_zone(language: Language, lines: list[str]) -> None:
    assert told(alert(), language=language).splitlines() == lines


def test_what_concerns_no_queue_says_so() -> None:
    assert "全店" in told(alert(queue=WHOLE_SHOP))
    assert "nobody-knows" in told(alert(queue="nobody-knows"))


def test_the_most_urgent_comes_first_and_the_many_are_counted() -> None:
    many = [alert(number, AlertKind.CLOCK_WARNED) for number in range(500)]
    text = told(*many, alert(900, AlertKind.SAFETY))
    lines = text.splitlines()
    assert "501" in lines[0]
    assert lines[1] == "安全信号 1"
    assert lines[3] == "即将超时 500"
    assert lines[-1] == f"  另有 {500 - LINES} 条"


def test_what_has_words_of_its_own_tells_its_beginning_where_there_is_little_room() -> None:
    told_in = {Language.SIMPLIFIED: tuple(f"第 {number} 行，说的是这一周的数字" for number in range(100))}
    week = alert(kind=AlertKind.WEEKLY).model_copy(update={"lines": told_in})
    lines = told(week, longest=600).splitlines()
    assert lines[1:3] == ["周报 1", "· 第 0 行，说的是这一周的数字"]
    assert lines[-1] in [f"  {one}" for one in told_in[Language.SIMPLIFIED]], "no line is cut"
    assert len(told(week, longest=600).encode()) <= 600
    assert len(told(week, longest=20).encode()) <= 20


@given(
    st.lists(st.tuples(st.integers(0, 9999), st.sampled_from(AlertKind)), min_size=1, max_size=60),
    st.integers(60, 9000),
)
def test_it_never_exceeds_the_robots_limit(made: list[tuple[int, AlertKind]], longest: int) -> None:
    text = told(*(alert(number, kind) for number, kind in made), longest=longest)
    assert 0 < len(text.encode()) <= longest
    assert "�" not in text
