"""The outbox by the table's stream, and everything that is due by the schedule."""

from __future__ import annotations

import logging
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import EventType

from chalicelib.background import sweep
from chalicelib.model.errors import MalformedPayload, NotFound
from chalicelib.runtime import Runtime, current
from chalicelib.store import Due
from chalicelib.store.outbox import Kind

from .batches import each

logger = logging.getLogger(__name__)
_OWED: Final[dict[str, Kind]] = {"effect": "effect", "webhook": "webhook"}
"""What leaves at once, by the first word of its row's sort key."""


def deliver_effects(event: dict[str, Any]) -> dict[str, Any]:
    """New outbox rows leave at once. Whatever goes wrong here is found again by the sweep."""
    return each(EventType.DynamoDBStreams, event, _deliver_row)


def process_due(event: dict[str, Any]) -> dict[str, Any]:
    """References that the sweep has sent: a timer fires, an effect is tried again."""
    return each(EventType.SQS, event, _process_due)


def run_timers() -> dict[str, Any]:
    """Finds what is due and publishes how late it was found."""
    swept = current().sweeping.sweep()
    numbers = {"timers": swept.timers, "effects": swept.effects, "lag_seconds": swept.lag_seconds}
    logger.info("swept what was due", extra=numbers)
    return numbers


def _deliver_row(record: Any) -> None:
    keys = record.dynamodb.keys
    row, _, name = str(keys["SK"]).partition("#")
    kind = _OWED.get(row)
    if kind is None or record.event_name.name != "INSERT":
        return
    _, shop, owner = str(keys["PK"]).split("#", 2)
    act(current(), Due(kind=kind, shop=shop, complaint=owner, name=name, at=""))


def _process_due(record: Any) -> None:
    try:
        due = sweep.read(record.body)
    except MalformedPayload as error:
        logger.error("a reference in the due queue is unreadable and dropped: %s", error.detail)
        return
    act(current(), due)


def act(runtime: Runtime, due: Due) -> None:
    """What is due belongs to the room that set it."""
    try:
        if due.kind == "timer":
            runtime.firing.fire(due)
        elif due.kind == "webhook":
            runtime.posting.post(due)
        elif due.kind == "alert":
            runtime.alerting.send(due)
        elif due.kind == "surges":
            runtime.watching.look(due)
        elif due.kind == "weekly":
            runtime.weekly_digests.look(due)
        elif due.kind == "proposals":
            runtime.proposing.look(due)
        else:
            runtime.delivering.deliver(due)
    except NotFound:
        logger.info("what was due is gone: %s of %s", due.name, due.complaint)
