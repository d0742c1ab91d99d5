"""Masking on a second hand's texts (``disclosures.py``): nearly all of it found, nearly nothing else touched."""

from __future__ import annotations

from collections import Counter

import pytest

from chalicelib.understanding.privacy import Masked, mask

from .disclosures import KINDS, LANGUAGES, Written, disclosures

ENOUGH_OF_AN_ADDRESS = 0.7
MANY = [(written, mask(written.text)) for written in disclosures(seed=20_251_122, rounds=25)]
THINGS = sum(len(written.things) for written, _ in MANY)


def _covered(masked: Masked) -> set[int]:
    return {place for one in masked.found for place in range(one.start, one.end)}


def _is_found(written: Written, covered: set[int], thing: tuple[str, str, int, int]) -> bool:
    """Every letter and digit of it; of an address, which keeps its town, most."""
    kind, _, start, end = thing
    places = [place for place in range(start, end) if written.text[place].isalnum()]
    hidden = sum(place in covered for place in places)
    return hidden >= (ENOUGH_OF_AN_ADDRESS if kind == "address" else 1) * len(places)


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def test_nearly_everything_is_found() -> None:
    missed = Counter(
        (thing[0], thing[1])
        for written, masked in MANY
        for thing in written.things
        if not _is_found(written, _covered(masked), thing)
    )
    assert 1 - missed.total() / THINGS >= 0.98, missed.most_common(20)


def test_every_kind_is_found_in_every_language() -> None:
    seen, missed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for written, masked in MANY:
        covered = _covered(masked)
        for thing in written.things:
            seen[thing[0], written.language] += 1
            missed[thing[0], written.language] += not _is_found(written, covered, thing)
    assert len(seen) >= len(LANGUAGES) * 10
    assert len(KINDS) > 20
    assert {which: share for which in seen if (share := missed[which] / seen[which]) > 0.1} == {}


def test_nearly_nothing_else_is_hidden() -> None:
    hidden = [(written, (one.start, one.end)) for written, masked in MANY for one in masked.found]
    wrong = [
        written.text[slice(*span)]
        for written, span in hidden
        if not any(_touch(span, (start, end)) for _, _, start, end in written.things)
    ]
    assert 1 - len(wrong) / len(hidden) >= 0.98, wrong[:20]


def test_an_order_number_a_parcel_a_price_a_date_is_never_crossed() -> None:
    assert [
        (written.text[one.start : one.end], written.text[slice(*trap)])
        for written, masked in MANY
        for one in masked.found
        for trap in written.traps
        if _touch((one.start, one.end), trap)
    ] == []


def test_what_is_masked_stays_as_it_is() -> None:
    assert [masked.text for _, masked in MANY if mask(masked.text).text != masked.text] == []


def test_no_found_original_is_left() -> None:
    for written, masked in MANY:
        for one in masked.found:
            original = written.text[one.start : one.end]
            if len(original) > 4:  # a code of three digits may stand in a price, too
                assert original not in masked.text, written.text


@pytest.mark.parametrize(
    "text",
    [
        "¥13,800,000,000",
        "13.5.2025 1800元",
        "15/6/2025 19991元",
        "2025-11-22 13:45:59",
        "订单13812345678",
        "单号：13812345678",
        "流水号13812345678",
        "invoice 13812345678",
        "ORDERS; 193-4720-4559, thanks",
        "Order Id #: 193-5078-9764",
        "条码6901234567892",
        "统一社会信用代码91350100M000100Y43",
        "from @AmazonHelp again",
        "helpful at all. My advice",
        "固件版本 10.20.30.401",
        "微信支付、QQ音乐、抖音小店",
        "my wechat payment failed",
        "地铁10号线南京路站",
        "slow 5400 rpm 1 tb hard drive",
        "本人向来不是这样",
        "我是高中生，我叫不出名字",
        "My name is in the email",
        "400-050-0827、800-810-8888、12315、95588",
        "一共三千五百二十一元，二零二五年十一月",
        "一二三四五六个都坏了",
        "尺寸 120x60x75，型号 A1398",
    ],
)
def test_what_only_looks_personal(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("徽信：lilei_88", "lilei_88"),
        ("壹叁捌壹贰叁肆伍陆柒捌", "壹叁捌壹贰叁肆伍陆柒捌"),
        ("13o1234oo78", "13o1234oo78"),
        ("①③⑧①②③④⑤⑥⑦⑧", "①③⑧①②③④⑤⑥⑦⑧"),
        ("a.b @ shop . com", "a.b @ shop . com"),
        ("li圈a163。com", "li圈a163。com"),
        ("抖音号：lilei.88", "lilei.88"),
        ("IMEI 861234567890128", "861234567890128"),
        ("MAC：4d:bc:33:d8:06:45", "4d:bc:33:d8:06:45"),
        ("扣扣 一二三四五六七", "一二三四五六七"),
        ("IP 2001:db8::1", "2001:db8::1"),
        ("010-62345678转123", "010-62345678转123"),
        ("新北市板橋區文化路二段10號3樓之2", "新北市板橋區文化路二段10號3樓之2"),
        ("Flat 3, 12 Baker Street", "Flat 3, 12 Baker Street"),
        ("车牌京A•12345", "京A•12345"),
    ],
)
def test_disguises(text: str, hidden: str) -> None:
    (one,) = mask(text).found
    assert text[one.start : one.end] == hidden
