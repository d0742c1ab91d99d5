"""A notification of the Selling Partner API, as it lies in the queue: alone, or wrapped by EventBridge.

https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide and the schemas in
https://github.com/amzn/selling-partner-api-models (``schemas/notifications``). Names differ in case from type to type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.channels.documents import Document, read_document
from chalicelib.channels.marketplaces.reading import iso_moment
from chalicelib.model.errors import MalformedPayload

_EVENT_BRIDGE: Final = "detail"
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """``payload`` has all its names in lower case."""

    id: str
    type: str
    seller: str
    at: datetime | None
    payload: Document


def read_notification(body: bytes) -> Notification:
    """Raises ``MalformedPayload``."""
    told = _lowered(read_document(body))
    if told.has(_EVENT_BRIDGE):
        told = told.child(_EVENT_BRIDGE)
    payload = told.child("payload")
    return Notification(
        id=told.child("notificationmetadata").required("notificationid"),
        type=told.required("notificationtype"),
        seller=_seller(payload),
        at=iso_moment(told.text("eventtime")),
        payload=payload,
    )


def _seller(payload: Document) -> str:
    """Right in the payload, or one level down: ``OrderChangeNotification`` and its like. Blank when it names none."""
    if payload.has("sellerid"):
        return payload.text("sellerid")
    inner = (Document(value) for value in payload.fields.values() if isinstance(value, dict))
    return next((one.text("sellerid") for one in inner if one.has("sellerid")), "")


def _lowered(told: Document) -> Document:
    fields = _with_low_names(told.fields, depth=0)
    return Document(fields)


def _with_low_names(value: Any, *, depth: int) -> Any:
    if depth > _DEEPEST:
        raise MalformedPayload("the notification is nested too deeply")
    if isinstance(value, Mapping):
        return {name.lower(): _with_low_names(one, depth=depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_low_names(one, depth=depth + 1) for one in value]
    return value
