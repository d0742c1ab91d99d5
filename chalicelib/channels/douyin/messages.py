"""What somebody said to the brand's account. Entering the chat, withdrawing, and our own messages say nothing.

https://developer.open-douyin.com, pages private-msg-webhook and recall-msg
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import to_json

from chalicelib.channels.pushes import decoded, shaped
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound

from .payload import RECEIVED, DirectMessage, Event

_LABELS: Final = {
    "image": "[图片]",
    "user_local_image": "[图片]",
    "emoji": "[表情]",
    "video": "[视频]",
    "user_local_video": "[视频]",
    "retain_consult_card": "[留资卡片]",
}
_KNOWN: Final = frozenset({*DirectMessage.model_fields, "conversation_type", "source"})


def read_message(event: Event) -> Inbound | None:
    """Raises ``MalformedPayload``."""
    if event.event != RECEIVED:
        return None
    if not event.from_user_id:
        raise MalformedPayload("a direct message from nobody", fields=["from_user_id"])
    content = decoded(event.content) if isinstance(event.content, str) else event.content
    message = shaped(DirectMessage, content)
    return Inbound(
        text=_said(message, content),
        customer=Customer(id=event.from_user_id, name=message.name_of(event.from_user_id)),
        external_id=message.server_message_id,
        sent_at=message.create_time,
        conversation=message.conversation_short_id or event.from_user_id,
    )


def _said(message: DirectMessage, content: Mapping[str, Any]) -> str:
    """A kind of message we do not know yet is shown as it came: somebody said something."""
    if text := (message.text or "").strip():
        return text
    if label := _LABELS.get(message.message_type):
        return label
    told = (f"{name}: {_written(value)}" for name, value in content.items() if name not in _KNOWN and value)
    return "\n".join((f"[{message.message_type}]", *told))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()
