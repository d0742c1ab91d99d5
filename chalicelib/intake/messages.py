"""An inbound message in the words of the conversation. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Direction, Inbound, Message

TEXT_KEPT: Final = 80_000
"""Characters of a message kept in its row (a DynamoDB item holds 400 kB); the archived delivery holds everything."""
QUOTED_KEPT: Final = 20_000


def message_of(
    inbound: Inbound,
    *,
    id: str,  # noqa: A002 - the word is right here
    delivery: Delivery,
    raw_object: str,
    at: datetime,
    revision_of: str | None = None,
) -> Message:
    """``at`` is when we got it; what the customer's clock said is in the archived delivery."""
    return Message(
        id=id,
        direction=Direction.INBOUND,
        text=inbound.text[:TEXT_KEPT],
        at=at,
        author=inbound.customer.name or "",
        channel=inbound.channel or delivery.channel,
        subject=inbound.subject,
        quoted=inbound.quoted[:QUOTED_KEPT] if inbound.quoted else None,
        external_id=inbound.external_id,
        revision_of=revision_of,
        attachments=inbound.attachments,
        raw_object=raw_object,
        is_automatic=inbound.is_automatic,
        truncated=len(inbound.text) > TEXT_KEPT,
        notes=inbound.notes,
    )
