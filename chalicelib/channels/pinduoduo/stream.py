"""The platform's WebSocket (消息服务), for a forwarder that runs all the time and hands on by the relay: how it signs
in, what a frame says, and how it is confirmed. Rules of the platform's Java SDK (``WsClient``, ``DigestUtil``).
"""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from typing import Any, Final

from chalicelib.channels.aftersales import OPENED, Pushed
from chalicelib.channels.documents import Document, read_document
from chalicelib.channels.open_platforms import china_moment
from chalicelib.model.message import Inbound

ADDRESS: Final = "wss://message-api.pinduoduo.com/message"
_OPENING: Final = "pdd_refund_RefundCreated"


def digest(*, client_id: str, client_secret: str, timestamp_ms: str) -> str:
    """Base 64 of the 32 hex characters, not of the 16 bytes."""
    told = hashlib.md5(f"{client_id}{timestamp_ms}{client_secret}".encode()).hexdigest()  # noqa: S324 - their choice
    return base64.b64encode(told.encode()).decode()


def address(*, client_id: str, client_secret: str, timestamp_ms: str) -> str:
    signed = digest(client_id=client_id, client_secret=client_secret, timestamp_ms=timestamp_ms)
    return f"{ADDRESS}/{client_id}/{timestamp_ms}/{signed}"


def read_frame(frame: Document) -> Inbound | None:
    """Raises ``MalformedPayload``. Amounts come in fen."""
    message = frame.child("message")
    if frame.text("commandType") != "Common" or message.text("type") != _OPENING:
        return None
    refund = read_document(message.required("content").encode("utf-8", "replace"))
    fee = refund.text("refund_fee")
    pushed = Pushed(
        title=OPENED,
        platform="pinduoduo",
        order=refund.text("tid") or None,
        number=refund.text("refund_id") or None,
        amount=f"{Decimal(fee) / 100:.2f}" if fee.isdecimal() else None,
    )
    return pushed.as_message(external_id=frame.required("id"), sent_at=china_moment(refund.text("modified")))


def confirmation(frame: Document, *, time_ms: int) -> dict[str, Any]:
    """What goes back once the frame is durable; ``time_ms`` is the sender's clock."""
    message = frame.child("message")
    return {
        "commandType": "Ack",
        "id": frame.fields["id"],
        "time": time_ms,
        "sendTime": frame.fields["sendTime"],
        "type": message.required("type"),
        "mallID": message.fields["mallID"],
    }
