"""Products only where a text says in so many words what was bought."""

from __future__ import annotations

import re

import pytest

from chalicelib.understanding import products

from .patterns import own_patterns, widest
from .reading import values


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("昨天买的电饭煲坏了", "电饭煲"),
        ("买了一台空气炸锅，没两天就不转", "空气炸锅"),
        ("购买的儿童手表开不了机", "儿童手表"),
        ("我訂了一台電鍋，沒收到", "電鍋"),
        ("在你们家买的鞋开胶", "鞋"),
        ("入手了两件冲锋衣 尺码不对", "冲锋衣"),
        ("我 11 月 18 日收到的手机，屏幕一直闪", "手机"),
        ("I bought a desk lamp from you", "desk lamp"),
        ("I ordered two pairs of running shoes last week", "running shoes"),
        ("my kettle leaks", "kettle"),
        ("The coffee machine stopped after a week", "coffee machine"),
    ],
)
def test_what_was_bought(text: str, product: str) -> None:
    assert values(text, "product") == [product]


@pytest.mark.parametrize(
    "text",
    [
        "买的东西坏了",
        "买了很久了",
        "买的时候说包邮",
        "收到的包裹是空的",
        "收到的短信说已签收",
        "收到的时候已经坏了",
        "不会再买了",
        "my order arrived damaged",
        "I ordered a product",
        "the app stopped working",
        "客服态度差",
        "bought",
    ],
)
def test_where_nothing_is_named_nothing_is_guessed(text: str) -> None:
    assert values(text, "product") == []


@pytest.mark.parametrize("pattern", own_patterns(products), ids=lambda pattern: pattern.pattern[:32])
def test_no_pattern_looks_far(pattern: re.Pattern[str]) -> None:
    assert widest(pattern) <= 160
