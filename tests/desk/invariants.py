"""What is true of every complaint after every commit, whoever did whatever."""

from __future__ import annotations

from collections import Counter

from chalicelib.model.clock import ClockState
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.evolve import fold
from chalicelib.model.timers import timers_of
from chalicelib.routing.rules import queues
from tests.support.world import SHOP, World

QUEUES = frozenset(queue.id for queue in queues())


def check(world: World, complaints: list[str]) -> None:
    present = [check_kept(world, one) for one in complaints]
    for complaint in present:
        check_state(complaint)
        check_promises(complaint)
    check_queues(world, present)
    check_agents(world, present)


def check_kept(world: World, complaint: str) -> Complaint:
    """The history says what the row says, and the timers are those the state needs."""
    dossier = world.runtime.store.dossier(SHOP, complaint)
    assert fold(dossier.events, shop=SHOP) == dossier.complaint
    assert {timer.kind: timer for timer in dossier.timers} == timers_of(dossier.complaint)
    return dossier.complaint


def check_state(one: Complaint) -> None:
    assert (one.lease is not None) == (one.status is Status.ASSIGNED)
    assert (one.wait is not None) == (one.status is Status.WAITING_CUSTOMER)
    assert (one.resolution is not None) == (not one.status.is_open)
    assert (one.close_at is not None) == (one.status is Status.RESOLVED)
    assert one.queue in QUEUES


def check_promises(one: Complaint) -> None:
    """Something ticks while it is open, or rests visibly, for a reason and not for ever."""
    if not one.status.is_open:
        assert not any(clock.is_open for clock in one.clocks)
        return
    owed = [clock for clock in one.clocks if clock.is_open]
    assert owed
    for clock in owed:
        resting = [pause for pause in clock.pauses if pause.ended_at is None]
        assert (clock.state is ClockState.PAUSED) == bool(resting) != clock.is_ticking
        assert all(pause.why for pause in resting)
        assert one.wait or not resting
    assert any(clock.is_ticking for clock in owed) or (one.wait and one.wait.until)


def check_agents(world: World, complaints: list[Complaint]) -> None:
    """What is counted of each agent equals a recount."""
    for state in world.runtime.agents.page(SHOP, limit=100).items:
        leases = {one.id: one.lease for one in complaints if one.lease and one.lease.agent == state.agent.id}
        assert state.holds == tuple(sorted(leases))
        assert state.load == sum(lease.weight for lease in leases.values())


def check_queues(world: World, complaints: list[Complaint]) -> None:
    """The numbers equal a recount, and each complaint is listed where it is and nowhere else."""
    store = world.runtime.store
    counted = Counter((one.queue, one.status.value) for one in complaints if one.status is not Status.CLOSED)
    kept = {
        (queue, status): number
        for queue, numbers in store.queue_numbers(SHOP).items()
        for status, number in numbers.items()
    }
    assert {place: number for place, number in kept.items() if number} == counted
    listed = {
        (queue, status.value, one.id)
        for queue in QUEUES
        for status in Status
        for one in store.queue_page(SHOP, queue, status=status, limit=100).items
    }
    assert listed == {(one.queue, one.status.value, one.id) for one in complaints if one.status is not Status.CLOSED}
