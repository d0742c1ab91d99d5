"""Many callers at once over HTTP: each is answered, and what belongs to them."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from .runner import Runner

CALLERS, ROUNDS = 8, 40
OPEN_CONNECTIONS = 300
"""Some fifty browsers keep as many."""


def test_every_caller_is_answered_their_own(machine: Runner) -> None:
    start = threading.Barrier(CALLERS)

    def call(number: int) -> set[tuple[str, str]]:
        """Who the machine took us for, and which path it says was wrong."""
        seen = set()
        with machine.agent(f"caller-{number}") as agent:
            start.wait()
            for _ in range(ROUNDS):
                missing = agent.get(f"/v1/complaints/none-{number}").json["instance"]
                seen.add((agent.get("/v1/agents/me").json["id"], missing))
        return seen

    with ThreadPoolExecutor(CALLERS) as pool:
        for number, seen in enumerate(pool.map(call, range(CALLERS))):
            assert seen == {(f"caller-{number}", f"/v1/complaints/none-{number}")}


def test_a_newcomer_is_answered_while_many_keep_their_connections(machine: Runner) -> None:
    with ExitStack() as kept:
        for _ in range(OPEN_CONNECTIONS):
            kept.enter_context(socket.create_connection(("127.0.0.1", machine.port)))
        with machine.client() as newcomer:
            assert newcomer.get("/form").status == 200
