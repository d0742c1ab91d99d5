"""One winner, whatever the crowd, and claiming stays cheap."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Status
from chalicelib.model.errors import AlreadyClaimed
from chalicelib.model.identity import Principal, Role
from tests.desk.invariants import check
from tests.desk.situations import waiting
from tests.support.world import AGENT, SHOP, TABLE, World
from tools.bench.filling import copy_id, fill

CROWD = tuple(
    Principal(id=f"crowd-{number}", shop=SHOP, name=f"{number}", roles=frozenset({Role.AGENT})) for number in range(100)
)
EACH = 10
COMPLAINTS = len(CROWD) * EACH


def at_once(work: Callable[[Principal], None]) -> None:
    """Everybody of the crowd, a thread each, starts in the same moment."""
    barrier = threading.Barrier(len(CROWD))

    def run(agent: Principal) -> None:
        barrier.wait()
        work(agent)

    with ThreadPoolExecutor(len(CROWD)) as pool:
        list(pool.map(run, CROWD))


@pytest.mark.slow
def test_a_hundred_agents_empty_a_queue_of_a_thousand_without_a_double(world: World) -> None:
    first = waiting(world)
    fill(world.client, TABLE, first, count=COMPLAINTS - 1, counts_them=True)
    complaints = {first.id, *(copy_id(number) for number in range(COMPLAINTS - 1))}
    won: list[tuple[str, str]] = []

    def claim_ten(agent: Principal) -> None:
        for _ in range(EACH):
            claimed = world.runtime.pulling.claim_next("quality", Action(by=agent))
            won.append((claimed.id if claimed else "nothing", agent.id))

    at_once(claim_ten)
    assert Counter(complaint for complaint, _ in won) == Counter(complaints)
    present = {one: world.complaint(one) for one in complaints}
    assert dict(won) == {one: complaint.assignee for one, complaint in present.items()}
    assert {complaint.version for complaint in present.values()} == {2}
    assert world.runtime.store.queue_numbers(SHOP) == {"quality": {"waiting": 0, "assigned": COMPLAINTS}}
    assert world.runtime.store.queue_page(SHOP, "quality", status=Status.WAITING, limit=1).items == ()
    agents = world.runtime.agents.page(SHOP, limit=100).items
    assert {(state.agent.id, one) for state in agents for one in state.holds} == {(agent, one) for one, agent in won}
    assert {state.load for state in agents} == {EACH}


@pytest.mark.slow
def test_of_a_hundred_who_claim_one_complaint_all_but_one_are_told_who_has_it(world: World) -> None:
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
    assert told == [{"id": lease.agent, "name": lease.agent_name, "until": lease.until}] * (len(CROWD) - 1)
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
