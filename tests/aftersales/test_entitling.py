"""Entitlements are kept with the complaint and asked again when facts change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.aftersales.clocks import PREFIX
from chalicelib.aftersales.entitling import entitled
from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category
from chalicelib.model.clock import ClockState
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.event import EntitlementsChanged
from chalicelib.model.evolve import fold
from tests.support.orders import NUMBER, order
from tests.support.world import AGENT, SHOP, World

NAMED = {"platform": "jd", "number": NUMBER}
RETURNED = {"goods_back_on": "2026-11-09", "issue": "no_reason"}


def causes(world: World, complaint: Complaint) -> list[str]:
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    return [event.body.cause for event in events if isinstance(event.body, EntitlementsChanged)]


def arrive(world: World, **about: Any) -> int:
    """An order comes in, and the stream tells of it."""
    world.runtime.orders.put(SHOP, [order(**about)])
    return world.runtime.reconsidering.order_changed(SHOP, order(**about))


def owed(world: World, complaint: Complaint) -> dict[str, Any]:
    return {clock.kind: clock for clock in world.complaint(complaint.id).clocks if clock.kind.startswith(PREFIX)}


def state(world: World, complaint: Complaint, **facts: Any) -> Complaint:
    return world.runtime.desk.state_facts(complaint.id, Action(by=AGENT), facts=facts, source="confirmed")


def test_a_new_complaint_is_answered_in_its_first_commit(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("手机坏了，质量差", order=NAMED)
    assert complaint.version == 1
    assert complaint.entitlements is not None
    assert complaint.entitlements.entitled
    dossier = world.runtime.store.dossier(SHOP, complaint.id)
    assert fold(dossier.events, shop=SHOP) == complaint


def test_an_order_that_comes_later_answers_what_was_open_and_only_once(world: World) -> None:
    complaint = world.complain("手机坏了，质量差", order=NAMED)
    assert "signed_on" not in (complaint.entitlements.facts if complaint.entitlements else {})
    assert (arrive(world), arrive(world)) == (1, 0)
    after = world.complaint(complaint.id)
    assert after.entitlements is not None
    assert after.entitlements.facts["signed_on"].origin == "order"
    assert causes(world, complaint) == ["received", "the order changed"]


def test_an_order_of_another_platform_or_number_is_another_matter(world: World) -> None:
    complaint = world.complain("手机坏了，质量差", order={"platform": "taobao", "number": NUMBER})
    assert arrive(world) == 0
    assert arrive(world, number="1") == 0
    assert causes(world, complaint) == ["received"]


def test_what_the_customer_adds_is_asked_again(world: World) -> None:
    about = {"customer": {"email": "wang@customer.example"}, "order": NAMED}
    first = world.complain("你好，请问", **about)
    assert first.entitlements is None
    [*_, last] = [world.complain("手机屏幕坏了", **about)]
    assert last.id == first.id
    assert last.entitlements is not None
    assert causes(world, first) == ["the customer wrote"]


def test_a_corrected_category_is_asked_about(world: World) -> None:
    complaint = world.complain("快递太慢，一直没到", order=NAMED)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    after = world.runtime.desk.reclassify(
        complaint.id, Action(by=AGENT), primary=Category.QUALITY, labels=(), why="it broke"
    )
    assert after.entitlements is not None
    assert after.entitlements.facts["issue"].value == "quality_fault"
    assert causes(world, complaint) == ["received", "reclassified"]


def test_what_we_owe_by_a_day_becomes_a_clock_with_a_timer(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("七天无理由，不想要了", order=NAMED)
    state(world, complaint, **RETURNED)
    clock = owed(world, complaint)["entitlement:refund_after_return"]
    assert clock.due_at == datetime.fromisoformat("2026-11-17T00:00:00+08:00"), "seven days, to the end of the last"
    assert clock.reason.startswith("CN-7D")
    timers = {timer.kind: timer for timer in world.runtime.store.dossier(SHOP, complaint.id).timers}
    assert "clock:entitlement:refund_after_return" in timers


def test_a_clock_moves_with_its_facts_and_goes_with_them(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("七天无理由，不想要了", order=NAMED)
    state(world, complaint, **RETURNED)
    state(world, complaint, goods_back_on="2026-11-10")
    clock = owed(world, complaint)["entitlement:refund_after_return"]
    assert clock.due_at == datetime.fromisoformat("2026-11-18T00:00:00+08:00")
    state(world, complaint, goods_back_on=None)
    assert owed(world, complaint)["entitlement:refund_after_return"].state is ClockState.CANCELLED


def test_a_deadline_that_passes_is_told_like_any_other(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("七天无理由，不想要了", order=NAMED)
    state(world, complaint, **RETURNED)
    for _ in range(8):
        world.run_due(after=timedelta(days=1))
    assert owed(world, complaint)["entitlement:refund_after_return"].state is ClockState.BREACHED


def test_what_is_resolved_gets_no_new_clock(world: World) -> None:
    complaint = world.complain("七天无理由，不想要了", order=NAMED)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    resolved = world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="refunded", text="")
    assert resolved.status is Status.RESOLVED
    assert arrive(world) == 1
    assert owed(world, complaint) == {}


def test_facts_the_rules_cannot_take_are_named_and_stop_nothing(world: World) -> None:
    world.runtime.orders.put(SHOP, [order(promises=[{"type": "no_reason", "days": "many"}])])
    complaint = world.complain("手机坏了，质量差", order=NAMED)
    assert complaint.entitlements is not None
    assert complaint.status is Status.WAITING


def test_the_same_facts_say_nothing_new(world: World) -> None:
    complaint = world.complain("手机坏了，质量差", order=NAMED)
    assert entitled(complaint, cause="again", now=world.clock()) == ()


def test_what_is_reopened_is_owed_by_the_same_day_again(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("七天无理由，不想要了", order=NAMED)
    state(world, complaint, **RETURNED)
    before = owed(world, complaint)["entitlement:refund_after_return"]
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="refunded", text="")
    assert owed(world, complaint)["entitlement:refund_after_return"].state is ClockState.MET
    world.runtime.desk.reopen(complaint.id, Action(by=AGENT), why="the money did not come")
    again = owed(world, complaint)["entitlement:refund_after_return"]
    assert (again.state, again.due_at) == (ClockState.RUNNING, before.due_at)
    timers = {timer.kind for timer in world.runtime.store.dossier(SHOP, complaint.id).timers}
    assert "clock:entitlement:refund_after_return" in timers


def test_a_customer_who_writes_after_the_resolution_is_owed_it_again(world: World) -> None:
    about = {"customer": {"email": "wang@customer.example"}, "order": NAMED}
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("七天无理由，不想要了", **about)
    state(world, complaint, **RETURNED)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="refunded", text="")
    world.complain("钱还没有退给我", **about)
    assert world.complaint(complaint.id).status.is_open
    assert owed(world, complaint)["entitlement:refund_after_return"].is_open


def test_a_fact_that_was_taken_back_and_stated_again_brings_its_clock_back(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("七天无理由，不想要了", order=NAMED)
    state(world, complaint, **RETURNED)
    state(world, complaint, goods_back_on=None)
    state(world, complaint, **RETURNED)
    assert owed(world, complaint)["entitlement:refund_after_return"].state is ClockState.RUNNING


def test_an_order_that_came_while_the_complaint_was_written_is_not_missed(world: World) -> None:
    """Its own news found no complaint yet; the complaint's news finds the order."""
    complaint = world.complain("手机坏了，质量差", order=NAMED)
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    assert not world.runtime.reconsidering.complaint_came(SHOP, events)
    world.runtime.orders.put(SHOP, [order()])
    assert world.runtime.reconsidering.complaint_came(SHOP, events)
    after = world.complaint(complaint.id)
    assert after.entitlements is not None
    assert after.entitlements.facts["signed_on"].origin == "order"
    assert not world.runtime.reconsidering.complaint_came(SHOP, events)


def test_of_an_order_that_was_there_only_the_buyer_is_looked_up(world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("手机坏了，质量差", order=NAMED)
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    world.calls.clear()
    assert not world.runtime.reconsidering.complaint_came(SHOP, events)
    assert world.calls.operations == ["Query", "GetItem"]
