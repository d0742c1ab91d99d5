from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding import numerals
from chalicelib.understanding.checksums import is_mainland_id, passes_luhn
from chalicelib.understanding.entities import entities, find
from chalicelib.understanding.language import detect
from chalicelib.understanding.naming import RULES, Rule
from chalicelib.understanding.text import fold

from .disclosures import disclosures
from .patterns import widest
from .personal_texts import texts as personal_texts
from .reading import read

NUMBERS = {"order", "tracking", "phone", "email", "tag"}


def named(text: str) -> list[tuple[str, str]]:
    folded = fold(text)
    found = entities(find(folded.text), folded, original=text, language=detect(text))
    return [(one.kind, one.value) for one in found if one.kind in NUMBERS]


@pytest.mark.parametrize(
    "text",
    [
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "138\u200b1234\u200b5678",
        "138·1234·5678",
        "一三八一二三四五六七八",
        "打我电话13812345678吧",
    ],
)
def test_a_mainland_mobile_however_it_is_written(text: str) -> None:
    assert named(text) == [("phone", "13812345678")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("手機 0912-345-678", ("phone", "0912345678")),
        ("+886 912 345 678", ("phone", "+886912345678")),
        ("WhatsApp +852 9123 4567", ("phone", "+85291234567")),
        ("電話 9123 4567", ("phone", "91234567")),
        ("021-62345678", ("phone", "02162345678")),
        ("call me at (415) 555-2671", ("phone", "4155552671")),
        ("Mail: Li.Lei+shop@Mail.Example.co.uk.", ("email", "li.lei+shop@mail.example.co.uk")),
        ("顺丰SF1234567890123", ("tracking", "SF1234567890123")),
        ("圆通 YT1234567890123 到了", ("tracking", "YT1234567890123")),
        ("快递单号：77312345678901", ("tracking", "77312345678901")),
        ("tracking number 1Z999AA10123456784", ("tracking", "1Z999AA10123456784")),
        ("訂單編號 241121ABCDEF12", ("order", "241121ABCDEF12")),
        ("拼多多 241121-123456789012345", ("order", "241121-123456789012345")),
        ("order #112-1234567-1234567", ("order", "112-1234567-1234567")),
        ("Order number 45123 never came", ("order", "45123")),
    ],
)
def test_what_is_named(text: str, found: tuple[str, str]) -> None:
    assert named(text) == [found]


def test_an_order_number_is_not_a_phone() -> None:
    assert named("订单号 1381234567890123456") == [("order", "1381234567890123456")]
    assert named("1381234567890123456") == [("order", "1381234567890123456")]


@pytest.mark.parametrize(
    "text",
    ["400-050-0827", "打12315", "订单2024-11-11下的", "I ordered 12345 times", "等了100000年", "价格 1999.00", "电话"],
)
def test_what_names_nothing(text: str) -> None:
    assert named(text) == []


def test_spans_are_those_of_the_original() -> None:
    text = "訂單：２４１１２１０００１２３４５，電話１３８ １２３４ ５６７８"
    folded = fold(text)
    found = entities(find(folded.text), folded, original=text, language="zh-Hant")
    assert [text[one.start : one.end] for one in found] == [
        "２４１１２１０００１２３４５",
        "１３８ １２３４ ５６７８",
    ]


PIECES = st.sampled_from(
    [
        "昨天", "１１月３号", "上周五", "3 Nov ", "last Friday", "下单", "签收", "bought ", "买的电饭煲",
        "一百九十九块", "¥", "$20", "1.2万", "元", "订单", "13812345678",
        "顺丰", "241121-123456789012345", "IMEI", "490154203237518", "，", " ", "\n", "雙十一", "民國",
        "115年", "0", "９", "-", "/", "a@b.cn", "\u200b", "ﷺ", "\ud800", "é", "my kettle leaks",
    ]
)  # fmt: skip


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=30).map("".join)))
def test_nothing_overlaps_and_every_span_holds_its_value(text: str) -> None:
    found = read(text)
    assert all(one.start < one.end for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one in found:
        written = text[one.start : one.end]
        assert one.kind != "product" or one.value == written
        assert one.kind != "amount" or Decimal(one.value.split()[0]) > 0
        assert one.kind != "date" or one.value == written or date.fromisoformat(one.value)
        if one.kind in ("order", "tracking", "tag"):
            assert fold(written).text.upper().replace(" ", "").replace("\n", "") == one.value


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind} {rule.pattern.pattern[:24]}")
def test_no_rule_looks_far(rule: Rule) -> None:
    """At each place a bounded part of the text is looked at, so that the work is linear in its length."""
    assert widest(rule.pattern) <= 500


@pytest.mark.parametrize("bait", ["1", "a@", "1 ", "订单号:", "a-", "1-", "a.b@c.", "+1 ", "sn", "imei 1", "ups 1 "])
def test_hostile_repeats_are_read(bait: str) -> None:
    find(bait * (16_000 // len(bait)))


def test_published_examples_of_identity_numbers() -> None:
    assert is_mainland_id("11010519491231002X")
    assert is_mainland_id("440524188001010014")
    assert not is_mainland_id("110105194912310021")
    assert not is_mainland_id("11010519491331002X")
    assert not is_mainland_id("1101051949123100")


def test_published_examples_of_cards() -> None:
    assert passes_luhn("4111111111111111")
    assert passes_luhn("6222000000000000004")
    assert not passes_luhn("4111111111111112")
    assert not passes_luhn("")


def test_no_rule_is_passed_over_where_it_would_find_something() -> None:
    """What a rule needs is said beside its pattern: over texts of every kind and disguise both must agree."""
    written = [made.text for made in islice(personal_texts(seed=11), 400)]
    written += [one.text for one in disclosures(seed=11, rounds=4)]
    found = set()
    for text in map(numerals.read, (fold(text).text for text in written)):
        digits, spoken = (len(re.findall(kind, text)) for kind in (r"\d", numerals.DIGIT))
        for number, rule in enumerate(RULES):
            if any(rule.check(rule.normal(match[1])) for match in rule.pattern.finditer(text)):
                found.add(number)
                assert rule.may_find(text, digits=digits, numerals=spoken), (rule, text)
    assert len(found) >= 0.8 * len(RULES)


def test_few_rules_are_tried_on_a_text_without_numbers() -> None:
    complaint = "衣服洗了一次就掉色，联系客服半天没有人回复，态度特别差，说好的退款也一直没有到，太让人失望了"
    tried = [rule for rule in RULES if rule.may_find(fold(complaint).text, digits=0, numerals=0)]
    assert len(tried) <= 0.05 * len(RULES)
