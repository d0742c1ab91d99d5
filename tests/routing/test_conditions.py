from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.routing.conditions import Condition

from .samples import HOUR, MONDAY, case, understood

CASE = case(
    understood(Category.QUALITY, Category.ATTITUDE, signals=(Signal.CHURN,), language="zh-Hant"),
    shop="flagship",
    account="main",
    tier="VIP",
    order_value=Decimal("1000.00"),
    currency="CNY",
    product="PH-1",
    contacts=(MONDAY - timedelta(hours=24), MONDAY - 23 * HOUR, MONDAY),
    text="我要ＩＰＨＯＮＥ的發票，Fire Sale!",
)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"signals": ["churn", "legal"]}, True),
        ({"signals": ["media"]}, False),
        ({"categories": ["policy", "quality"]}, True),
        ({"categories": ["attitude"]}, False),
        ({"labels": ["attitude"]}, True),
        ({"labels": ["policy"]}, False),
        ({"abstained": False}, True),
        ({"abstained": True}, False),
        ({"languages": ["en"]}, False),
        ({"languages": ["zh-Hant"]}, True),
        ({"languages_except": ["en"]}, True),
        ({"languages_except": ["zh"]}, False),
        ({"channels": ["email", "form"]}, True),
        ({"channels": ["email"]}, False),
        ({"shops": ["flagship"]}, True),
        ({"shops": ["outlet"]}, False),
        ({"accounts": ["main"]}, True),
        ({"accounts": ["second"]}, False),
        ({"tiers": ["vip"]}, True),
        ({"tiers": ["gold"]}, False),
        ({"severities": ["S2"]}, True),
        ({"severities": ["S0"]}, False),
        ({"order_value": {"at_least": "1000", "currency": "CNY"}}, True),
        ({"order_value": {"at_least": "1000.01", "currency": "CNY"}}, False),
        ({"order_value": {"below": "1000", "currency": "CNY"}}, False),
        ({"order_value": {"at_least": "1", "below": "1000.01", "currency": "CNY"}}, True),
        ({"order_value": {"at_least": "1", "currency": "TWD"}}, False),
        ({"products": ["PH-1"]}, True),
        ({"products": ["PH-2"]}, False),
        ({"contacts": {"at_least": 2, "within_hours": 24}}, True),
        ({"contacts": {"at_least": 3, "within_hours": 24}}, False),
        ({"contacts": {"at_least": 3, "within_hours": 25}}, True),
        ({"words": ["發票"]}, True),
        ({"words": ["发票"]}, False),
        ({"words": ["iphone"]}, True),
        ({"words": ["phone"]}, False),
        ({"words": ["fire"]}, True),
        ({"words": ["sal"]}, False),
        ({"words": ["sale!"]}, True),
        ({"categories": ["quality"], "channels": ["email"]}, False),
    ],
)
def test_all_conditions_given_must_hold(condition: dict[str, object], holds: bool) -> None:
    assert Condition.model_validate(condition).holds(CASE, severity=Severity.S2) is holds


@pytest.mark.parametrize(
    "condition",
    [
        {"order_value": {"at_least": "1", "currency": "CNY"}},
        {"contacts": {"at_least": 2, "within_hours": 1}},
        {"tiers": ["vip"]},
        {"products": ["PH-1"]},
        {"words": ["发票"]},
    ],
)
def test_what_is_not_known_does_not_hold(condition: dict[str, object]) -> None:
    assert not Condition.model_validate(condition).holds(case(), severity=Severity.S2)


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ({}, "hides all after it"),
        ({"signals": None}, "hides all after it"),
        ({"order_value": {"currency": "CNY"}}, "at_least"),
        ({"order_value": {"at_least": "2", "below": "1", "currency": "CNY"}}, "more than"),
        ({"order_value": {"at_least": "2"}}, "currency"),
        ({"order_value": {"at_least": "-2", "currency": "CNY"}}, "greater than or equal"),
        ({"contacts": {"at_least": 1, "within_hours": 24}}, "greater than or equal to 2"),
        ({"contacts": {"at_least": 3, "within_hours": 1_000}}, "less than or equal"),
        ({"words": [""]}, "at least 1 character"),
    ],
)
def test_a_wrong_condition_is_named(condition: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Condition.model_validate(condition)


def test_the_words_that_were_found_are_told() -> None:
    assert list(Condition(words=("發票", "退款", "iPhone")).found(CASE.text)) == ["發票", "iPhone"]
