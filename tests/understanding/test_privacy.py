from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding.privacy import mask

PERSONAL = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9]{4,10}@shop\.example", fullmatch=True),
    st.sampled_from(["11010519491231002X", "4111111111111111", "010-62345678", "+852 9123 4567"]),
)
WORDS = st.sampled_from(["电话", "邮箱是 ", "，请联系", "。\n", " or ", "我的", " — ", "：", ""])


@given(st.lists(st.tuples(WORDS, PERSONAL), min_size=1, max_size=5))
def test_no_original_is_left(parts: list[tuple[str, str]]) -> None:
    text = "，".join(word + value for word, value in parts)
    masked = mask(text)
    assert len(masked.found) == len(parts)
    for one in masked.found:
        assert text[one.start : one.end] not in masked.text


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_can_be_masked(text: str) -> None:
    masked = mask(text)
    assert masked.found or masked.text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13812345678", "打138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("010-62345678", "010****5678"),
        ("+852 9123 4567", "****567"),
        ("lilei@shop.example", "l***@shop.example"),
        ("身份证11010519491231002X", "身份证1****************X"),
        ("卡号 6222 0000 0000 0000 004", "卡号 ***************0004"),
        ("卡号 4111111111111112", "卡号 4111111111111112"),
        ("订单号 1381234567890123456", "订单号 1381234567890123456"),
        ("客服电话 400-050-0827，12315", "客服电话 400-050-0827，12315"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_the_same_value_gets_the_same_mask_however_written() -> None:
    assert mask("138 1234 5678").text == mask("+86 138-1234-5678").text


def test_found_points_into_the_original() -> None:
    text = "我是李雷，１３８ 1234 5678"
    (found,) = mask(text).found
    assert (found.kind, text[found.start : found.end]) == ("phone", "１３８ 1234 5678")
