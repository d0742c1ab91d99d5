"""The envelope of a push and the two kinds that complain.

https://open.shopee.com/push-mechanism/5 (return_updates_push, webchat_push)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import order_of, plain_facts, read_data, told, unix_moment
from chalicelib.model.message import Customer, Inbound

PLATFORM: Final = "shopee"
WEBCHAT: Final = 10
RETURN_UPDATE: Final = 29

_RETURN_TOLD: Final = frozenset({"return_sn", "order_sn", "shop_id", "shopid", "updated_values"})
_CHAT_TOLD: Final = frozenset({"message_type", "content"})


class Push(Fields):
    """``data`` stays unread until the code is known to be ours; a test push may have neither."""

    code: int | None = None
    timestamp: int | None = None
    shop_id: Line = None
    shopid: Line = None
    data: Any = None


class Change(Fields):
    update_field: str
    old_value: Line = None
    new_value: Line = None
    update_time: Line = None

    def as_text(self) -> str:
        return " → ".join(filter(None, (self.old_value, self.new_value)))


class ReturnUpdate(Fields):
    """A push tells what changed; some hold the status by itself."""

    return_sn: str
    order_sn: Line = None
    return_status: Line = None
    updated_values: tuple[Change, ...] = ()

    def name(self) -> str:
        """The return has a number, its changes have none: field, new value and time tell them apart."""
        changes = (
            "=".join(filter(None, (change.update_field, change.new_value, change.update_time)))
            for change in self.updated_values
        )
        return ":".join(filter(None, (self.return_sn, self.return_status, *changes)))


class Chat(Fields):
    """``content`` of webchat data: who wrote, and under ``content`` again what."""

    message_id: str
    conversation_id: Line = None
    from_id: Line = None
    from_user_name: Line = None
    from_shop_id: Line = None
    sub_account_id: Line = None
    created_timestamp: int | None = None
    content: Any = None
    source_content: Any = None

    def is_of(self, shop: Line) -> bool:
        """The shop's own words come back as pushes too, also those of its staff accounts."""
        return (shop is not None and self.from_shop_id == shop) or self.sub_account_id not in (None, "0")

    def order_sn(self) -> str | None:
        """The order the buyer wrote from."""
        number = self.source_content.get("order_sn") if isinstance(self.source_content, dict) else None
        return number if isinstance(number, str) and number else None

    def words(self) -> str | None:
        text = self.content.get("text") if isinstance(self.content, dict) else None
        return text.strip() or None if isinstance(text, str) else None


class Webchat(Fields):
    type: Line = None
    content: Any = None


def read_return(push: Push) -> Inbound:
    update = read_data(ReturnUpdate, push.data)
    headline = f"Return {update.return_sn}" + (f" of order {update.order_sn}." if update.order_sn else ".")
    changes = {change.update_field: change.as_text() for change in update.updated_values}
    return Inbound(
        text=told(headline, **changes, **plain_facts(push.data, without=_RETURN_TOLD | changes.keys())),
        customer=Customer(),
        order=order_of(update.order_sn, PLATFORM),
        external_id=update.name(),
        sent_at=unix_moment(push.timestamp),
        conversation=f"order:{update.order_sn}" if update.order_sn else f"return:{update.return_sn}",
    )


def read_chat(push: Push) -> Inbound | None:
    """``None`` for what is no message (read marks, for example) and for what the shop itself wrote."""
    webchat = read_data(Webchat, push.data)
    if webchat.type != "message":
        return None
    chat = read_data(Chat, webchat.content)
    if chat.is_of(push.shop_id or push.shopid):
        return None
    return Inbound(
        text=chat.words() or told("A chat message without text.", **_other_content(webchat.content)),
        customer=Customer(id=chat.from_id, name=chat.from_user_name),
        order=order_of(chat.order_sn(), PLATFORM),
        external_id=chat.message_id,
        sent_at=unix_moment(chat.created_timestamp) or unix_moment(push.timestamp),
        conversation=chat.conversation_id or chat.from_id,
    )


def _other_content(content: Mapping[str, Any]) -> dict[str, str]:
    """Kind and content of an image, a video or an item, as text."""
    return plain_facts({name: value for name, value in content.items() if name in _CHAT_TOLD})
