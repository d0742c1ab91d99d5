"""After-sale flows: the definitions hold together, and a step makes true what it says. Dates worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from chalicelib.aftersales import stepping
from chalicelib.aftersales.flow_clocks import owed_by_flows
from chalicelib.aftersales.flows import FILE, FOLDER, FlowBook, flow_book, require_next, running_of
from chalicelib.model.change import Draft
from chalicelib.model.clock import ClockState
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import Fact
from chalicelib.model.errors import ConfigurationError, IllegalTransition, InvalidInput
from chalicelib.model.flow import AfterSale, FlowState, Owner
from chalicelib.model.identity import SYSTEM
from chalicelib.policies.rulebook import rulebook
from chalicelib.routing.datafile import parse
from tests.support.world import World

WAYS: Final = {
    "return": ("review", "send_back", "inspect", "refund"),
    "refund": ("review", "refund"),
    "exchange": ("review", "pick_up", "inspect", "send_new", "arrive"),
    "repair": ("confirm", "send_in", "repair", "check", "certificate"),
    "price_protection": ("compare", "pay"),
    "parcel": ("ask_carrier", "carrier_answers", "explain", "compensate"),
}
"""A good way through each, after what the customer asked for."""
HOUR: Final = timedelta(hours=1)


def after(complaint: Complaint, bodies: stepping.Bodies, *, now: datetime) -> Complaint:
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    draft.say(*bodies)
    return draft.now


def begun(world: World, flow: str, text: str = "手机用了两天屏幕就坏了，要求换货") -> Complaint:
    complaint, now = world.complain(text), world.clock()
    return after(complaint, stepping.begin(complaint, flow, name="f1", by="agent-1", now=now), now=now)


def stepped(complaint: Complaint, flow: str, to: str | None, *, now: datetime) -> Complaint:
    run = running_of(complaint, flow)
    assert run
    following = require_next(run, to)
    bodies = stepping.step(complaint, run, following, by="agent-1", why=None, now=now)
    return after(complaint, bodies, now=now)


def clocks(complaint: Complaint) -> dict[str, ClockState]:
    return {one.kind: one.state for one in complaint.clocks if one.kind.startswith(("flow:", "entitlement:"))}


@pytest.mark.parametrize("flow", WAYS)
def test_a_flow_goes_its_way_to_the_end(world: World, flow: str) -> None:
    complaint = begun(world, flow)
    for to in (*WAYS[flow][1:], None):
        world.clock.advance(HOUR)
        complaint = stepped(complaint, flow, to, now=world.clock())
    [run] = complaint.flows
    assert (run.state, run.ended_at) == (FlowState.FINISHED, world.clock())
    assert tuple(step.step for step in run.steps[1:]) == WAYS[flow]
    assert all(step.done_at and step.by for step in run.steps)
    assert not any(one.is_open for one in complaint.clocks if one.kind.startswith("flow:"))


def test_every_flow_is_walked() -> None:
    assert WAYS.keys() == {one.id for one in flow_book().flows}


def test_every_step_is_named_and_timed_and_what_it_refers_to_is_there() -> None:
    for flow in flow_book().flows:
        for number, step in enumerate(flow.steps):
            assert len(set(step.titles)) == len(flow.titles) == 3
            assert bool(step.within) is (number > 0 and not step.declines), (flow.id, step.id)
            assert step.deadline is None or step.deadline in rulebook().texts["deadlines"]
            assert set(step.states) <= set(rulebook().vocabulary.kinds)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("next: [review]", "next: [nowhere]", "not there"),
        ("next: [inspect]\n      - id: pick_up", "next: [review]\n      - id: pick_up", None),
        ("next: [refund, declined]", "next: [declined]", "nothing leads to"),
        ("owner: customer", "owner: nobody", "owner"),
        ("within: {hours: 24}", "within: {hours: 24, days: 1}", "within"),
        ("en: Return asked for", "fr: Retour", "titles"),
        ("- id: review", "- id: apply", "more than once"),
    ],
)
def test_wrong_data_stops_the_deployment(old: str, new: str, said: str | None) -> None:
    written = (FOLDER / FILE).read_text(encoding="utf-8").replace(old, new, 1)
    if said is None:
        assert parse(written, FlowBook, source=FILE)
        return
    with pytest.raises(ConfigurationError, match=said):
        parse(written, FlowBook, source=FILE)


def test_what_comes_next_is_named(world: World) -> None:
    complaint = begun(world, "return")
    [run] = complaint.flows
    for wrong in (None, "refund", "moon"):
        with pytest.raises(InvalidInput) as refused:
            require_next(run, wrong)
        assert refused.value.fields == {"to": "one of send_back, pick_up, declined"}
    with pytest.raises(IllegalTransition):
        stepping.begin(complaint, "return", name="f2", by="agent-1", now=world.clock())


def test_our_steps_have_clocks_and_the_customers_none(world: World) -> None:
    complaint = begun(world, "return")
    review = complaint.clock("flow:return.review")
    assert review
    assert review.due_at == world.clock() + 24 * HOUR
    world.clock.advance(HOUR)
    complaint = stepped(complaint, "return", "send_back", now=world.clock())
    assert clocks(complaint) == {"flow:return.review": ClockState.MET}
    world.clock.advance(30 * HOUR)
    complaint = stepped(complaint, "return", None, now=world.clock())
    assert clocks(complaint)["flow:return.inspect"] is ClockState.RUNNING


def test_a_step_done_too_late_is_missed(world: World) -> None:
    complaint = begun(world, "return")
    world.clock.advance(25 * HOUR)
    complaint = stepped(complaint, "return", "send_back", now=world.clock())
    assert clocks(complaint) == {"flow:return.review": ClockState.MISSED}


def returning(world: World) -> Complaint:
    """A no-reason return with its order, up to the inspection."""
    facts: dict[str, Any] = {"signed_on": "2026-11-09", "price_paid": "219.00", "category": "shoes"}
    complaint = begun(world, "return", "七天无理由退货，不想要了")
    record = complaint.entitlements
    assert record
    stated = {name: Fact(value=value, source="confirmed", origin="agent") for name, value in facts.items()}
    known = record.model_copy(update={"facts": record.facts | stated})
    complaint = complaint.model_copy(update={"entitlements": known})
    for to in ("send_back", "inspect"):
        complaint = stepped(complaint, "return", to, now=world.clock())
    return complaint


def test_the_law_dates_the_refund_from_the_day_the_goods_came_back(world: World) -> None:
    """2026-11-11 + 7 days: until the end of 11-18. The rules' own clock counts, and only that one."""
    complaint = stepped(returning(world), "return", "refund", now=world.clock())
    record = complaint.entitlements
    assert record
    back = record.facts["goods_back_on"]
    assert (back.source, back.origin) == ("evidenced", "flow")
    step = complaint.flows[0].current
    assert step
    assert (step.due_by, step.due_at and step.due_at.isoformat()) == ("CN-7D-REFUND", "2026-11-19T00:00:00+08:00")
    assert clocks(complaint)["entitlement:refund_after_return"] is ClockState.RUNNING
    assert "flow:return.refund" not in clocks(complaint)
    done = stepped(complaint, "return", None, now=world.clock())
    assert clocks(done)["entitlement:refund_after_return"] is ClockState.MET


