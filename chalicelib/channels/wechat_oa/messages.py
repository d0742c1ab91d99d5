"""What a follower said: the platform's message types as one ``Inbound``.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Attachment, Customer, Inbound, ReplyAddress

REPLY_WINDOW: Final = timedelta(hours=48)
MOST_REPLIES: Final = 5

_ENVELOPE: Final = frozenset({"ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "MsgID", "Encrypt"})

Fields = Mapping[str, str]


def read_message(fields: Fields, *, channel: str, account: str) -> Inbound | None:
    """``None`` for an event: following, scanning and menus say nothing. Raises ``MalformedPayload``."""
    kind = _required(fields, "MsgType").lower()
    if kind == "event":
        return None
    openid, sent_at = _required(fields, "FromUserName"), _sent_at(fields)
    return Inbound(
        text=_said(kind, fields) or f"[{kind}]",
        customer=Customer(id=openid),
        external_id=_external_id(fields),
        sent_at=sent_at,
        attachments=_attachments(kind, fields),
        conversation=openid,
        reply_to=ReplyAddress(
            channel=channel,
            account=account,
            recipient=openid,
            open_until=sent_at + REPLY_WINDOW,
            takes=MOST_REPLIES,
        ),
    )


def _required(fields: Fields, name: str) -> str:
    if not (value := fields.get(name, "").strip()):
        raise MalformedPayload(f"the message has no {name}", fields=[name])
    return value


def _sent_at(fields: Fields) -> datetime:
    try:
        return datetime.fromtimestamp(int(_required(fields, "CreateTime")), UTC)
    except (ValueError, OverflowError, OSError):
        raise MalformedPayload("CreateTime is not in unix seconds", fields=["CreateTime"]) from None


def _external_id(fields: Fields) -> str:
    """The platform repeats a push up to three times. What has no ``MsgId`` is told apart by sender, second and kind."""
    if message_id := (fields.get("MsgId") or fields.get("MsgID", "")).strip():
        return message_id
    kind = fields.get("Event") or fields["MsgType"]
    return ":".join((_required(fields, "FromUserName"), _required(fields, "CreateTime"), kind))


def _said(kind: str, fields: Fields) -> str:
    if kind in _TEXTS:
        return _TEXTS[kind](fields).strip()
    return _LABELS.get(kind) or _unknown(fields)


def _text(fields: Fields) -> str:
    return fields.get("Content", "")


def _voice(fields: Fields) -> str:
    """The platform's transcript, where the account has it switched on."""
    return fields.get("Recognition", "").strip() or _LABELS["voice"]


def _location(fields: Fields) -> str:
    place, latitude, longitude = (fields.get(name, "") for name in ("Label", "Location_X", "Location_Y"))
    return f"[位置] {place} ({latitude}, {longitude})"


def _link(fields: Fields) -> str:
    parts = (fields.get(name, "").strip() for name in ("Title", "Description", "Url"))
    return "\n".join(("[链接]", *filter(None, parts)))


def _unknown(fields: Fields) -> str:
    """A kind of message we do not know yet is shown as it came: somebody said something."""
    told = (f"{name}: {value.strip()}" for name, value in fields.items() if name not in _ENVELOPE and value.strip())
    return "\n".join((f"[{fields['MsgType']}]", *told))


_LABELS: Final = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "shortvideo": "[视频]"}
_TEXTS: Final[Mapping[str, Callable[[Fields], str]]] = {
    "text": _text,
    "voice": _voice,
    "location": _location,
    "link": _link,
}


def _attachments(kind: str, fields: Fields) -> tuple[Attachment, ...]:
    """The platform keeps the bytes for three days under the media id."""
    if not (media := fields.get("MediaId", "").strip()):
        return ()
    suffix, content_type = _media_type(kind, fields)
    return (Attachment(name=f"{kind}.{suffix}", content_type=content_type, media=media),)


def _media_type(kind: str, fields: Fields) -> tuple[str, str]:
    match kind:
        case "image":
            return "jpg", "image/jpeg"
        case "voice":
            codec = fields.get("Format", "").strip().lower() or "amr"
            return codec, f"audio/{codec}"
        case "video" | "shortvideo":
            return "mp4", "video/mp4"
        case _:
            return "bin", "application/octet-stream"
