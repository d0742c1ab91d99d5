"""A supervisor gives complaints to people: one transaction, exact loads, and a history that says who had it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.desk.assigning import assign
from chalicelib.desk.desk import Action
from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import Forbidden, IllegalTransition, InvalidInput
from tests.desk.invariants import check
from tests.desk.situations import SITUATIONS, assigned, waiting
from tests.support.world import AGENT, OTHER_AGENT, SHOP, STRANGER, SUPERVISOR, World


def given(world: World, complaint: Complaint, *, to: str = OTHER_AGENT.id) -> Complaint:
    action = Action(by=SUPERVISOR)
    return assign(world.runtime.desk, world.runtime.agents, complaint.id, action, agent=to, why="she knows it")


def holds(world: World, agent: str) -> tuple[tuple[str, ...], int]:
    state = world.runtime.agents.get(SHOP, agent)
    assert state
    return state.holds, state.load


@pytest.fixture(autouse=True)
def _known(world: World) -> None:
    world.runtime.staffing.seen(OTHER_AGENT)


def test_the_lease_moves_and_both_loads_are_exact(world: World) -> None:
    before = assigned(world)
    world.calls.clear()
    after = given(world, before)
    assert world.calls.operations == ["GetItem", "GetItem", "TransactWriteItems"]
    assert (after.assignee, after.status, after.last_agent) == (OTHER_AGENT.id, Status.ASSIGNED, OTHER_AGENT.id)
    assert (holds(world, AGENT.id), holds(world, OTHER_AGENT.id)) == (((), 0), ((before.id,), 1))
    check(world, [before.id])
    told = world.runtime.store.dossier(SHOP, before.id).events[-1]
    assert after.lease
    assert told.body == facts.Reassigned(lease=after.lease, previous=AGENT.id, why="she knows it")
    assert told.actor.id == SUPERVISOR.id


@pytest.mark.parametrize("status", [Status.WAITING, Status.WAITING_CUSTOMER])
def test_what_nobody_holds_is_given_away_and_its_promises_run(world: World, status: Status) -> None:
    after = given(world, SITUATIONS[status](world))
    assert (after.assignee, after.wait) == (OTHER_AGENT.id, None)
    assert after.nearest_due
    check(world, [after.id])


@pytest.mark.parametrize("status", [Status.CLOSED, Status.RESOLVED])
def test_what_is_settled_is_given_to_nobody(world: World, status: Status) -> None:
    complaint = SITUATIONS[status](world)
    with pytest.raises(IllegalTransition):
        given(world, complaint)
    assert world.complaint(complaint.id) == complaint


def test_who_holds_it_gets_it_again_only_when_the_lease_has_ended(world: World) -> None:
    complaint = assigned(world, to=OTHER_AGENT)
    with pytest.raises(IllegalTransition, match="holds it already"):
        given(world, complaint)
    assert complaint.lease
    world.clock.now = complaint.lease.until
    after = given(world, complaint)
    assert after.lease
    assert after.lease.until > complaint.lease.until
    check(world, [complaint.id])


def test_an_unknown_agent_and_one_of_another_shop_look_the_same(world: World) -> None:
    world.runtime.staffing.seen(STRANGER)
    said = []
    for agent in ("nobody", STRANGER.id):
        with pytest.raises(InvalidInput) as refused:
            given(world, waiting(world), to=agent)
        said.append((refused.value.detail, refused.value.fields))
    assert said[0] == said[1]


def test_a_supervisor_can_take_it_and_an_agent_cannot_give_it(world: World) -> None:
    complaint = assigned(world)
    assert given(world, complaint, to=SUPERVISOR.id).lease.agent_name == SUPERVISOR.name  # type: ignore[union-attr]
    with pytest.raises(Forbidden):
        assign(world.runtime.desk, world.runtime.agents, complaint.id, Action(by=AGENT), agent=OTHER_AGENT.id, why="x")


def test_being_given_something_is_no_sign_of_life(world: World) -> None:
    before = world.runtime.agents.get(SHOP, OTHER_AGENT.id)
    world.run_due(after=timedelta(hours=1))
    given(world, waiting(world))
    after = world.runtime.agents.get(SHOP, OTHER_AGENT.id)
    assert before and after
    assert after.seen_at == before.seen_at


def test_a_lease_that_was_given_ends_as_any_other(world: World) -> None:
    complaint = given(world, assigned(world))
    assert complaint.lease
    world.run_due(after=complaint.lease.until - world.clock())
    assert world.complaint(complaint.id).status is Status.WAITING
    assert holds(world, OTHER_AGENT.id) == ((), 0)
