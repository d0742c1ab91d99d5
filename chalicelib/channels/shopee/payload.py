"""The envelope of a push and the two kinds that complain.

https://open.shopee.com/push-mechanism/5
"""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import order_of, plain_facts, read_data, told, unix_moment
from chalicelib.model.message import Customer, Inbound

PLATFORM: Final = "shopee"
WEBCHAT: Final = 10
RETURN_UPDATE: Final = 29

_TOLD: Final = frozenset({"return_sn", "order_sn", "shop_id", "shopid"})
_NAMES: Final = frozenset(
    {
        "message_id",
        "conversation_id",
        "from_id",
        "from_user_name",
        "from_shop_id",
        "to_id",
        "to_user_name",
        "to_shop_id",
    }
    | {"shop_id", "request_id", "created_timestamp", "region"}
)


class Push(Fields):
    """``data`` stays unread until the code is known to be ours; a test push may have neither."""

    code: int | None = None
    timestamp: int | None = None
    shop_id: Line = None
    shopid: Line = None
    data: Any = None


class ReturnUpdate(Fields):
    return_sn: str
    order_sn: Line = None
    return_status: Line = None


class Chat(Fields):
    """``content`` of webchat data: who wrote, and under ``content`` again what."""

    message_id: str
    conversation_id: Line = None
    from_id: Line = None
    from_user_name: Line = None
    from_shop_id: Line = None
    created_timestamp: int | None = None
    content: Any = None

    def words(self) -> str | None:
        text = self.content.get("text") if isinstance(self.content, dict) else None
        return text.strip() or None if isinstance(text, str) else None


class Webchat(Fields):
    type: Line = None
    content: Any = None


def read_return(push: Push) -> Inbound:
    update = read_data(ReturnUpdate, push.data)
    headline = f"Return {update.return_sn}" + (f" of order {update.order_sn}." if update.order_sn else ".")
    return Inbound(
        text=told(headline, **plain_facts(push.data, without=_TOLD)),
        customer=Customer(),
        order=order_of(update.order_sn, PLATFORM),
        external_id=":".join(filter(None, (update.return_sn, update.return_status))),
        sent_at=unix_moment(push.timestamp),
        conversation=f"order:{update.order_sn}" if update.order_sn else f"return:{update.return_sn}",
    )


def read_chat(push: Push) -> Inbound | None:
    """``None`` for what is no message (read marks, for example) and for what the shop itself wrote."""
    webchat = read_data(Webchat, push.data)
    if webchat.type != "message":
        return None
    chat = read_data(Chat, webchat.content)
    if chat.from_shop_id is not None and chat.from_shop_id in (push.shop_id, push.shopid):
        return None
    return Inbound(
        text=chat.words() or told("A chat message without text.", **plain_facts(webchat.content, without=_NAMES)),
        customer=Customer(id=chat.from_id, name=chat.from_user_name),
        external_id=chat.message_id,
        sent_at=unix_moment(chat.created_timestamp) or unix_moment(push.timestamp),
        conversation=chat.conversation_id or chat.from_id,
    )
