"""What cannot be processed is visible with its reason, and can be tried again."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.model.delivery import Delivery
from chalicelib.model.identity import utc_now
from infra.local import files
from infra.local.accounts import SHOP
from infra.local.queue import SqliteQueue

from .client import Client, JsonObject, until
from .runner import Runner

DYING_SECONDS = 90.0
"""Five receptions, and 1 + 2 + 4 + 8 + 16 seconds after them."""


@pytest.fixture
def intake(machine: Runner) -> Iterator[SqliteQueue]:
    """The queue of the running machine, from another process: past every check of the front door."""
    queue = SqliteQueue(machine.data / "queues.sqlite", "intake", clock=time.time, new_id=lambda: secrets.token_hex(16))
    yield queue
    queue.close()


@pytest.fixture
def supervisor(machine: Runner) -> Iterator[Client]:
    with machine.client("supervisor") as client:
        yield client


def quarantined(supervisor: Client, is_it: Callable[[JsonObject], bool], *, seconds: float = 30.0) -> JsonObject:
    def ask() -> JsonObject | None:
        return next(filter(is_it, supervisor.get("/v1/quarantine").json["items"]), None)

    return until(ask, what="the quarantine entry", seconds=seconds)


def test_garbage_goes_to_quarantine_at_once(intake: SqliteQueue, supervisor: Client) -> None:
    intake.send("\x00 this is no delivery 垃圾")
    entry = quarantined(supervisor, lambda one: one["channel"] == "unknown")
    assert entry["code"] == "malformed_payload"
    assert entry["reason"]
    assert entry["size"] > 0
    replayed = supervisor.post(f"/v1/quarantine/{entry['id']}/replay")
    assert (replayed.status, replayed.json["replayed_by"]) == (202, "supervisor-chen")


@pytest.mark.slow
def test_a_dead_letter_is_replayed_once_its_cause_is_gone(
    machine: Runner, intake: SqliteQueue, supervisor: Client
) -> None:
    account = "second-shop"
    poisoned = Delivery(
        id="d-of-an-unknown-form",
        shop=SHOP,
        channel="form",
        account=account,
        received_at=utc_now(),
        body=json.dumps({"text": "等了三周还没有发货", "customer": {"email": "dead@customer.example"}}).encode(),
    )
    intake.send(poisoned.model_dump_json(exclude_none=True))
    entry = quarantined(supervisor, lambda one: one["account"] == account, seconds=DYING_SECONDS)
    assert entry["code"] == "failed_too_often"
    with machine.client() as customer:
        assert customer.complain("别的投诉不受影响，快递还没到")

    connect(machine.data / "accounts.json", account)
    assert supervisor.post(f"/v1/quarantine/{entry['id']}/replay").status == 202
    [found] = until(
        lambda: supervisor.get("/v1/search?email=dead@customer.example").json["items"], what="the replayed complaint"
    )
    assert "三周" in supervisor.complaint(found["id"])["messages"][0]["text"]


def connect(accounts: Path, account: str) -> None:
    """As a person does, with an editor."""
    connected: dict[str, Any] = json.loads(accounts.read_bytes())
    connected["form"][account] = connected["form"][SHOP]
    files.write(accounts, json.dumps(connected, ensure_ascii=False).encode())
