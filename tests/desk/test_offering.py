"""Complaints of a pushed queue are offered to one agent at a time; whoever is not asked, history says why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.agent import Presence
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import IllegalTransition
from chalicelib.model.event import Offered, OfferEnded
from chalicelib.model.identity import Principal
from chalicelib.routing import offering
from chalicelib.routing.assignment import assignment_rules
from chalicelib.routing.rules import queues
from tests.desk.invariants import check
from tests.desk.situations import waiting
from tests.support.world import AGENT, OTHER_AGENT, SHOP, SUPERVISOR, World

OFFERS = assignment_rules().offers
ANSWER = timedelta(seconds=OFFERS.seconds)


@pytest.fixture(autouse=True)
def pushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue ``quality`` is pushed, and overflows to ``logistics``."""
    changes: dict[str, Any] = {"assignment": "push", "overflow": ("logistics",)}
    defined = tuple(one.model_copy(update=changes) if one.id == "quality" else one for one in queues())
    monkeypatch.setattr(offering, "queues", lambda: defined)


def there(world: World, *agents: Principal, **wanted: Any) -> None:
    for agent in agents:
        world.runtime.staffing.set_own(agent, {"presence": Presence.AVAILABLE, **wanted})


def tell(world: World, complaint: str) -> None:
    """What the stream tells of the last commit."""
    events = world.runtime.store.dossier(SHOP, complaint).events
    last = tuple(event for event in events if event.version == events[-1].version)
    world.runtime.offering.complaint_changed(SHOP, last)


def offered(world: World) -> Complaint:
    complaint = waiting(world)
    tell(world, complaint.id)
    return world.complaint(complaint.id)


def to(complaint: Complaint) -> str | None:
    return complaint.offer.agent if complaint.offer else None


def awaited(world: World, agent: Principal) -> str | None:
    state = world.runtime.agents.get(SHOP, agent.id)
    return state.offer if state else None


def test_it_is_offered_and_waits_as_before_and_is_taken_by_claiming(world: World) -> None:
    there(world, AGENT)
    before = waiting(world)
    tell(world, before.id)
    after = world.complaint(before.id)
    assert to(after) == AGENT.id
    assert awaited(world, AGENT) == before.id
    same = {"offer": None, "version": before.version, "updated_at": before.updated_at}
    assert after.model_copy(update=same) == before
    claimed = world.runtime.desk.claim(before.id, Action(by=AGENT))
    assert (to(claimed), claimed.assignee, awaited(world, AGENT)) == (None, AGENT.id, None)
    check(world, [before.id])


def test_hearing_of_it_again_offers_nothing_more(world: World) -> None:
    there(world, AGENT, OTHER_AGENT)
    first = offered(world)
    events = world.runtime.store.dossier(SHOP, first.id).events
    world.runtime.offering.complaint_changed(SHOP, events)
    assert world.complaint(first.id) == first


def test_who_only_gave_a_sign_of_life_is_asked_too(world: World) -> None:
    world.runtime.staffing.seen(AGENT)
    assert to(offered(world)) == AGENT.id


def test_two_workers_at_once_make_one_offer(world: World) -> None:
    there(world, AGENT, OTHER_AGENT)
    complaint = waiting(world)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(world.runtime.offering.offer, [complaint] * 8))
    said = [one.body for one in world.runtime.store.dossier(SHOP, complaint.id).events if isinstance(one.body, Offered)]
    assert len(said) == 1
    assert [awaited(world, one) for one in (AGENT, OTHER_AGENT)].count(complaint.id) == 1


def test_of_two_complaints_at_once_one_agent_gets_one(world: World) -> None:
    there(world, AGENT)
    two = [waiting(world) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(world.runtime.offering.offer, two))
    assert sorted(to(world.complaint(one.id)) or "" for one in two) == ["", AGENT.id]


def test_another_may_claim_it_meanwhile_and_the_offer_is_over(world: World) -> None:
    there(world, AGENT)
    complaint = offered(world)
    taken = world.runtime.pulling.claim_next("quality", Action(by=OTHER_AGENT))
    assert taken
    assert (taken.id, taken.offer, awaited(world, AGENT)) == (complaint.id, None, None)
    check(world, [complaint.id])


