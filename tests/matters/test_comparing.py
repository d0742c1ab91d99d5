"""What makes two complaints one matter, and what forbids it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.matters.comparing import compare
from chalicelib.matters.recognising import MOST_HEARD, MOST_SUGGESTIONS, likely, recognise
from chalicelib.matters.together import Together
from chalicelib.model.complaint import Complaint
from chalicelib.model.matter import Suggestion
from chalicelib.model.message import Customer
from tests.support.fakes import START

from .cases import complaint, together
from .test_likeness import ELSE, SLIGHTLY_OTHER, TEXT

PHONE = Customer(phone="13812345678")
SAME_PHONE = Customer(phone="+86 138 1234 5678")
OTHER_PHONE = Customer(phone="13900000000")
NOBODY = Customer()
WECHAT = {"channel": "wechat_oa", "customer": Customer(id="openid-1")}


def pair(one: dict[str, Any], other: dict[str, Any]) -> tuple[Complaint, Complaint]:
    """The later one first."""
    defaults = {"text": TEXT, "customer": NOBODY}
    return complaint("c2", **{**defaults, **one}), complaint("c1", **{**defaults, "text": ELSE, **other})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"order": "A1", **WECHAT}, {"order": "a 1", "text": SLIGHTLY_OTHER}),
        ({"order": "A1", "customer": PHONE}, {"order": "A1", "customer": SAME_PHONE}),
        ({"customer": PHONE}, {"customer": SAME_PHONE, "text": SLIGHTLY_OTHER, "channel": "relay"}),
    ],
    ids=["order and text", "order and phone", "phone and text"],
)
def test_what_is_beyond_doubt_is_linked_by_itself(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = compare(*pair(one, other))
    assert found.is_automatic, found
    assert len(found.reasons) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"order": "A1"}, {"order": "A1"}),
        ({"customer": PHONE}, {"customer": SAME_PHONE}),
        ({}, {"text": SLIGHTLY_OTHER}),
        ({**WECHAT}, {**WECHAT}),
        ({"customer": Customer(phone="13812345678", email="w@x.example")},
         {"customer": Customer(phone="13812345678", email="w@x.example")}),
    ],
    ids=["order", "phone", "text", "platform id", "the same person twice over"],
)  # fmt: skip
def test_one_reason_is_for_a_person_to_judge(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = compare(*pair(one, other))
    assert found.is_worth_suggesting, found
    assert not found.is_automatic
    assert len(found.reasons) == 1


CERTAIN = {"order": "A1", "text": TEXT}


@pytest.mark.parametrize("change", [{"is_authentic": False}, {"channel": "form"}], ids=["forged", "form"])
@pytest.mark.parametrize("which", [0, 1])
def test_who_is_not_verified_is_never_linked_by_itself(change: dict[str, Any], which: int) -> None:
    sides: list[dict[str, Any]] = [{**CERTAIN, "customer": PHONE}, {**CERTAIN, "customer": PHONE}]
    assert compare(*pair(*sides)).is_automatic
    sides[which] |= change
    found = compare(*pair(*sides))
    assert not found.is_automatic
    assert found.is_worth_suggesting
    assert found.doubts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"order": "A1"}, {"order": "B2"}),
        ({"customer": PHONE}, {"customer": OTHER_PHONE}),
        ({**WECHAT}, {**WECHAT, "customer": Customer(id="openid-2")}),
    ],
    ids=["orders", "phones", "accounts"],
)
def test_strong_ids_that_contradict_forbid_even_a_suggestion(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = {"text": TEXT} if "order" in one else {"text": TEXT, "order": "A1"}
    found = compare(*pair({**same, **one}, {**same, **other}))
    assert found.conflicts
    assert not found.is_automatic
    assert not found.is_worth_suggesting


def test_a_phone_in_a_form_contradicts_nothing() -> None:
    found = compare(*pair({**CERTAIN, "customer": PHONE}, {**CERTAIN, "customer": OTHER_PHONE, "channel": "form"}))
    assert found.is_worth_suggesting


def test_two_mail_addresses_are_a_doubt() -> None:
    people = ({"customer": Customer(email="a@x.example")}, {"customer": Customer(email="b@x.example")})
    found = compare(*pair(*({**CERTAIN, **one} for one in people)))
    assert not found.is_automatic
    assert found.is_worth_suggesting


def test_the_same_number_on_two_platforms_is_two_orders() -> None:
    one, other = pair({**CERTAIN}, {**CERTAIN})
    assert one.order is not None
    on = [
        each.model_copy(update={"order": one.order.model_copy(update={"platform": name})})
        for each, name in ((one, "jd"), (other, "taobao"))
    ]
    assert compare(*on).conflicts == ("different orders",)


def test_the_same_id_on_two_channels_is_two_people() -> None:
    found = compare(*pair({**WECHAT}, {**WECHAT, "channel": "telegram"}))
    assert (found.reasons, found.conflicts) == ((), ())


@pytest.mark.parametrize(
    ("sides", "days", "counts"),
    [
        ({"order": "A1"}, 30, True),
        ({"order": "A1"}, 31, False),
        ({"customer": PHONE}, 7, True),
        ({"customer": PHONE}, 8, False),
        ({"text": TEXT}, 3, True),
        ({"text": TEXT}, 4, False),
    ],
)
def test_each_reason_has_its_time(sides: dict[str, Any], days: int, *, counts: bool) -> None:
    later = {"text": ELSE, **sides, "at": START + timedelta(days=days)}
    one, other = pair(later, {"text": "完全是另外的一件事情请不要混为一谈", **sides})
    assert bool(compare(one, other).reasons) == counts


def test_it_does_not_matter_which_is_asked() -> None:
    one, other = pair({**CERTAIN, "customer": PHONE}, {**CERTAIN, **WECHAT})
    assert compare(one, other) == compare(other, one)


# What follows


def recognised(*others: Complaint, of: Complaint | None = None) -> Together:
    one = of or complaint("c9", TEXT, order="A1", customer=PHONE)
    made = together(one, *others)
    recognise(made, one.id, likely(one, others))
    return made


def test_the_certain_is_linked_and_the_likely_suggested_on_both_sides() -> None:
    certain = complaint("c1", ELSE, order="A1", customer=PHONE)
    perhaps = complaint("c2", SLIGHTLY_OTHER, channel="form", customer=NOBODY)
    made = recognised(certain, perhaps)
    assert made["c9"].now.cluster == made["c1"].now.cluster == ("c1", "c9")
    [link] = made["c1"].now.links
    assert (link.complaint, link.by, link.reasons) == ("c9", "", ("same order", "same phone"))
    [there] = made["c2"].now.suggestions
    [here] = made["c9"].now.suggestions
    assert (there.complaint, here.complaint, here.score) == ("c9", "c2", there.score)


def test_a_third_one_between_them_must_not_join_what_contradicts_itself() -> None:
    first = complaint("c1", TEXT, order="A1", customer=NOBODY)
    second = complaint("c2", TEXT, order="B2", customer=NOBODY)
    between = complaint("c9", f"{TEXT} 订单号 A1 订单号 B2", customer=NOBODY)
    one = between.model_copy(update={"order": None})
    made = recognised(first, second, of=one)
    assert not {"c1", "c2"} <= set(made["c9"].now.cluster)


def test_only_a_few_are_suggested_and_nobody_hears_of_too_many() -> None:
    others = [complaint(f"c{number}", TEXT, customer=NOBODY) for number in range(1, 7)]
    one = complaint("c9", TEXT, customer=NOBODY)
    assert len(recognised(*others, of=one)["c9"].now.suggestions) == MOST_SUGGESTIONS
    heard = tuple(Suggestion(complaint=f"x{n}", score=0.6, reasons=(), since=START) for n in range(MOST_HEARD))
    full = complaint("c1", TEXT, customer=NOBODY).model_copy(update={"suggestions": heard})
    assert recognised(full, of=one).changes(first="c9") == ()


def test_what_is_decided_is_not_asked_again() -> None:
    other = complaint("c1", TEXT, customer=NOBODY)
    one = complaint("c9", TEXT, customer=NOBODY)
    assert likely(one.model_copy(update={"cluster": ("c1", "c9")}), [other]) == []
    told = Suggestion(complaint="c1", score=0.6, reasons=(), since=START)
    assert likely(one.model_copy(update={"suggestions": (told,)}), [other]) == []
