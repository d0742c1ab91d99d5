"""What is inside the encrypted body: an event, with its own fields as JSON in a string (``info``).

https://open.kwaixiaodian.com (消息服务说明, document 401854)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pydantic import AwareDatetime, Field

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.pushes import decoded, shaped
from chalicelib.model.errors import MalformedPayload

from .crypto import open_sealed

HEARTBEAT: Final = {"test": True}


class Event(Fields):
    """``info`` stays unread until the event is known to be ours. Times are in unix milliseconds."""

    event: str
    event_id: Line = Field(None, alias="eventId")
    shop_id: Line = Field(None, alias="userId")
    info: Any = None
    created_at: AwareDatetime | None = Field(None, alias="createTime")
    is_test: bool = Field(False, alias="test")


class Refund(Fields):
    order_id: Line = Field(None, alias="orderId")
    refund_id: Line = Field(None, alias="refundId")
    handling_way: int | None = Field(None, alias="handlingWay")
    created_at: AwareDatetime | None = Field(None, alias="createTime")
    updated_at: AwareDatetime | None = Field(None, alias="updateTime")


def opened(body: bytes, *, message_keys: Iterable[str]) -> dict[str, Any]:
    """The JSON object under whichever key sealed it. Raises ``MalformedPayload``."""
    refused = MalformedPayload("no key was given")
    for message_key in message_keys:
        try:
            document = decoded(open_sealed(body, message_key=message_key))
        except MalformedPayload as error:
            refused = error
            continue
        if isinstance(document, dict):
            return document
    raise refused


def is_plain_heartbeat(body: bytes) -> bool:
    """Whether the probe is encrypted is not documented, so it may come in clear text; nothing else may."""
    try:
        return bool(decoded(body) == HEARTBEAT)
    except MalformedPayload:
        return False


def read_event(document: dict[str, Any]) -> Event:
    """Raises ``MalformedPayload``."""
    return shaped(Event, document)


def read_refund(event: Event) -> Refund:
    """Raises ``MalformedPayload``."""
    return shaped(Refund, event.info)