def test_who_declines_is_not_asked_again_and_the_next_is(world: World) -> None:
    there(world, AGENT, OTHER_AGENT)
    complaint = offered(world)
    first, second = (AGENT, OTHER_AGENT) if to(complaint) == AGENT.id else (OTHER_AGENT, AGENT)
    with pytest.raises(IllegalTransition):
        world.runtime.offering.decline(complaint.id, Action(by=second))
    world.runtime.offering.decline(complaint.id, Action(by=first))
    tell(world, complaint.id)
    again = world.complaint(complaint.id)
    assert again.offer
    assert again.offer.agent == second.id
    assert [(one.agent, one.lacking) for one in again.offer.ranking] == [(second.id, ()), (first.id, ("passed",))]
    world.runtime.offering.decline(complaint.id, Action(by=second))
    tell(world, complaint.id)
    assert to(world.complaint(complaint.id)) is None, "it stays for whoever takes it"


def test_who_does_not_answer_twice_is_set_away(world: World) -> None:
    there(world, AGENT)
    for _ in range(OFFERS.misses):
        complaint = offered(world)
        assert to(complaint) == AGENT.id
        world.run_due(after=ANSWER)
        tell(world, complaint.id)
        ended = world.runtime.store.dossier(SHOP, complaint.id).events[-1].body
        assert ended == OfferEnded(agent=AGENT.id, why="unanswered")
    state = world.runtime.agents.get(SHOP, AGENT.id)
    assert state
    assert (state.agent.presence, state.offer) == (Presence.AWAY, None)
    there(world, AGENT)
    assert to(offered(world)) == AGENT.id, "whoever comes back begins anew"


def test_an_answered_offer_forgives_a_missed_one(world: World) -> None:
    there(world, AGENT)
    for answers in (False, True, False):
        complaint = offered(world)
        if answers:
            world.runtime.desk.claim(complaint.id, Action(by=AGENT))
        else:
            world.run_due(after=ANSWER)
            tell(world, complaint.id)
    state = world.runtime.agents.get(SHOP, AGENT.id)
    assert state
    assert (state.agent.presence, state.missed) == (Presence.AVAILABLE, 1)


def test_when_room_is_made_the_nearest_due_is_offered(world: World) -> None:
    there(world, AGENT, capacity=1)
    held = waiting(world)
    world.runtime.desk.claim(held.id, Action(by=AGENT))
    full = offered(world)
    world.clock.advance(timedelta(seconds=1))
    later = offered(world)
    assert (to(full), to(later)) == (None, None)
    world.runtime.desk.wait(held.id, Action(by=AGENT), why="等待照片", until=None)
    world.runtime.offering.agent_changed(SHOP, AGENT.id)
    assert [to(world.complaint(one.id)) for one in (full, later)] == [AGENT.id, None]
    world.runtime.offering.agent_changed(SHOP, AGENT.id)
    assert to(world.complaint(later.id)) is None, "one at a time"
    check(world, [one.id for one in (held, full, later)])


def test_after_a_while_the_overflow_is_asked(world: World) -> None:
    there(world, AGENT, queues=("logistics",))
    complaint = offered(world)
    assert to(complaint) is None
    world.clock.advance(timedelta(seconds=OFFERS.overflow_after))
    there(world, AGENT)
    world.runtime.offering.agent_changed(SHOP, AGENT.id)
    assert to(world.complaint(complaint.id)) == AGENT.id


def test_why_this_agent_and_why_not_the_others(world: World) -> None:
    there(world, AGENT, capacity=4)
    there(world, OTHER_AGENT, queues=("logistics",), capacity=0)
    world.runtime.staffing.set_for(SUPERVISOR, "absent", {})
    complaint = offered(world)
    assert complaint.offer
    assert [(one.agent, one.lacking) for one in complaint.offer.ranking] == [
        (AGENT.id, ()),
        ("absent", ("away",)),
        (OTHER_AGENT.id, ("queue", "full")),
    ]


def test_transferring_it_ends_the_offer(world: World) -> None:
    there(world, AGENT)
    complaint = offered(world)
    moved = world.runtime.desk.transfer(complaint.id, Action(by=OTHER_AGENT), queue="policy", why="x")
    assert (moved.offer, awaited(world, AGENT)) == (None, None)


def test_where_nothing_is_pushed_nothing_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offering, "queues", queues)
    there(world, AGENT)
    complaint = waiting(world)
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    world.calls.clear()
    world.runtime.offering.complaint_changed(SHOP, events)
    world.runtime.offering.agent_changed(SHOP, AGENT.id)
    assert world.calls.operations == []


def test_an_offer_costs_one_query_and_one_transaction(world: World) -> None:
    there(world, AGENT, OTHER_AGENT)
    complaint = waiting(world)
    world.calls.clear()
    world.runtime.offering.offer(complaint)
    assert world.calls.operations == ["Query", "TransactWriteItems"]
