"""The pump works at once when a bell rings, goes on after failures, and loses nothing of queue and stream."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.local.bell import Bell
from infra.local.dynamodb import Engine
from infra.local.pump import Pump, QueuePump, StreamPump
from infra.local.queue import Depth, SqliteQueue
from tests.support.world import dynamodb_client

LONG_SECONDS = 60.0
"""Between two steps that no bell calls: so long that a test which waits for it fails."""
SOON_SECONDS = 10.0
DAY = 86_400
TABLE = {
    "TableName": "letters",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
}


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pump() -> Iterator[Pump]:
    pump = Pump()
    yield pump
    pump.stop()


@pytest.fixture
def queue(tmp_path: Path, clock: Clock) -> Iterator[SqliteQueue]:
    numbers = iter(range(1_000))
    queue = SqliteQueue(tmp_path / "queue.sqlite", "intake", clock=clock, new_id=lambda: f"id-{next(numbers)}")
    yield queue
    queue.close()


def bodies(event: dict[str, Any]) -> list[str]:
    return [record["body"] for record in event["Records"]]


def test_a_ring_before_the_wait_is_not_lost() -> None:
    bell = Bell()
    rings = bell.rings
    bell.ring()
    begun = time.monotonic()
    bell.wait(after=rings, timeout=LONG_SECONDS)
    assert time.monotonic() - begun < SOON_SECONDS


def test_what_is_sent_is_handled_at_once(pump: Pump, tmp_path: Path) -> None:
    bell, handled = Bell(), threading.Event()
    queue = SqliteQueue(tmp_path / "q", "intake", clock=time.time, new_id=lambda: "1", on_send=bell.ring)
    looked = threading.Event()

    def handler(event: dict[str, Any], _: object) -> None:
        assert bodies(event) == ["投诉"]
        handled.set()

    take = QueuePump(name="intake", queue=queue, handler=handler)

    def step() -> bool:
        more = take()
        looked.set()
        return more

    pump.add("intake", step, bell=bell, every=LONG_SECONDS)
    pump.start()
    assert looked.wait(SOON_SECONDS)
    queue.send("投诉")
    assert handled.wait(SOON_SECONDS)
    pump.stop()
    queue.close()


def test_stopping_does_not_wait_for_the_next_step() -> None:
    pump = Pump()
    pump.add("slow", lambda: False, every=LONG_SECONDS, threads=3)
    pump.start()
    begun = time.monotonic()
    pump.stop()
    assert time.monotonic() - begun < SOON_SECONDS


def test_a_failing_step_is_logged_and_tried_again(pump: Pump, caplog: pytest.LogCaptureFixture) -> None:
    worked = threading.Event()
    failures = [OSError("the disk is full")]

    def step() -> bool:
        if failures:
            raise failures.pop()
        worked.set()
        return False

    with caplog.at_level(logging.ERROR):
        pump.add("step", step)
        pump.start()
        assert worked.wait(SOON_SECONDS)
    assert "step-0 failed and will be tried again" in caplog.text


def test_only_what_failed_comes_again_and_later_each_time(queue: SqliteQueue, clock: Clock) -> None:
    seen: list[list[str]] = []

    def handler(event: dict[str, Any], _: object) -> dict[str, Any]:
        seen.append(bodies(event))
        failed = [record["messageId"] for record in event["Records"] if record["body"] == "bad"]
        return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}

    take = QueuePump(name="intake", queue=queue, handler=handler)
    queue.send_many(["good", "bad"])
    assert take()
    for delay in (1, 2, 4):
        clock.now += delay - 1
        assert not take()
        clock.now += 1
        assert take()
    assert seen == [["good", "bad"], ["bad"], ["bad"], ["bad"]]


def test_what_a_killed_machine_had_in_hand_is_received_again_at_once(queue: SqliteQueue) -> None:
    queue.send_many(["in hand", "waiting"])
    queue.send("delayed", delay_seconds=60)
    [taken] = queue.receive(limit=1, visibility_seconds=60)
    assert taken.body == "in hand"
    queue.take_back()
    assert queue.depth() == Depth(visible=2, in_flight=0, delayed=1, oldest_age_seconds=0)
    assert {one.body for one in queue.receive(limit=10, visibility_seconds=60)} == {"in hand", "waiting"}


class Letters:
    """A table whose stream is pumped."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.engine = Engine(folder / "table.sqlite", clock=clock)
        self.client = dynamodb_client(self.engine)
        made = self.client.create_table(**TABLE)
        self.stream = made["TableDescription"]["LatestStreamArn"]
        self.place = folder / "place"
        self.seen: list[str] = []

    def write(self, name: str) -> None:
        self.client.put_item(TableName="letters", Item={"id": {"S": name}})

    def pump(self) -> StreamPump:
        streams = boto3.session.Session().client("dynamodbstreams", region_name="us-east-1")
        self.engine.attach(streams)
        return StreamPump(streams, self.stream, handler=self._note, place=self.place)

    def _note(self, event: dict[str, Any], _: object) -> None:
        self.seen += [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]


@pytest.fixture
def letters(tmp_path: Path, clock: Clock) -> Iterator[Letters]:
    letters = Letters(tmp_path, clock)
    yield letters
    letters.engine.close()


def drain(step: StreamPump) -> None:
    while step():
        pass


def test_the_stream_goes_on_where_it_was(letters: Letters) -> None:
    letters.write("first")
    drain(letters.pump())
    letters.write("second")
    letters.write("first")
    drain(letters.pump())
    assert letters.seen == ["first", "second"]


@pytest.mark.parametrize("place", ["", "何", "not a number"])
def test_an_unknown_place_begins_with_all_there_is(letters: Letters, place: str) -> None:
    letters.write("first")
    letters.place.write_text(place)
    drain(letters.pump())
    assert letters.seen == ["first"]


def test_a_machine_that_was_off_for_days_goes_on(letters: Letters, clock: Clock) -> None:
    letters.write("read before")
    drain(letters.pump())
    letters.write("trimmed unread")
    clock.now += 2 * DAY
    letters.engine.expire_items()
    letters.write("new")
    drain(letters.pump())
    assert letters.seen == ["read before", "new"]


def test_a_stream_trimmed_under_the_reader_goes_on(letters: Letters, clock: Clock) -> None:
    step = letters.pump()
    letters.write("trimmed unread")
    clock.now += 2 * DAY
    letters.engine.expire_items()
    letters.write("new")
    drain(step)
    assert letters.seen == ["new"]
