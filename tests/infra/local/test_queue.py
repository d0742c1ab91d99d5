"""The local queue behaves like SQS where we rely on it, and keeps what it has accepted."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from chalicelib.model.errors import TooLarge
from infra.local.queue import Depth, Redrive, SqliteQueue

VISIBILITY = 30
SENDER = """
import sys, time, uuid
from pathlib import Path
from infra.local.queue import SqliteQueue
queue = SqliteQueue(Path(sys.argv[1]), "intake", clock=time.time, new_id=lambda: uuid.uuid4().hex)
for number in range(1_000_000):
    queue.send(str(number))
    print(number, flush=True)
"""


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Ids:
    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> str:
        return f"id-{next(self._numbers)}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ids() -> Ids:
    return Ids()


@pytest.fixture
def dead(tmp_path: Path, clock: Clock, ids: Ids) -> Iterator[SqliteQueue]:
    queue = SqliteQueue(tmp_path / "queue.db", "dead", clock=clock, new_id=ids)
    yield queue
    queue.close()


@pytest.fixture
def queue(tmp_path: Path, clock: Clock, ids: Ids) -> Iterator[SqliteQueue]:
    redrive = Redrive(dead_letter_queue="dead", max_receive_count=2)
    queue = SqliteQueue(tmp_path / "queue.db", "intake", clock=clock, new_id=ids, redrive=redrive)
    yield queue
    queue.close()


def bodies(queue: SqliteQueue, limit: int = 10) -> list[str]:
    return [message.body for message in queue.receive(limit=limit, visibility_seconds=VISIBILITY)]


def test_messages_come_in_order_and_once_while_hidden(queue: SqliteQueue, clock: Clock) -> None:
    queue.send("a")
    queue.send_many(["b", "訴願"])
    assert bodies(queue, limit=2) == ["a", "b"]
    assert bodies(queue) == ["訴願"]
    assert bodies(queue) == []
    clock.now += VISIBILITY
    assert bodies(queue) == ["a", "b", "訴願"]


def test_deleted_message_never_comes_back(queue: SqliteQueue, clock: Clock) -> None:
    queue.send("a")
    [message] = queue.receive(limit=1, visibility_seconds=VISIBILITY)
    assert (message.receive_count, message.sent_at) == (1, clock.now)
    queue.delete(message.receipt_handle)
    clock.now += VISIBILITY
    assert bodies(queue) == []
    assert queue.depth() == Depth(visible=0, in_flight=0, delayed=0, oldest_age_seconds=0.0)


def test_an_old_handle_does_not_delete(queue: SqliteQueue, clock: Clock) -> None:
    queue.send("a")
    [first] = queue.receive(limit=1, visibility_seconds=VISIBILITY)
    clock.now += VISIBILITY
    [second] = queue.receive(limit=1, visibility_seconds=VISIBILITY)
    assert (second.message_id, second.receive_count) == (first.message_id, 2)
    queue.delete(first.receipt_handle)
    assert queue.depth().in_flight == 1


def test_delay_and_release_hold_a_message_back(queue: SqliteQueue, clock: Clock) -> None:
    queue.send("a", delay_seconds=5)
    assert bodies(queue) == []
    assert queue.depth().delayed == 1
    clock.now += 5
    [message] = queue.receive(limit=1, visibility_seconds=VISIBILITY)
    queue.release(message.receipt_handle, 3)
    clock.now += 2
    assert bodies(queue) == []
    clock.now += 1
    assert bodies(queue) == ["a"]


def test_received_too_often_goes_to_the_dead_letters(queue: SqliteQueue, dead: SqliteQueue, clock: Clock) -> None:
    queue.send("poison")
    queue.send("late", delay_seconds=2 * VISIBILITY)
    for _ in range(2):
        assert bodies(queue) == ["poison"]
        clock.now += VISIBILITY
    assert bodies(queue) == ["late"]
    [message] = dead.receive(limit=10, visibility_seconds=VISIBILITY)
    assert (message.body, message.receive_count) == ("poison", 1)
    assert message.sent_at == clock.now - 2 * VISIBILITY
    queue.delete(message.receipt_handle)
    assert dead.depth().in_flight == 1, "a queue deletes its own messages only"


def test_the_handle_of_a_dead_letter_is_void(queue: SqliteQueue, dead: SqliteQueue, clock: Clock) -> None:
    queue.send("poison")
    for _ in range(2):
        [message] = queue.receive(limit=1, visibility_seconds=VISIBILITY)
        clock.now += VISIBILITY
    assert bodies(queue) == []
    dead.delete(message.receipt_handle)
    assert dead.depth().visible == 1


def test_depth_counts(queue: SqliteQueue, clock: Clock) -> None:
    queue.send_many(["a", "b", "c"])
    queue.send("d", delay_seconds=100)
    clock.now += 7
    bodies(queue, limit=1)
    assert queue.depth() == Depth(visible=2, in_flight=1, delayed=1, oldest_age_seconds=7.0)


def test_body_over_one_mebibyte_is_refused(queue: SqliteQueue) -> None:
    with pytest.raises(TooLarge):
        queue.send_many(["fits", "訴" * 350_000])
    assert queue.depth().visible == 0


def test_concurrent_receivers_never_share_a_message(queue: SqliteQueue) -> None:
    queue.send_many([str(number) for number in range(200)])
    received: list[str] = []
    together = threading.Barrier(8)

    def receive_all() -> None:
        together.wait()
        while batch := bodies(queue, limit=3):
            received.extend(batch)

    threads = [threading.Thread(target=receive_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(received, key=int) == [str(number) for number in range(200)]


def test_kill_loses_nothing_that_was_accepted(tmp_path: Path, clock: Clock, ids: Ids) -> None:
    path = tmp_path / "killed.db"
    with subprocess.Popen([sys.executable, "-c", SENDER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        accepted = [process.stdout.readline().strip() for _ in range(100)]
        process.kill()
        accepted += [line.strip() for line in process.stdout]
    clock.now *= 2
    queue = SqliteQueue(path, "intake", clock=clock, new_id=ids)
    found = bodies(queue, limit=len(accepted) + 10)
    assert found[: len(accepted)] == accepted
    assert len(found) <= len(accepted) + 1
    queue.close()
