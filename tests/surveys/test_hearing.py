"""Scores said in a conversation are understood; what only begins like one is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.survey import Solved
from chalicelib.surveys.hearing import heard, is_thanks, wants_no_more


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("５", 5),
        ("1分", 1),
        ("五分", 5),
        ("四颗星", 4),
        ("5星！", 5),
        ("4/5", 4),
        ("3 stars", 3),
        ("⭐⭐⭐⭐", 4),
        ("满意", 4),
        ("滿意", 4),
        ("非常满意！", 5),
        ("不满意。", 2),
        ("很不滿意", 1),
        ("very bad", 1),
        ("Very satisfied :)", 5),
        ("差评", 1),
        ("一般", 3),
    ],
)
def test_a_score_is_heard(text: str, score: int) -> None:
    found = heard(text)
    assert found
    assert (found.score, found.text) == (score, "")


@pytest.mark.parametrize(
    ("text", "score", "solved", "rest"),
    [
        ("1分，东西还是坏的", 1, None, "东西还是坏的"),
        ("2, nobody ever called", 2, None, "nobody ever called"),
        ("不满意，没解决", 2, Solved.NO, "没解决"),
        ("5，谢谢", 5, None, ""),
        ("没有解决", None, Solved.NO, ""),
        ("not solved", None, Solved.NO, ""),
        ("解决了，满意", 4, Solved.YES, "满意"),
        ("1\n充电器冒烟了", 1, None, "充电器冒烟了"),
    ],
)
def test_what_follows_is_kept_and_may_answer_the_other_question(
    text: str, score: int | None, solved: Solved | None, rest: str
) -> None:
    found = heard(text)
    assert found
    assert (found.score, found.solved, found.text) == (score, solved, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6",
        "0",
        "10",
        "2 weeks and still nothing",
        "5天了还没到",
        "5分钟了没人理",
        "1分钱都不退",
        "三星手机坏了",
        "1,000元什么时候退",
        "5.6公斤少了",
        "1. 屏幕坏了 2. 盒子破了",
        "满意？你们在开玩笑吧",
        "满意个鬼",
        "bad battery again",
        "订单5",
        "还没有收到",
    ],
)
def test_what_only_begins_like_one_is_an_ordinary_message(text: str) -> None:
    assert heard(text) is None


@pytest.mark.parametrize("text", ["谢谢", "謝謝！", "好的，谢谢", "Thank you!", "thanks", "收到", "感谢🙏"])
def test_thanks(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize("text", ["谢谢，可是还是坏的", "thanks for nothing", "", "收到？"])
def test_no_thanks(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize("text", ["TD", "td", "退订", "退訂", "STOP", "unsubscribe"])
def test_who_wants_no_more(text: str) -> None:
    assert wants_no_more(text)
    assert not wants_no_more(f"{text} 我的手机坏了")


@given(st.text(max_size=60))
def test_a_score_is_always_on_the_scale(text: str) -> None:
    found = heard(text)
    assert found is None or found.score in (None, 1, 2, 3, 4, 5)
