"""Facts out of messages, channels, orders and agents: the stronger source counts, and each says where it is from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.aftersales.entitling import answered
from chalicelib.aftersales.gathering import gathered
from chalicelib.aftersales.order_facts import from_order
from chalicelib.model.assessment import Category, Entity
from chalicelib.model.complaint import Classification, Complaint
from chalicelib.model.entitlement import EntitlementRecord, Fact
from chalicelib.model.message import OrderReference
from tests.model.samples import complaint
from tests.support.orders import order


def values(text: str, **about: Any) -> dict[str, Any]:
    found = gathered(complaint(text).model_copy(update=about), order=None, stated={})
    return {name: fact.value for name, fact in found.items()}


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ("洗衣机三天两头漏水，质量太差", "quality_fault"),
        ("洗衣機品質太差，壞了", "quality_fault"),
        ("The kettle stopped working yesterday", "quality_fault"),
        ("下单一周了还没发货", "late_dispatch"),
        ("快递显示已签收，可我没收到", "false_signing"),
        ("包裹丢了，没人管", "lost"),
        ("my parcel is lost", "lost"),
        ("收到的时候箱子压坏了", "damaged"),
        ("退款十天还没有到账", "refund_delay"),
        ("买完第二天就降价，要求保价", "price_drop"),
        ("发错货了，要的是黑色", "wrong_item"),
        ("送修一个月了还没修好", "repair_delay"),
        ("I changed my mind and want to send it back", "no_reason"),
        ("不喜欢，想退，七天无理由", "no_reason"),
        ("这是假货吧，验不了真", "counterfeit"),
        ("where is my package?", "late"),
        ("与描述不符", "not_as_described"),
    ],
)
def test_what_it_is_about_is_read_from_the_words(text: str, issue: str) -> None:
    assert values(text)["issue"] == issue


@pytest.mark.parametrize("text", ["你好", "请问几点开门", "thank you for the quick delivery", ""])
def test_where_nothing_is_complained_of_nothing_is_gathered(text: str) -> None:
    assert values(text) == {}


def test_without_words_the_category_says_what_it_is_about() -> None:
    by_model = Classification(primary=Category.QUALITY, labels=(Category.QUALITY,), confidence=0.9)
    assert values("这个东西真是绝了", classification=by_model)["issue"] == "quality_fault"


def test_a_persons_category_outweighs_the_words() -> None:
    corrected = Classification(
        primary=Category.QUALITY, labels=(Category.QUALITY,), confidence=1.0, decided_by="agent-1"
    )
    assert values("快递太慢", classification=corrected)["issue"] == "quality_fault"
    assert values("要求维修", classification=corrected)["issue"] == "repair_request", "of the same category"


def test_what_the_customer_says_is_asserted_and_what_the_order_says_is_evidence() -> None:
    found = gathered(complaint("手机坏了"), order=order(), stated={})
    assert (found["issue"].source, found["issue"].origin) == ("asserted", "message")
    assert (found["fault_on"].source, found["fault_on"].origin) == ("asserted", "message")
    assert (found["signed_on"].source, found["signed_on"].origin) == ("evidenced", "order")
    assert (found["category"].value, found["price_paid"].value) == ("phone", "1999.00")


def naming(*named: tuple[str, str, str | None]) -> Complaint:
    one = complaint("手机坏了")
    entities = tuple(Entity(kind=kind, value=value, about=about, start=0, end=1) for kind, value, about in named)
    return one.model_copy(update={"assessment": one.assessment.model_copy(update={"entities": entities})})


def asserted(of: Complaint) -> dict[str, Any]:
    found = gathered(of, order=None, stated={})
    return {name: fact.value for name, fact in found.items() if fact.source == "asserted"}


def test_days_price_and_platform_in_the_words_are_asserted() -> None:
    told = asserted(
        naming(
            ("date", "2026-11-05", "received"),
            ("date", "2026-11-03", "bought"),
            ("date", "2026-11-07", "asked"),
            ("amount", "1999.00 CNY", "paid"),
            ("product", "手机", None),
            ("order", "241121-123456789012345", "pinduoduo"),
        )
    )
    assert told | {"fault_on": ""} == {
        "issue": "quality_fault",
        "fault_on": "",
        "signed_on": "2026-11-05",
        "order_date": "2026-11-03",
        "asked_on": "2026-11-07",
        "price_paid": "1999.00",
        "product": "手机",
        "profile": "pdd",
    }


def test_of_two_days_neither_counts_and_words_are_no_day() -> None:
    two = naming(("date", "2026-11-05", "received"), ("date", "2026-11-06", "received"))
    assert "signed_on" not in asserted(two)
    assert "signed_on" not in asserted(naming(("date", "上周", "received")))


def test_what_the_customer_says_makes_the_answer_conditional_and_an_order_outweighs_it() -> None:
    said = naming(("date", "2026-11-05", "received"), ("amount", "20 CNY", "paid"))
    record = answered(gathered(said, order=None, stated={}))
    assert record.conditional
    assert {"signed_on"} <= set(record.rests_on)
    known = gathered(said, order=order(), stated={})
    assert (known["signed_on"].origin, known["price_paid"].value) == ("order", "1999.00")


def test_the_platform_of_the_order_brings_its_promises() -> None:
    assert values("坏了", order=OrderReference(number="1", platform="pinduoduo"))["profile"] == "pdd"
    assert "profile" not in values("坏了", order=OrderReference(number="1", platform="shop"))
    assert from_order(order(seller_type="self"))["profile"].value == "jd_self"
    assert "profile" not in from_order(order())


def test_an_order_under_way_is_not_signed_for() -> None:
    parcels = [{"tracking": "1", "signed_at": "2026-11-05T18:00:00+08:00"}, {"tracking": "2"}]
    assert "signed_on" not in from_order(order(parcels=parcels))
    scanned = [{"tracking": "1", "events": [{"at": "2026-11-06T09:00:00+08:00", "what": "signed"}]}]
    assert from_order(order(parcels=scanned))["signed_on"].value == "2026-11-06T09:00:00+08:00"


def test_of_goods_of_several_kinds_nobody_knows_which_is_meant() -> None:
    items = [{"sku": "A", "category": "phone"}, {"sku": "B", "category": "food"}]
    assert from_order(order(items=items)).keys().isdisjoint({"category", "product", "tag", "repairs"})


def test_an_agents_word_stays_until_it_is_taken_back() -> None:
    one = complaint("手机坏了")
    said = {"fault_on": Fact(value="2026-11-07", source="confirmed", origin="agent")}
    first = gathered(one, order=order(), stated=said)
    kept = one.model_copy(update={"entitlements": EntitlementRecord(facts=first)})
    again = gathered(kept, order=None, stated={})
    assert again == first, "what the order said stays, too"
    back = {"fault_on": Fact(value=None, source="confirmed", origin="agent")}
    assert gathered(kept, order=None, stated=back)["fault_on"].origin == "message"


def test_another_state_of_the_order_takes_the_place_of_the_one_before() -> None:
    one = complaint("手机坏了")
    kept = one.model_copy(update={"entitlements": EntitlementRecord(facts=gathered(one, order=order(), stated={}))})
    found = gathered(kept, order=order(parcels=[{"tracking": "1"}]), stated={})
    assert "signed_on" not in found


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert values(text).keys() <= {
        "jurisdiction",
        "buyer",
        "channel",
        "claim_at",
        "received_at",
        "issue",
        "fault_on",
        "requested_at",
    }


@pytest.mark.parametrize(
    ("text", "issue", "further"),
    [
        ("屏幕第二天就坏了，质量差。而且快递迟到了一个星期", "late", ["quality_fault"]),
        ("包裹丢了一件，另外退款十天还没有到账", "refund_delay", ["lost"]),
        ("It stopped working, and the delivery is late too", "late", ["quality_fault"]),
        ("屏幕坏了，质量差，漏水", "quality_fault", None),
        ("快递显示已签收，可我没收到", "false_signing", None),
        ("手机坏了，要求维修", "repair_request", None),
    ],
)
def test_one_complaint_may_be_about_several_matters(text: str, issue: str, further: list[str] | None) -> None:
    found = values(text)
    assert {found["issue"], *(found.get("further_issues") or ())} == {issue, *(further or ())}
    assert found["issue"] == issue


def test_a_fault_told_beside_a_delay_has_its_day() -> None:
    assert "fault_on" in values("快递迟到了一个星期，而且屏幕坏了")
