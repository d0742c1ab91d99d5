"""The envelope of a webhook and the kinds that complain.

https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
"""

from __future__ import annotations

from typing import Any, Final

from pydantic_core import from_json

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import order_of, plain_facts, read_data, told, unix_moment
from chalicelib.model.message import Customer, Inbound

PLATFORM: Final = "tiktok_shop"
CANCELLATION: Final = 11
RETURN: Final = 12
MESSAGES: Final = frozenset({14, 33})
"""``NEW_MESSAGE`` and ``NEW_MESSAGE_LISTENER``."""

_BUYER: Final = "BUYER"
_TOLD: Final = frozenset({"order_id", "return_id", "cancel_id", "create_time", "update_time"})


class Push(Fields):
    """``data`` stays unread until the type is known to be ours."""

    type: int
    tts_notification_id: Line = None
    timestamp: int | None = None
    data: Any = None


class Sender(Fields):
    im_user_id: Line = None
    role: Line = None


class Said(Fields):
    """``content`` is JSON inside a string."""

    message_id: str
    conversation_id: Line = None
    type: str = ""
    content: str = ""
    create_time: int | None = None
    is_visible: bool = True
    sender: Sender | None = None

    def is_of_the_buyer(self) -> bool:
        return self.is_visible and self.sender is not None and self.sender.role == _BUYER

    def words(self) -> str:
        """The text of a text; of anything else, what it holds."""
        try:
            content: Any = from_json(self.content)
        except ValueError:
            return self.content.strip() or f"[{self.type}]"
        if not isinstance(content, dict):
            return self.content
        text = content.get("content")
        if isinstance(text, str) and text.strip():
            return text.strip()
        return told(f"[{self.type}]", **plain_facts(content))


class Claim(Fields):
    order_id: Line = None
    return_id: Line = None
    return_status: Line = None
    cancel_id: Line = None
    cancel_status: Line = None
    update_time: int | None = None

    def name(self) -> str | None:
        moment = None if self.update_time is None else str(self.update_time)
        number, status = self.return_id or self.cancel_id, self.return_status or self.cancel_status
        return ":".join(filter(None, (number, status, moment))) or None


def read_message(push: Push) -> Inbound | None:
    """``None`` for what the shop or the platform said, and for what the platform hides."""
    said = read_data(Said, push.data)
    if not said.is_of_the_buyer() or said.sender is None:
        return None
    return Inbound(
        text=said.words(),
        customer=Customer(id=said.sender.im_user_id),
        external_id=said.message_id,
        sent_at=unix_moment(said.create_time) or unix_moment(push.timestamp),
        conversation=said.conversation_id or said.sender.im_user_id,
    )


def read_claim(push: Push) -> Inbound:
    claim = read_data(Claim, push.data)
    what, number = ("Return", claim.return_id) if push.type == RETURN else ("Cancellation", claim.cancel_id)
    headline = " ".join(filter(None, (what, number, claim.order_id and f"of order {claim.order_id}")))
    return Inbound(
        text=told(f"{headline}.", **plain_facts(push.data, without=_TOLD)),
        customer=Customer(),
        order=order_of(claim.order_id, PLATFORM),
        external_id=push.tts_notification_id or claim.name(),
        sent_at=unix_moment(claim.update_time) or unix_moment(push.timestamp),
        conversation=f"order:{claim.order_id}" if claim.order_id else None,
    )
