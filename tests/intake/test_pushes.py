"""A platform's after-sale through the pipeline: kept as a fact, its flow started and led on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import pytest

from chalicelib.intake.owing import owed
from chalicelib.model.complaint import Complaint
from chalicelib.model.flow import AfterSale, FlowState
from chalicelib.model.message import Customer, Inbound
from tests.support.arrivals import relayed
from tests.support.world import SHOP, World

SALE: Final = {"number": "88", "kind": "return", "amount": "219.00"}


def push(world: World, text: str, **sale: str) -> Complaint:
    delivery = relayed(world, text=text, conversation_id="88", external_id=text, aftersale=SALE | sale)
    return world.complaint(world.process(delivery).complaint)


def test_an_after_sale_on_its_way(world: World) -> None:
    complaint = push(world, "七天无理由退货")
    assert complaint.aftersale == AfterSale(number="88", kind="return", status="opened", amount=Decimal("219.00"))
    record = complaint.entitlements
    assert record
    prefers = record.facts["prefers"]
    assert (prefers.value, prefers.source, prefers.origin) == ("return_refund", "evidenced", "channel")
    [run] = complaint.flows
    assert run.current
    assert run.current.step == "review"
    again = push(world, "买家已寄回", status="sent_back")
    assert again.id == complaint.id
    assert again.flows[0].current
    assert again.flows[0].current.step == "inspect"
    done = push(world, "退款成功", status="refunded")
    assert done.flows[0].state is FlowState.FINISHED
    assert done.aftersale
    assert done.aftersale.status == "refunded"
    history = [event.body.type for event in world.runtime.store.dossier(SHOP, complaint.id).events]
    assert history.count("aftersale_pushed") == 3


@pytest.mark.parametrize("status", ["shipped to the moon", "OPENED"])
def test_a_status_that_is_no_word_of_ours_tells_nothing(world: World, status: str) -> None:
    complaint = push(world, "退货", status=status)
    assert (complaint.aftersale, complaint.flows) == (None, ())


def test_what_anybody_may_have_sent_proves_nothing(world: World) -> None:
    complaint = world.complain("退货")
    unproved = Inbound(text="退货", customer=Customer(), aftersale=AfterSale(kind="return"), is_authentic=False)
    asked: dict[str, Any] = {"cause": "x", "order": None, "flow": "f1", "now": world.clock()}
    assert {body.type for body in owed(complaint, unproved, **asked)} <= {"entitlements_changed"}
    proved = unproved.model_copy(update={"is_authentic": True})
    assert {"aftersale_pushed", "flow_started"} <= {body.type for body in owed(complaint, proved, **asked)}
