"""Endpoints of outbound webhooks, and the deliveries to them: the log, and what is still owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import AlreadyRecorded, NotFound
from chalicelib.model.event import Event
from chalicelib.model.webhook import Endpoint, WebhookDelivery

from . import keys, rows, transaction
from .pages import Page
from .table import Table

ENDPOINT: Final = "endpoint#"
DELIVERY: Final = "webhook#"
KEPT: Final = timedelta(days=30)
"""How long the log goes back, and how far a replay can reach."""


class Endpoints:
    def __init__(self, table: Table) -> None:
        self.table = table

    def of(self, shop: str) -> tuple[Endpoint, ...]:
        """All of them, oldest first; an admin makes a handful."""
        values = {":p": {"S": f"W#{shop}"}, ":s": {"S": ENDPOINT}}
        found = self.table.query_all("PK = :p AND begins_with(SK, :s)", values)
        return tuple(rows.read(Endpoint, item) for item in found)

    def get(self, shop: str, endpoint: str) -> Endpoint:
        """Raises ``NotFound``."""
        item = self.table.get(_endpoint_key(shop, endpoint))
        if item is None:
            raise NotFound("there is no such webhook endpoint", id=endpoint)
        return rows.read(Endpoint, item)

    def add(self, endpoint: Endpoint) -> None:
        """Raises ``LostRace`` when the id is taken."""
        put = {"Item": _endpoint_row(endpoint), "ConditionExpression": "attribute_not_exists(PK)"}
        transaction.write(self.table, [("Put", put, None)])

    def replace(self, before: Endpoint, **changes: Any) -> Endpoint:
        """Raises ``LostRace`` when it has changed since it was read."""
        after = before.model_copy(update={**changes, "version": before.version + 1})
        put = {"Item": _endpoint_row(after), **_if_version(before)}
        transaction.write(self.table, [("Put", put, None)])
        return after

    def delete(self, endpoint: Endpoint) -> None:
        """Raises ``LostRace``."""
        gone = {"Key": _endpoint_key(endpoint.shop, endpoint.id), **_if_version(endpoint)}
        transaction.write(self.table, [("Delete", gone, None)])


class WebhookDeliveries:
    """The rows expire; until then each can be looked at and replayed."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def record(self, delivery: WebhookDelivery) -> bool:
        """False when it has been recorded before: the same change always comes under the same id."""
        put = {"Item": _delivery_row(delivery), "ConditionExpression": "attribute_not_exists(PK)"}
        try:
            transaction.write(self.table, [("Put", put, delivery.id)])
        except AlreadyRecorded:
            return False
        return True

    def get(self, shop: str, endpoint: str, delivery: str) -> WebhookDelivery:
        """Raises ``NotFound``."""
        item = self.table.get(_delivery_key(shop, endpoint, delivery))
        if item is None:
            raise NotFound("there is no such webhook delivery", id=delivery)
        return rows.read(WebhookDelivery, item)

    def replace(self, before: WebhookDelivery, **changes: Any) -> WebhookDelivery:
        """Raises ``LostRace`` when it has changed since it was read."""
        after = before.model_copy(update={**changes, "turn": before.turn + 1})
        put = {
            "Item": _delivery_row(after),
            "ConditionExpression": "turn = :turn",
            "ExpressionAttributeValues": {":turn": {"N": str(before.turn)}},
        }
        transaction.write(self.table, [("Put", put, None)])
        return after

    def page(
        self,
        shop: str,
        endpoint: str,
        *,
        limit: int,
        cursor: str | None = None,
        first: str = "",
        last: str = "~",
        descending: bool = True,
    ) -> Page[WebhookDelivery]:
        """Ids from ``first`` to ``last``; ids sort by time."""
        values = {
            ":p": {"S": f"W#{shop}#{endpoint}"},
            ":first": {"S": DELIVERY + first},
            ":last": {"S": DELIVERY + last},
        }
        found = self.table.query(
            "PK = :p AND SK BETWEEN :first AND :last",
            values,
            limit=limit,
            start=keys.decode_cursor(cursor),
            descending=descending,
        )
        deliveries = tuple(rows.read(WebhookDelivery, item) for item in found.items)
        return Page(deliveries, keys.encode_cursor(found.last_key))

    def change(self, delivery: WebhookDelivery) -> tuple[Sequence[Event], Complaint]:
        """What the delivery tells of. Raises ``NotFound`` when it is gone."""
        if delivery.complaint is None or delivery.version is None:
            raise NotFound("this delivery tells of no complaint", id=delivery.id)
        partition = keys.complaint_partition(delivery.shop, delivery.complaint)
        commit, complaint = keys.commit_sort(delivery.version), keys.COMPLAINT
        found = self.table.get_many([keys.key(partition, commit), keys.key(partition, complaint)])
        by_sort = {item["SK"]["S"]: item for item in found}
        if by_sort.keys() != {commit, complaint}:
            raise NotFound("the complaint is gone", id=delivery.complaint)
        return rows.read_events(by_sort[commit]), rows.read(Complaint, by_sort[complaint])


def kept_until(delivery: WebhookDelivery) -> datetime:
    return delivery.occurred_at + KEPT


def _endpoint_key(shop: str, endpoint: str) -> keys.Key:
    return keys.key(f"W#{shop}", ENDPOINT + endpoint)


def _endpoint_row(endpoint: Endpoint) -> rows.Item:
    return {
        **_endpoint_key(endpoint.shop, endpoint.id),
        "version": {"N": str(endpoint.version)},
        "state": {"S": endpoint.state.value},
        "doc": rows.document(endpoint),
    }


def _if_version(endpoint: Endpoint) -> rows.Item:
    return {
        "ConditionExpression": "version = :before",
        "ExpressionAttributeValues": {":before": {"N": str(endpoint.version)}},
    }


def _delivery_key(shop: str, endpoint: str, delivery: str) -> keys.Key:
    return keys.key(f"W#{shop}#{endpoint}", DELIVERY + delivery)


def _delivery_row(delivery: WebhookDelivery) -> rows.Item:
    item: rows.Item = {
        **_delivery_key(delivery.shop, delivery.endpoint, delivery.id),
        "turn": {"N": str(delivery.turn)},
        "expires": {"N": str(int(kept_until(delivery).timestamp()))},
        "doc": rows.document(delivery),
    }
    if delivery.is_owed:
        item |= {
            "due_key": {"S": keys.due_partition("effect", delivery.id)},
            "due_sort": {"S": keys.stamp(delivery.next_attempt_at)},
        }
    return item
