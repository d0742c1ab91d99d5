"""A fault and a delay in one complaint: each is asked about, and what any of them gives is owed."""

from __future__ import annotations

from typing import Any

from chalicelib.aftersales.entitling import answered
from chalicelib.aftersales.several import together
from chalicelib.model.entitlement import EntitlementRecord, Fact
from chalicelib.web.showing import complaint_shape
from tests.support.world import World

LATE_FRIDGE: dict[str, Any] = {
    "jurisdiction": "CN",
    "buyer": "consumer",
    "channel": "online",
    "category": "appliance_large",
    "product": "fridge",
    "order_date": "2026-06-29",
    "signed_on": "2026-07-06",
    "promised_by": "2026-07-02",
    "promises": [{"type": "late_delivery", "percent": "5", "min": "3.00", "max": "50.00"}],
    "fault_on": "2026-07-08",
    "price_paid": "3199.00",
    "claim_at": "2026-07-08T20:00:00",
}


def record(**about: Any) -> EntitlementRecord:
    facts = {
        name: Fact(value=value, source="evidenced", origin="agent") for name, value in (LATE_FRIDGE | about).items()
    }
    return answered(facts)


def test_what_any_matter_gives_is_owed_with_its_own_dates() -> None:
    fault, delay = record(issue="quality_fault"), record(issue="late")
    both = record(issue="quality_fault", further_issues=["late"])
    assert (fault.entitled, delay.entitled) == (("return_refund", "exchange", "repair_free"), ("compensation",))
    assert both.entitled == (*fault.entitled, *delay.entitled)
    assert both.amounts == {"refund": "3199.00", "compensation": "50.00"}
    assert both.payer == "merchant"
    assert set(both.rules) == {*fault.rules, *delay.rules}
    assert [(one.issue, one.entitled) for one in both.parts] == [
        ("quality_fault", fault.entitled),
        ("late", delay.entitled),
    ]
    assert both.parts[0].deadlines == fault.deadlines
    assert both.parts[1].deadlines == delay.deadlines == ()


def test_one_matter_stays_as_it_is() -> None:
    only = record(issue="quality_fault")
    assert only.parts == ()
    assert together([only], ["quality_fault"]) == only
    assert record(issue="quality_fault", further_issues=[]) == only.model_copy(
        update={"facts": record(issue="quality_fault", further_issues=[]).facts}
    )


def test_of_two_sums_the_larger_counts_and_nobody_is_denied_what_another_matter_gives() -> None:
    more = EntitlementRecord(facts={}, entitled=("exchange",), amounts={"refund": "9.00"}, payer="consumer")
    less = EntitlementRecord(facts={}, not_entitled=("exchange",), amounts={"refund": "10.00"}, payer="merchant")
    both = together([more, less], ["a", "b"])
    assert (both.amounts, both.payer, both.not_entitled) == ({"refund": "10.00"}, "merchant", ())


def test_each_remedy_is_shown_with_what_its_own_matter_asks(world: World) -> None:
    complaint = world.complain("屏幕第二天就坏了，质量差")
    both = record(issue="quality_fault", further_issues=["late"])
    shown = complaint_shape(complaint.model_copy(update={"entitlements": both}), now=world.clock(), language="en")
    by_remedy = {one.remedy: one for one in shown.entitlements}
    assert by_remedy["compensation"].amounts == {"compensation": "50.00"}
    assert by_remedy["exchange"].amounts == {"refund": "3199.00"}
    assert by_remedy["compensation"].payer == "none"
