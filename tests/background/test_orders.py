"""An order that comes after its complaint: what it is worth counts as if it had been known at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE
from chalicelib.model.complaint import Complaint, Status
from tests.support.orders import NUMBER, order
from tests.support.rules import put_in_force
from tests.support.world import AGENT, SHOP, SUPERVISOR, World

NAMED = {"platform": "jd", "number": NUMBER}
DEAR = {"order_value": {"at_least": "3000", "currency": "CNY"}}
Rules = Callable[..., None]


@pytest.fixture
def rule(world: World) -> Rules:
    """Puts one rule into force."""

    def put(*, when: dict[str, object], then: dict[str, object]) -> None:
        put_in_force(world, {"id": "dear", "when": when, "then": {"reason": "Dear goods.", **then}})

    return put


def arrives(world: World, *, paid: str = "4999.00", minute: int = 0) -> int:
    """The order comes in, and the stream tells of it."""
    state = order(price_paid=paid, source_at=f"2026-11-10T20:{minute:02d}:00+08:00")
    world.runtime.orders.put(SHOP, [state])
    return world.runtime.reconsidering.order_changed(SHOP, state)


def complained(world: World) -> Complaint:
    return world.complain("手机屏幕坏了，质量差", order=NAMED)


def test_severity_queue_and_promises_follow_the_order(world: World, rule: Rules) -> None:
    rule(when=DEAR, then={"queue": "urgent", "severity": "S1", "skills": ["phones"]})
    before = complained(world)
    assert (before.queue, before.severity) == ("quality", Severity.S2)
    world.clock.advance(timedelta(minutes=5))
    assert arrives(world) == 1
    after = world.complaint(before.id)
    assert (after.queue, after.severity, after.routing.skills) == ("urgent", Severity.S1, ("phones",))
    assert after.routing.rules[0] == "dear"
    assert after.routing.inputs
    assert str(after.routing.inputs.order_value) == "4999.00"
    early, late = (one.clock(FIRST_RESPONSE) for one in (after, before))
    assert early
    assert late
    assert early.due_at < late.due_at
    assert (early.started_at, arrives(world)) == (late.started_at, 0)


def test_a_rule_that_only_places_places_what_waits(world: World, rule: Rules) -> None:
    rule(when=DEAR, then={"queue": "policy"})
    before = complained(world)
    arrives(world)
    after = world.complaint(before.id)
    assert (after.queue, after.severity, after.status) == ("policy", Severity.S2, Status.WAITING)
    assert arrives(world, minute=1) == 0


def test_who_holds_it_keeps_it(world: World, rule: Rules) -> None:
    rule(when=DEAR, then={"queue": "urgent", "severity": "S1"})
    before = complained(world)
    world.runtime.desk.claim(before.id, Action(by=AGENT))
    arrives(world)
    after = world.complaint(before.id)
    assert (after.queue, after.severity, after.assignee) == ("quality", Severity.S1, AGENT.id)


def test_where_a_person_put_it_stays(world: World, rule: Rules) -> None:
    rule(when=DEAR, then={"queue": "policy"})
    before = complained(world)
    world.runtime.desk.transfer(before.id, Action(by=SUPERVISOR), queue="logistics", why="theirs")
    arrives(world)
    assert world.complaint(before.id).queue == "logistics"


def test_severity_never_falls_when_the_price_does(world: World, rule: Rules) -> None:
    rule(when=DEAR, then={"severity": "S1"})
    before = complained(world)
    arrives(world)
    arrives(world, paid="10.00", minute=1)
    assert world.complaint(before.id).severity is Severity.S1


def test_what_is_settled_is_not_routed_any_more(world: World, rule: Rules) -> None:
    rule(when=DEAR, then={"queue": "urgent", "severity": "S1"})
    before = complained(world)
    world.runtime.desk.claim(before.id, Action(by=AGENT))
    world.runtime.desk.resolve(before.id, Action(by=AGENT), outcome="replaced", text="")
    arrives(world)
    after = world.complaint(before.id)
    assert (after.severity, after.queue, after.status) == (Severity.S2, "quality", Status.RESOLVED)


def test_the_value_counts_with_what_is_heard_later(world: World, rule: Rules) -> None:
    rule(when={**DEAR, "words": ["屏幕总成"]}, then={"severity": "S1"})
    customer = {"email": "fang@customer.example"}
    before = world.complain("手机坏了，质量差", order=NAMED, customer=customer)
    arrives(world)
    assert world.complaint(before.id).severity is Severity.S2
    again = world.process(world.form("手机坏了，屏幕总成也裂了", order=NAMED, customer=customer)).complaint
    assert again == before.id
    assert world.complaint(before.id).severity is Severity.S1
