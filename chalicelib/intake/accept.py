"""Accept: one durable write, then acknowledge. Nothing is understood here."""

from __future__ import annotations

import hashlib
from typing import Final

from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.ports import Objects, Queue

QUEUED_BODY_LIMIT: Final = 700_000
"""Bytes of a body that still fit into a queue message of 1 MiB as base 64, headers included."""


def accept(delivery: Delivery, *, queue: Queue, objects: Objects) -> None:
    """Returns only when the delivery is durable. Raises ``Upstream``; then the caller must not acknowledge."""
    if len(delivery.body) > QUEUED_BODY_LIMIT:
        key = f"large/{delivery.shop}/{delivery.id}"
        objects.put(key, delivery.body, content_type="application/octet-stream")
        delivery = delivery.model_copy(update={"body": b"", "body_object": key})
    queue.send(written(delivery))


def stable_id(name: str) -> str:
    """The same delivery id for what comes under the same name, however often."""
    return "d" + hashlib.sha256(name.encode()).hexdigest()[:19]


def written(delivery: Delivery) -> str:
    """As it waits in the queue; ``read_delivery`` reads it."""
    return delivery.model_dump_json(exclude_none=True)


def read_delivery(body: str) -> Delivery:
    """The delivery in a queue message. Raises ``MalformedPayload`` for a body that is none of ours."""
    try:
        return Delivery.model_validate_json(body)
    except ValueError as error:
        raise MalformedPayload(f"the queue message holds no delivery: {type(error).__name__}") from error
