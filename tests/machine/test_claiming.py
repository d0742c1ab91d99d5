"""Eight agents claim at once: every complaint has one winner, and the numbers stay exact."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from .client import until
from .conftest import MakeRunner
from .runner import Runner

AGENTS, COMPLAINTS = 8, 200


def claim_all(runner: Runner, subject: str, queues: list[str], start: threading.Barrier) -> list[str]:
    """What one agent got, until nobody waits."""
    claimed = []
    with runner.agent(subject) as agent:
        start.wait()
        for queue in queues:
            while (answer := agent.post(f"/v1/queues/{queue}/claim-next")).status != 204:
                assert answer.status == 200, answer
                assert answer.json["lease"]["agent"] == subject
                claimed.append(str(answer.json["id"]))
    return claimed


@pytest.mark.slow
def test_eight_agents_claim_two_hundred_complaints(
    make_runner: MakeRunner, measured: Callable[[str, object], None]
) -> None:
    runner = make_runner()
    runner.start()
    with runner.client("agent") as client:
        for number in range(COMPLAINTS):
            client.complain(f"订单 {number} 的快递三天没有动，电话没人接")
        until(lambda: sum(one["waiting"] for one in client.queues().values()) == COMPLAINTS, what="all to wait")
        queues = [name for name, one in client.queues().items() if one["waiting"]]
        start = threading.Barrier(AGENTS)
        begun = time.monotonic()
        with ThreadPoolExecutor(AGENTS) as pool:
            got = list(pool.map(lambda n: claim_all(runner, f"agent-{n}", queues, start), range(AGENTS)))
        took = time.monotonic() - begun
        winners = Counter(complaint for claimed in got for complaint in claimed)
        assert len(winners) == COMPLAINTS
        assert set(winners.values()) == {1}
        numbers = client.queues().values()
        assert sum(one["counts"]["assigned"] for one in numbers) == COMPLAINTS
        assert sum(one["waiting"] for one in numbers) == 0
        held = {one["id"]: one["assignee"] for queue in queues for one in client.waiting(queue, status="assigned")}
        assert held == {complaint: f"agent-{number}" for number, claimed in enumerate(got) for complaint in claimed}
    measured(f"{COMPLAINTS} claims by {AGENTS} agents", f"{took:.1f} s, {[len(claimed) for claimed in got]}")


def test_the_loser_of_a_claim_hears_who_holds_it(machine: Runner) -> None:
    with machine.client() as customer, machine.agent("agent-he") as first, machine.agent("agent-ma") as second:
        complaint = customer.processed(customer.complain("售后让我等了一个月，退货还是不给退"))
        assert first.post(f"/v1/complaints/{complaint}/claim").status == 200
        refused = second.post(f"/v1/complaints/{complaint}/claim")
        assert refused.status == 409
        assert "agent-he" in refused.text
