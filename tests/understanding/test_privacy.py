from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.message import Customer
from chalicelib.understanding.privacy import mask, mask_in_place

from .personal_texts import texts

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
    assert [(found.kind, text[found.start : found.end]) for found in mask(text).found] == [
        ("name", "李雷"),
        ("phone", "１３８ 1234 5678"),
    ]


MANY = list(islice(texts(seed=11), 1_100))


def test_nearly_everything_is_found_and_nearly_nothing_else() -> None:
    hidden = missed = wrong = 0
    failures: list[tuple[str, object]] = []
    for made in MANY:
        found = mask(made.text).found
        places = [_place(made.text, thing) for _, thing in made.personal]
        missed_here = [place for place in places if not any(_overlap(place, (one.start, one.end)) for one in found)]
        wrong_here = [one for one in found if not any(_overlap(place, (one.start, one.end)) for place in places)]
        hidden += len(places)
        missed += len(missed_here)
        wrong += len(wrong_here)
        if missed_here or wrong_here:
            failures.append((made.text, wrong_here or missed_here))
    assert 1 - missed / hidden >= 0.98, failures[:20]
    assert 1 - wrong / hidden >= 0.98, failures[:20]


def test_masked_texts_hold_no_found_original() -> None:
    for made in MANY:
        masked = mask(made.text)
        for one in masked.found:
            if one.kind == "secret":  # three digits may stand in an order number too, which is never crossed
                continue
            assert made.text[one.start : one.end] not in masked.text, made.text


def test_what_the_context_gave_away_once_is_hidden_everywhere() -> None:
    assert mask("收件人：王小明，电话没人接。王小明说没收到").text == "收件人：王**，电话没人接。王**说没收到"


@pytest.mark.parametrize(
    "bait", ["北京", "地址:北京路", "微信a", "我叫张", "1一", "a at ", "姓名", "12 oak ", "京a", "一二三-"]
)
def test_hostile_texts_are_read_within_bounds(bait: str) -> None:
    text = bait * (20_000 // len(bait))
    assert len(mask(text).text) <= 12 * len(text)


def _place(text: str, thing: str) -> tuple[int, int]:
    start = text.index(thing)
    return start, start + len(thing)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(st.tuples(WORDS, PERSONAL)).map(str)))
def test_masked_in_place_a_text_is_as_long_as_it_was(text: str) -> None:
    masked, shown = mask(text), mask_in_place(text)
    assert len(shown) == len(text)
    hidden = [range(one.start, one.end) for one in masked.found]
    assert all(text[at] == shown[at] for at in range(len(text)) if not any(at in place for place in hidden))
    for one in masked.found:
        assert "*" in shown[one.start : one.end]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打138 1234 5678", "打138******5678"),
        ("邮箱 li@shop.example", "邮箱 ***************"),
        ("邮箱 lilei@shop.example", "邮箱 l****@shop.example"),
        ("王小明您好，回 wang@x.example", "王**您好，回 w***@x.example"),
    ],
)
def test_in_place_the_ends_are_as_ever_where_there_is_room(text: str, masked: str) -> None:
    assert mask_in_place(text, person=Customer(name="王小明", email="wang@x.example")) == masked
