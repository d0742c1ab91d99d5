"""What customers answer to a text message, one a push.

https://cloud.tencent.com/document/product/382/43548
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from chalicelib.channels.contact import normalise_phone
from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.pushes import decoded, shaped
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound


class Push(Fields):
    """``time`` in unix seconds; a report of delivery has none of the rest."""

    mobile: Line = None
    nationcode: Line = None
    text: str | None = None
    time: int | None = None


def read_messages(body: bytes, *, name_of: str) -> tuple[Inbound, ...]:
    """None for reports of delivery, which come as a list. ``name_of`` goes before a number to name what was sent to it.

    Raises ``MalformedPayload``.
    """
    document = decoded(body)
    if isinstance(document, list):
        return ()
    push = shaped(Push, document)
    return () if push.text is None else (_message(push, name_of=name_of),)


def _message(push: Push, *, name_of: str) -> Inbound:
    if not push.mobile or push.time is None:
        raise MalformedPayload("an answer without its number or time", fields=["mobile", "time"])
    number = f"+{push.nationcode or '86'}{push.mobile}"
    phone = normalise_phone(number)
    text = (push.text or "").strip()
    return Inbound(
        text=text or "[SMS]",
        customer=Customer(id=number, phone=phone),
        external_id=_external_id(number, push.time, text),
        sent_at=_moment(push.time),
        answers=(f"{name_of}{phone}",) if phone else (),
        conversation=number,
    )


def _external_id(number: str, second: int, text: str) -> str:
    """The platform gives no id. The sender, the second and what was said tell a repetition from the next message."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{number}:{second}:{digest}"


def _moment(second: int) -> datetime:
    try:
        return datetime.fromtimestamp(second, UTC)
    except (ValueError, OverflowError, OSError):
        raise MalformedPayload("time is not in unix seconds", fields=["time"]) from None
