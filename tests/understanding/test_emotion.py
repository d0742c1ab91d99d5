from __future__ import annotations

import pytest

from chalicelib.understanding.emotion import is_extreme
from chalicelib.understanding.text import fold


def is_beside_themselves(text: str, *, is_complaint: bool = True) -> bool:
    return is_extreme(text, folded=fold(text).squeezed().text, is_complaint=is_complaint)


@pytest.mark.parametrize("text", ["忍無可忍！", "我要崩溃了", "I am livid", "WHERE IS MY MONEY YOU PEOPLE!!!"])
def test_rage_and_despair(text: str) -> None:
    assert is_beside_themselves(text)


@pytest.mark.parametrize(
    "text", ["太失望了！！！", "系统崩溃了", "terrible service!!", "I am not livid", "OK!!", "很好", ""]
)
def test_plain_anger_is_not_extreme(text: str) -> None:
    assert not is_beside_themselves(text)


def test_joy_is_shouted_too() -> None:
    assert not is_beside_themselves("BEST SHOP EVER, THANK YOU ALL SO MUCH!!!", is_complaint=False)
