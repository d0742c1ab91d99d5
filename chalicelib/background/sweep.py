"""The sweep: what is due goes into a queue, so that a storm is worked off in parallel and nothing depends on luck."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Final

from chalicelib.model.errors import MalformedPayload
from chalicelib.model.identity import Clock
from chalicelib.model.ports import Queue
from chalicelib.store import Due, Outbox

LONGEST: Final = 5_000
"""References sent by one sweep; the rest is still due a minute later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """``effects`` counts webhooks and digests of alerts, too. ``lag_seconds`` is how late the latest of all was found:
    the promise of the timers, published as a metric.
    """

    timers: int
    effects: int
    lag_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeping:
    outbox: Outbox
    queue: Queue
    clock: Clock

    def sweep(self) -> Swept:
        """Sends a reference to everything due. Sending one twice is harmless: firing looks again before it acts."""
        now = self.clock()
        found = list(islice(chain(self.outbox.due("timer", until=now), self.outbox.due("effect", until=now)), LONGEST))
        self.queue.send_many([written(due) for due in found])
        timers = sum(due.kind == "timer" for due in found)
        lag = max((now - datetime.fromisoformat(due.at) for due in found), default=now - now)
        return Swept(timers=timers, effects=len(found) - timers, lag_seconds=lag.total_seconds())


def written(due: Due) -> str:
    return json.dumps(dataclasses.asdict(due))


def read(body: str) -> Due:
    """Raises ``MalformedPayload`` for anything ``written`` did not make."""
    try:
        return Due(**json.loads(body))
    except (ValueError, TypeError) as error:
        raise MalformedPayload("the queue message names nothing that could be due") from error
