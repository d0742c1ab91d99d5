"""Sums of money as customers write them, and the numbers that are none."""

from __future__ import annotations

import re

import pytest

from chalicelib.understanding import amounts

from .patterns import own_patterns, widest
from .reading import read, values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("花了199元买的", "199 CNY"),
        ("退我199.50元", "199.50 CNY"),
        ("￥1,299.00 的锅", "1299.00 CNY"),
        ("一共一百九十九块", "199 CNY"),
        ("三百五十块钱呢", "350 CNY"),
        ("两千零八块买的", "2008 CNY"),
        ("12块8包邮", "12.8 CNY"),
        ("二十五块五", "25.5 CNY"),
        ("1.2万元的沙发", "12000 CNY"),
        ("3千块的手机", "3000 CNY"),
        ("一万二千块", "12000 CNY"),
        ("RMB 88", "88 CNY"),
        ("88人民币", "88 CNY"),
        ("100美元", "100 USD"),
        ("３９９元", "399 CNY"),
        ("NT$2,990 買的", "2990 TWD"),
        ("500台幣", "500 TWD"),
        ("HK$300", "300 HKD"),
        ("300港幣", "300 HKD"),
        ("兩百元的東西", "200"),
        ("about 20 dollars", "20 USD"),
        ("fifty bucks", "50 USD"),
        ("a hundred dollars", "100 USD"),
        ("I paid $1,299.99", "1299.99 USD"),
        ("$20 HKD", "20 HKD"),
        ("US$20", "20 USD"),
        ("£5.50 postage", "5.50 GBP"),
        ("twenty-five quid", "25 GBP"),
        ("€20", "20 EUR"),
        ("20€", "20 EUR"),
        ("Rs. 440", "440 INR"),
        ("it cost me 35", "35"),
        ("花了315", "315"),
    ],
)
def test_a_sum_with_its_currency_where_that_is_sure(text: str, value: str) -> None:
    assert values(text, "amount") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "三块屏幕都碎了",
        "两块表带",
        "7号电池两节",
        "元素周期表",
        "3元素复合肥",
        "等了100天",
        "花了3天才到",
        "paid 3 times",
        "打3.5折",
        "元旦前发的",
        "几百块的东西",
        "100-200元之间",
        "2026年11月3日",
        "11月3号",
        "满意度100%",
        "5楼3室",
        "13812345678",
        "订单号 1234567890123456789",
        "i have two pounding headaches",
        "the 3 eurostar tickets",
    ],
)
def test_what_is_no_sum(text: str) -> None:
    assert values(text, "amount") == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("花了199元", "paid"),
        ("199块买的", "paid"),
        ("I paid $20", "paid"),
        ("bought it for $20", "paid"),
        ("退我20元", None),
        ("a $5 coupon", None),
        ("补偿50元", None),
    ],
)
def test_what_was_paid_is_told_from_other_sums(text: str, about: str | None) -> None:
    [one] = [one for one in read(text) if one.kind == "amount"]
    assert one.about == about


def test_the_span_holds_the_sum() -> None:
    text = "退款 NT$2,990 到現在沒收到"
    [one] = [one for one in read(text) if one.kind == "amount"]
    assert text[one.start : one.end] == "NT$2,990"


@pytest.mark.parametrize("pattern", own_patterns(amounts), ids=lambda pattern: pattern.pattern[:32])
def test_no_pattern_looks_far(pattern: re.Pattern[str]) -> None:
    assert widest(pattern) <= 120
