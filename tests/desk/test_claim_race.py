"""One winner, whatever the crowd, and claiming stays cheap."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Status
from chalicelib.model.errors import AlreadyClaimed
from chalicelib.model.identity import Principal, Role
from tests.desk.invariants import check
from tests.desk.situations import waiting
from tests.support.world import AGENT, SHOP, World

CROWD = tuple(
    Principal(id=f"crowd-{number}", shop=SHOP, name=f"{number}", roles=frozenset({Role.AGENT})) for number in range(8)
)
COMPLAINTS = 200


def at_once(work: Callable[[Principal], None]) -> None:
    """Everybody of the crowd starts in the same moment."""
    barrier = threading.Barrier(len(CROWD))

    def run(agent: Principal) -> None:
        barrier.wait()
        work(agent)

    with ThreadPoolExecutor(len(CROWD)) as pool:
        list(pool.map(run, CROWD))


def test_eight_agents_empty_a_queue_without_a_double(world: World) -> None:
    complaints = [waiting(world).id for _ in range(COMPLAINTS)]
    won: list[tuple[str, str]] = []

    def claim_all(agent: Principal) -> None:
        while claimed := world.runtime.pulling.claim_next("quality", Action(by=agent)):
            won.append((claimed.id, agent.id))

    at_once(claim_all)
    assert len(won) == COMPLAINTS
    assert dict(won) == {one: world.complaint(one).assignee for one in complaints}
    assert world.runtime.store.queue_numbers(SHOP) == {"quality": {"waiting": 0, "assigned": COMPLAINTS}}
    assert world.runtime.store.queue_page(SHOP, "quality", status=Status.WAITING, limit=1).items == ()
    assert {world.complaint(one).version for one in complaints} == {2}


def test_of_eight_who_claim_one_complaint_seven_are_told_who_has_it(world: World) -> None:
    complaint = waiting(world)
    won: list[str] = []
    told: list[object] = []

    def claim(agent: Principal) -> None:
        try:
            won.append(world.runtime.desk.claim(complaint.id, Action(by=agent)).assignee or "")
        except AlreadyClaimed as refused:
            told.append(refused.facts["holder"])

    at_once(claim)
    lease = world.complaint(complaint.id).lease
    assert lease
    assert won == [lease.agent]
    assert told == [{"id": lease.agent, "name": lease.agent_name, "until": lease.until}] * 7
    check(world, [complaint.id])


@pytest.mark.parametrize("others", [0, 30])
def test_claim_next_costs_one_query_and_one_transaction_however_long_the_queue(world: World, others: int) -> None:
    for _ in range(others + 1):
        waiting(world)
    world.calls.clear()
    assert world.runtime.pulling.claim_next("quality", Action(by=AGENT))
    assert world.calls.operations == ["Query", "TransactWriteItems"]
    assert world.calls.items_read <= 10


def test_an_empty_queue_costs_one_query(world: World) -> None:
    world.calls.clear()
    assert world.runtime.pulling.claim_next("quality", Action(by=AGENT)) is None
    assert world.calls.operations == ["Query"]


def test_a_claim_costs_one_read_and_one_transaction(world: World) -> None:
    complaint = waiting(world)
    world.calls.clear()
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    assert world.calls.operations == ["GetItem", "TransactWriteItems"]
