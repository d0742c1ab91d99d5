"""What somebody wrote to the account, or about it in public (``mention``). Events say nothing.

https://open.weibo.com/wiki/Messages_api_start
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic_core import to_json

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.pushes import decoded, shaped
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound, ReplyAddress

REPLY_WINDOW: Final = timedelta(hours=48)

_CREATED_AT: Final = "%a %b %d %H:%M:%S %z %Y"
_LABELS: Final = {"voice": "[语音]", "image": "[图片]", "position": "[位置]"}


class Push(Fields):
    """``created_at`` is written as in ``Mon Feb 02 16:00:20 +0800 2026``."""

    type: str
    sender_id: Line = None
    created_at: Line = None
    text: str | None = None
    data: Mapping[str, Any] | None = None


def read_push(body: bytes) -> Push:
    """Raises ``MalformedPayload``."""
    return shaped(Push, decoded(body))


def read_message(push: Push, *, channel: str, account: str) -> Inbound | None:
    """A mention has no way back: its one answer would go to the automatic acknowledgement.

    Raises ``MalformedPayload``.
    """
    if push.type == "event":
        return None
    if not push.sender_id or not push.created_at:
        raise MalformedPayload("a message without its sender or time", fields=["sender_id", "created_at"])
    text, sent_at = _said(push), _sent_at(push.created_at)
    way_back = ReplyAddress(
        channel=channel, account=account, recipient=push.sender_id, open_until=sent_at + REPLY_WINDOW
    )
    return Inbound(
        text=text,
        customer=Customer(id=push.sender_id),
        external_id=_external_id(push, text),
        sent_at=sent_at,
        conversation=push.sender_id,
        reply_to=None if push.type == "mention" else way_back,
    )


def _external_id(push: Push, text: str) -> str:
    """The platform gives no id. The sender, the second and what was said tell a repetition from the next message."""
    digest = hashlib.sha256(f"{push.type}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{push.sender_id}:{push.created_at}:{digest}"


def _sent_at(written: str) -> datetime:
    try:
        return datetime.strptime(written, _CREATED_AT).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MalformedPayload("created_at is not as the platform writes it", fields=["created_at"]) from None


def _said(push: Push) -> str:
    """What came besides the text is shown as it came: places, ids of files, the post of a mention."""
    label = _LABELS.get(push.type, "" if push.type in ("text", "mention") else f"[{push.type}]")
    told = (f"{name}: {_written(value)}" for name, value in (push.data or {}).items() if value not in (None, "", {}))
    return "\n".join(filter(None, (label, (push.text or "").strip(), *told))) or f"[{push.type}]"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()
