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
from .queue import SqliteQueue

IDLE_SECONDS: Final = 0.05
TICK_SECONDS: Final = 1.0
BATCH: Final = 10
VISIBILITY_SECONDS: Final = 60
LONGEST_RETRY_SECONDS: Final = 30
Handler = Callable[[dict[str, Any], Any], Any]
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
                delay = min(2**message.receive_count, LONGEST_RETRY_SECONDS)
                self.queue.release(message.receipt_handle, delay)
            else:
                self.queue.delete(message.receipt_handle)
        return True


class StreamPump:
    """New records of the table's stream to one handler; the place reached is kept in a file."""

    def __init__(self, client: Any, stream: str, *, handler: Handler, place: Path) -> None:
        self._client = client
        self._stream = stream
        self._handler = handler
        self._place = place
        self._iterator = self._start()

    def __call__(self) -> bool:
        found = self._client.get_records(ShardIterator=self._iterator, Limit=BATCH)
        records = [one for one in found["Records"] if one["eventName"] == "INSERT"]
        if records:
            self._handler(events.stream_event(self._stream, records), None)
        self._iterator = found["NextShardIterator"]
        if found["Records"]:
            files.write(self._place, found["Records"][-1]["dynamodb"]["SequenceNumber"].encode())
        return bool(found["Records"])

    def _start(self) -> str:
        shard = self._client.describe_stream(StreamArn=self._stream)["StreamDescription"]["Shards"][0]["ShardId"]
        where: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._place.exists():
            where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._place.read_text()}
        made = self._client.get_shard_iterator(StreamArn=self._stream, ShardId=shard, **where)
        return str(made["ShardIterator"])


class Ticker:
    """The schedule: every second here, every minute in AWS."""

    def __init__(self, handler: Handler, *, also: Callable[[], object]) -> None:
        self._handler = handler
        self._also = also

    def __call__(self) -> bool:
        self._handler(events.schedule_event("run_timers", at=datetime.now(UTC).isoformat()), None)
        self._also()
        return False


class Pump:
    """One thread per step; a step that fails is logged and tried again, and stops none of the others."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def add(self, name: str, step: Callable[[], bool], *, every: float = IDLE_SECONDS, threads: int = 1) -> None:
        """``step`` says whether there may be more at once."""
        for number in range(threads):
            thread = threading.Thread(target=self._run, args=(step, every), name=f"{name}-{number}", daemon=True)
            self._threads.append(thread)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """What is in hand is finished."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self, step: Callable[[], bool], every: float) -> None:
        while not self._stop.is_set():
            more = False
            try:
                more = step()
            except Exception:
                logger.exception("%s failed and will be tried again", threading.current_thread().name)
                self._stop.wait(TICK_SECONDS)
            if not more:
                self._stop.wait(every)
