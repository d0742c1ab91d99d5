"""A repair that is asked for is promised to be agreed on: begun by itself, once, and ended by whoever agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk import handling
from chalicelib.desk.desk import Action
from chalicelib.model.clock import REPAIR_CONFIRMATION, Clock, ClockState
from chalicelib.model.complaint import Complaint
from tests.support.arrivals import relayed
from tests.support.orders import NUMBER, order
from tests.support.world import AGENT, SHOP, SUPERVISOR, World

ASKED = "手机黑屏了，要求维修"
WONDERED = "手机黑屏了，质量差，还能修吗？"
KNOWN = {"conversation_id": "5", "platform": "jd", "order_id": NUMBER}


def wrote(world: World, text: str, **about: Any) -> Complaint:
    external_id = world.runtime.ids.new("e")
    delivery = relayed(world, text=text, external_id=external_id, **{**KNOWN, **about})
    return world.complaint(world.process(delivery).complaint)


def promise(complaint: Complaint) -> Clock:
    clock = complaint.clock(REPAIR_CONFIRMATION)
    assert clock
    return clock


ACT = Action(by=AGENT)


def test_the_words_of_a_new_complaint_begin_it(world: World) -> None:
    complaint = wrote(world, ASKED)
    clock = promise(complaint)
    assert (clock.started_at, clock.due_at) == (world.clock(), world.clock() + timedelta(hours=24))
    assert (complaint.version, clock.policy.split("@")[0]) == (1, "repair-within-a-day")


@pytest.mark.parametrize("text", ["商家拒绝维修", "上个月送修了，到现在没修好", "不想维修，我要求退款", WONDERED])
def test_stories_refusals_and_questions_do_not(world: World, text: str) -> None:
    assert wrote(world, text).clock(REPAIR_CONFIRMATION) is None


def test_a_later_message_begins_it_from_then_and_no_further_one_again(world: World) -> None:
    first = wrote(world, "手机黑屏了")
    assert first.clock(REPAIR_CONFIRMATION) is None
    world.clock.advance(timedelta(hours=2))
    asked_at = world.clock()
    assert promise(wrote(world, ASKED)).started_at == asked_at
    world.clock.advance(timedelta(hours=3))
    again = wrote(world, "请尽快维修")
    assert (again.id, promise(again).started_at) == (first.id, asked_at)


def test_a_person_ends_it_and_asking_again_does_not_begin_it_anew(world: World) -> None:
    complaint = wrote(world, ASKED)
    world.clock.advance(timedelta(hours=1))
    world.runtime.desk.stop_clock(complaint.id, ACT, kind=REPAIR_CONFIRMATION, why="agreed by phone")
    assert promise(wrote(world, ASKED)).state is ClockState.MET


def test_a_complaint_that_is_opened_again_may_ask_again(world: World) -> None:
    complaint = wrote(world, ASKED)
    desk = world.runtime.desk
    desk.claim(complaint.id, ACT)
    desk.resolve(complaint.id, ACT, outcome="repaired", text="")
    world.clock.advance(timedelta(days=1))
    thanks = wrote(world, "又坏了，退款吧")
    assert (thanks.status.value, promise(thanks).state) == ("waiting", ClockState.MET)
    world.clock.advance(timedelta(hours=1))
    assert promise(wrote(world, "算了，还是给我维修吧")).started_at == world.clock()


def test_the_flows_step_ends_it(world: World) -> None:
    complaint = wrote(world, ASKED)
    desk = world.runtime.desk
    desk.claim(complaint.id, ACT)
    handling.start_flow(desk, complaint.id, ACT, flow="repair")
    world.clock.advance(timedelta(hours=1))
    after = handling.advance_flow(desk, complaint.id, ACT, flow="repair", to="send_in", why="")
    assert (promise(after).state, promise(after).stopped_at) == (ClockState.MET, world.clock())
    assert promise(wrote(world, "请尽快维修")).state is ClockState.MET


def test_an_after_sale_that_is_given_up_is_owed_no_longer(world: World) -> None:
    complaint = wrote(world, ASKED)
    desk = world.runtime.desk
    desk.claim(complaint.id, ACT)
    handling.start_flow(desk, complaint.id, ACT, flow="repair")
    after = handling.cancel_flow(desk, complaint.id, ACT, flow="repair", why="keeps it")
    assert promise(after).state is ClockState.CANCELLED


def test_who_agreed_on_an_earlier_repair_still_owes_the_next_one(world: World) -> None:
    complaint = wrote(world, "手机黑屏了")
    desk = world.runtime.desk
    desk.claim(complaint.id, ACT)
    handling.start_flow(desk, complaint.id, ACT, flow="repair")
    for to in ("send_in", "repair", "check", "certificate", None):
        handling.advance_flow(desk, complaint.id, ACT, flow="repair", to=to, why="")
    world.clock.advance(timedelta(days=3))
    assert promise(wrote(world, "又坏了，要求再次维修")).is_open
    handling.start_flow(desk, complaint.id, ACT, flow="exchange")
    after = handling.advance_flow(desk, complaint.id, ACT, flow="exchange", to="pick_up", why="")
    assert promise(after).is_open


def test_a_platforms_push_begins_it_whatever_its_words_are(world: World) -> None:
    sale = {"number": "88", "kind": "repair"}
    complaint = wrote(world, "售后单 88", aftersale=sale)
    assert promise(complaint).is_open
    agreed = wrote(world, "售后单 88 卖家已同意", aftersale={**sale, "status": "agreed"})
    assert promise(agreed).state is ClockState.MET
    assert promise(wrote(world, "售后单 88", aftersale=sale)).state is ClockState.MET


@pytest.mark.parametrize("sale", [{"kind": "return"}, {"kind": "repair", "status": "refused"}])
def test_a_push_of_another_kind_or_state_does_not(world: World, sale: dict[str, str]) -> None:
    complaint = wrote(world, "买家申请维修", aftersale={"number": "88", **sale})
    assert complaint.clock(REPAIR_CONFIRMATION) is None


def test_who_is_owed_a_free_repair_need_only_wonder(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    world.clock.advance(timedelta(days=60))
    complaint = wrote(world, WONDERED)
    assert complaint.entitlements
    assert "repair_free" in complaint.entitlements.entitled
    assert promise(complaint).is_open


def test_the_order_may_come_later(world: World) -> None:
    world.clock.advance(timedelta(days=60))
    complaint = wrote(world, WONDERED)
    assert complaint.clock(REPAIR_CONFIRMATION) is None
    world.runtime.orders.put(SHOP, [order()])
    assert world.runtime.reconsidering.order_changed(SHOP, order()) == 1
    assert promise(world.complaint(complaint.id)).is_open
    assert world.runtime.reconsidering.order_changed(SHOP, order()) == 0


def test_an_agent_may_state_that_a_repair_is_wanted(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    world.clock.advance(timedelta(days=60))
    complaint = wrote(world, "手机黑屏了，质量差")
    assert complaint.clock(REPAIR_CONFIRMATION) is None
    stated = world.runtime.desk.state_facts(complaint.id, ACT, facts={"prefers": "repair"}, source="confirmed")
    assert promise(stated).is_open


def test_it_rests_while_we_wait_for_the_customer(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    world.clock.advance(timedelta(days=60))
    complaint = wrote(world, "手机黑屏了，质量差")
    desk = world.runtime.desk
    desk.claim(complaint.id, ACT)
    desk.wait(complaint.id, ACT, why="serial number", until=None)
    world.clock.advance(timedelta(hours=1))
    stated = world.runtime.desk.state_facts(
        complaint.id, Action(by=SUPERVISOR), facts={"prefers": "repair"}, source="confirmed"
    )
    assert promise(stated).state is ClockState.PAUSED
    world.clock.advance(timedelta(hours=5))
    resumed = promise(wrote(world, "序列号 88"))
    assert resumed.due_at == world.clock() + timedelta(hours=24)
