"""The pump: moves queues, stream and schedule of the one machine through the very handlers that AWS would call."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from . import events, files
from .bell import Bell
from .queue import SqliteQueue

POLL_SECONDS: Final = 1.0
"""How often a step looks for work that no bell announces: delayed, tried again, sent by another process, due."""
BATCH: Final = 10
VISIBILITY_SECONDS: Final = 60
LONGEST_RETRY_SECONDS: Final = 30
Handler = Callable[[dict[str, Any], Any], Any]
Step = Callable[[], bool]
"""Does some work; says whether there may be more at once."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class QueuePump:
    """Batches of one queue to one handler; what the handler names as failed comes again, later each time."""

    name: str
    queue: SqliteQueue
    handler: Handler

    def __call__(self) -> bool:
        messages = self.queue.receive(limit=BATCH, visibility_seconds=VISIBILITY_SECONDS)
        if not messages:
            return False
        answer = self.handler(events.sqs_event(self.name, messages), None) or {}
        failed = {one["itemIdentifier"] for one in answer.get("batchItemFailures", [])}
        for message in messages:
            if message.message_id in failed:
                delay = min(2 ** (message.receive_count - 1), LONGEST_RETRY_SECONDS)
                self.queue.release(message.receipt_handle, delay)
            else:
                self.queue.delete(message.receipt_handle)
        return True


class StreamPump:
    """New records of the table's stream to one handler; the place reached is kept in a file."""

    def __init__(
        self, client: Any, stream: str, *, handler: Handler, place: Path, names: tuple[str, ...] = ("INSERT",)
    ) -> None:
        """``names`` are the kinds of records that the handler is for."""
        self._client = client
        self._stream = stream
        self._handler = handler
        self._place = place
        self._names = names
        self._iterator = self._start()

    def __call__(self) -> bool:
        try:
            found = self._client.get_records(ShardIterator=self._iterator, Limit=BATCH)
        except self._client.exceptions.TrimmedDataAccessException:
            logger.warning("the stream was trimmed before it was read; what it named is found by the sweep")
            self._iterator = self._at({"ShardIteratorType": "TRIM_HORIZON"})
            return True
        records = [one for one in found["Records"] if one["eventName"] in self._names]
        if records:
            self._handler(events.stream_event(self._stream, records), None)
        self._iterator = found["NextShardIterator"]
        if found["Records"]:
            files.write(self._place, found["Records"][-1]["dynamodb"]["SequenceNumber"].encode())
        return bool(found["Records"])

    def _start(self) -> str:
        """After the last record that was handled; all that there are when that place is not known any more."""
        place = self._place.read_text("ascii", "replace") if self._place.exists() else ""
        if place.isdigit():
            try:
                return self._at({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": place})
            except self._client.exceptions.TrimmedDataAccessException:
                logger.warning("the stream was trimmed while the machine was off; the sweep finds what is owed")
        return self._at({"ShardIteratorType": "TRIM_HORIZON"})

    def _at(self, where: dict[str, str]) -> str:
        shard = self._client.describe_stream(StreamArn=self._stream)["StreamDescription"]["Shards"][0]["ShardId"]
        made = self._client.get_shard_iterator(StreamArn=self._stream, ShardId=shard, **where)
        return str(made["ShardIterator"])


def ticker(handler: Handler, *, rule: str) -> Step:
    """The schedule, as often as the pump takes the step."""

    def tick() -> bool:
        handler(events.schedule_event(rule, at=datetime.now(UTC).isoformat()), None)
        return False

    return tick


class Pump:
    """One thread per step; a step that fails is logged and tried again, and stops none of the others."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._bells: list[Bell] = []

    def add(
        self, name: str, step: Step, *, bell: Bell | None = None, every: float = POLL_SECONDS, threads: int = 1
    ) -> None:
        """Idle threads take the next step when the bell rings, and at the latest after ``every`` seconds."""
        bell = bell or Bell()
        self._bells.append(bell)
        for number in range(threads):
            thread = threading.Thread(target=self._run, args=(step, bell, every), name=f"{name}-{number}", daemon=True)
            self._threads.append(thread)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """What is in hand is finished."""
        self._stop.set()
        for bell in self._bells:
            bell.ring()
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self, step: Step, bell: Bell, every: float) -> None:
        while True:
            rings, more = bell.rings, False
            if self._stop.is_set():
                return
            try:
                more = step()
            except Exception:
                logger.exception("%s failed and will be tried again", threading.current_thread().name)
                self._stop.wait(POLL_SECONDS)
            if not more:
                bell.wait(after=rings, timeout=every)