def test_declined_ends_it(world: World) -> None:
    complaint = stepped(begun(world, "return"), "return", "declined", now=world.clock())
    [run] = complaint.flows
    assert (run.state, run.current) == (FlowState.DECLINED, None)
    assert clocks(complaint) == {"flow:return.review": ClockState.MET}


def test_given_up_nothing_is_owed_any_more(world: World) -> None:
    complaint = begun(world, "repair")
    [run] = complaint.flows
    bodies = stepping.give_up(complaint, run, by="agent-1", why="不修了", now=world.clock())
    complaint = after(complaint, bodies, now=world.clock())
    assert complaint.flows[0].state is FlowState.CANCELLED
    assert clocks(complaint) == {"flow:repair.confirm": ClockState.CANCELLED}


def test_a_reopened_complaint_owes_its_running_steps_again(world: World) -> None:
    complaint = begun(world, "repair")
    [owed] = owed_by_flows(complaint, now=world.clock())
    assert owed.kind == "flow:repair.confirm"
    assert owed_by_flows(world.complain(), now=world.clock()) == ()


# Platforms


def pushed(complaint: Complaint, *, now: datetime, **told: Any) -> Complaint:
    sale = AfterSale(number="77", **told)
    return after(complaint, stepping.push(complaint, sale, name="f9", now=now), now=now)


def test_a_platform_leads_a_flow_on_and_may_repeat_itself(world: World) -> None:
    complaint, now = world.complain("七天无理由退货"), world.clock()
    for status, step in (
        ("opened", "review"),
        ("opened", "review"),
        ("sent_back", "inspect"),
        ("agreed", "inspect"),
        ("received", "inspect"),
    ):
        complaint = pushed(complaint, now=now, kind="return", status=status)
        current = complaint.flows[0].current
        assert current
        assert current.step == step
    assert [one.step for one in complaint.flows[0].steps] == ["apply", "review", "send_back", "inspect"]
    assert all(one.by == "platform" for one in complaint.flows[0].steps if one.done_at)
    complaint = pushed(complaint, now=now, kind="return", status="refunded")
    assert complaint.flows[0].state is FlowState.FINISHED
    assert pushed(complaint, now=now, kind="return", status="opened") == complaint


@pytest.mark.parametrize(
    ("kind", "status", "state"),
    [("exchange", "refused", FlowState.DECLINED), ("repair", "closed", FlowState.CANCELLED)],
)
def test_a_platform_may_end_it(world: World, kind: str, status: str, state: FlowState) -> None:
    complaint = pushed(world.complain(), now=world.clock(), kind=kind, status="opened")
    assert pushed(complaint, now=world.clock(), kind=kind, status=status).flows[0].state is state


def test_of_a_kind_without_a_flow_nothing_follows(world: World) -> None:
    complaint = world.complain()
    assert pushed(complaint, now=world.clock(), kind="reship") == complaint
    assert pushed(complaint, now=world.clock(), kind=None) == complaint


def test_a_customers_turn_is_theirs() -> None:
    owners = {step.id: step.owner for step in flow_book().flow("repair").steps}
    assert (owners["send_in"], owners["confirm"]) == (Owner.CUSTOMER, Owner.AGENT)
