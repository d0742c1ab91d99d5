"""What has become true, read from the table's stream: webhooks, supervisors' alerts and links follow from it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from typing import Any

from aws_lambda_powertools.utilities.batch import EventType

from chalicelib.alerts import triggers
from chalicelib.background import recognising, watching
from chalicelib.model.alert import Alert
from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.order import Order
from chalicelib.model.webhook import Endpoint
from chalicelib.runtime import Runtime, current
from chalicelib.store import orders, rows

from .batches import each


def publish_changes(event: dict[str, Any]) -> dict[str, Any]:
    """Each record is looked at on its own, and may come twice; nothing is sent here, only owed."""
    return each(EventType.DynamoDBStreams, event, _publish)


def _publish(record: Any) -> None:
    partition, sort = str(record.dynamodb.keys["PK"]), str(record.dynamodb.keys["SK"])
    if partition.startswith("A#"):
        current().offering.agent_changed(partition.removeprefix("A#"), sort)
        return
    row_now = record.dynamodb.new_image or {}
    doc = row_now.get("doc")
    if doc is None:
        return
    row = (partition[:2], sort.partition("#")[0], record.event_name.name)
    runtime = current()
    image = runtime.table.opened({"PK": {"S": partition}, "SK": {"S": sort}, "doc": _as_kept(doc)})
    if row == ("C#", "commit", "INSERT"):
        _commit(runtime, partition.split("#")[1], image)
    elif row == ("W#", "endpoint", "MODIFY"):
        _tell(runtime, triggers.of_endpoint(rows.read(Endpoint, image)))
    elif row[0] == orders.PREFIX and row[2] in ("INSERT", "MODIFY"):
        formerly = sorted(row_now.get(orders.FORMERLY, ()))
        runtime.reconsidering.order_changed(partition.split("#")[1], rows.read(Order, image), formerly=formerly)
    elif row[0] == "Z#" and row[2] == "INSERT":
        _tell(runtime, [triggers.of_quarantine(rows.read(QuarantineEntry, image))])


def _as_kept(doc: str) -> dict[str, Any]:
    """Bytes come as base64 in the JSON of an event, which no document of ours is."""
    return {"S": doc} if doc[:1] in "{[" else {"B": b64decode(doc)}


def _commit(runtime: Runtime, shop: str, image: rows.Item) -> None:
    events = rows.read_events(image)
    runtime.publishing.publish(shop, events)
    runtime.reconsidering.complaint_came(shop, events)
    runtime.offering.complaint_changed(shop, events)
    if recognising.worth_a_look(events):
        runtime.recognising.look(shop, events[0].complaint)
    if watching.worth_a_look(events):
        runtime.watching.came(shop, events[0].complaint)
    if triggers.worth_a_look(events):
        complaint = runtime.store.complaint(shop, events[0].complaint)
        _tell(runtime, triggers.of_change(events, complaint))


def _tell(runtime: Runtime, alerts: Iterable[Alert]) -> None:
    for alert in alerts:
        runtime.alerting.tell(alert)
