"""What a customer said to a 客服账号: the platform's message types as one ``Inbound``.

https://developer.work.weixin.qq.com/document/path/94670

A page of messages must never stop at one of them, so every field may be missing and nothing here is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic_core import to_json

from chalicelib.model.message import Attachment, Customer, Inbound, ReplyAddress

REPLY_WINDOW: Final = timedelta(hours=48)
MOST_REPLIES: Final = 5
OPEN_KFID: Final = "open_kfid"

_BY_THE_CUSTOMER: Final = 3  # 4 is an event of the platform, 5 a colleague in the WeCom client

Said = Mapping[str, Any]


def read_message(told: Said, *, channel: str, account: str) -> Inbound | None:
    """``None`` for events, and for what a colleague answered."""
    if told.get("origin") != _BY_THE_CUSTOMER:
        return None
    kind, open_kfid, person = (_text(told, name) for name in ("msgtype", OPEN_KFID, "external_userid"))
    content = told.get(kind)
    said: Said = content if isinstance(content, dict) else {}
    return Inbound(
        text=_said(kind, said) or f"[{kind}]",
        customer=Customer(id=person or None),
        external_id=_text(told, "msgid") or None,
        sent_at=_sent_at(told),
        attachments=_attachments(kind, said),
        conversation=f"{open_kfid}:{person}" if person else None,
        reply_to=_reply_to(told, person, open_kfid, channel=channel, account=account),
    )


def _reply_to(told: Said, person: str, open_kfid: str, *, channel: str, account: str) -> ReplyAddress | None:
    sent_at = _sent_at(told)
    if not person or not open_kfid:
        return None
    return ReplyAddress(
        channel=channel,
        account=account,
        recipient=person,
        thread={OPEN_KFID: open_kfid},
        open_until=sent_at + REPLY_WINDOW if sent_at else None,
        takes=MOST_REPLIES,
    )


def _text(told: Said, name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else "" if value is None else to_json(value).decode()


def _sent_at(told: Said) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(told["send_time"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _said(kind: str, said: Said) -> str:
    return _TEXTS[kind](said) if kind in _TEXTS else _LABELS.get(kind) or _unknown(kind, said)


def _lines(label: str, *names: str) -> Callable[[Said], str]:
    return lambda said: "\n".join(filter(None, (label, *(_text(said, name) for name in names))))


def _location(said: Said) -> str:
    name, address, latitude, longitude = (_text(said, part) for part in ("name", "address", "latitude", "longitude"))
    place = " ".join(filter(None, (name, address)))
    return f"[位置] {place} ({latitude}, {longitude})"


def _unknown(kind: str, said: Said) -> str:
    """A kind of message we do not know yet is shown as it came: somebody said something."""
    return "\n".join((f"[{kind}]", *(f"{name}: {_text(said, name)}" for name in said)))


_LABELS: Final = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}
_TEXTS: Final[Mapping[str, Callable[[Said], str]]] = {
    "text": lambda said: _text(said, "content"),
    "location": _location,
    "link": _lines("[链接]", "title", "desc", "url"),
    "miniprogram": _lines("[小程序]", "title", "pagepath"),
    "business_card": _lines("[名片]", "userid"),
}
_MEDIA_TYPES: Final = {
    "image": ("jpg", "image/jpeg"),
    "voice": ("amr", "audio/amr"),
    "video": ("mp4", "video/mp4"),
}


def _attachments(kind: str, said: Said) -> tuple[Attachment, ...]:
    """The platform keeps the bytes for three days under the media id."""
    if not (media := _text(said, "media_id")):
        return ()
    suffix, content_type = _MEDIA_TYPES.get(kind, ("bin", "application/octet-stream"))
    return (Attachment(name=f"{kind}.{suffix}", content_type=content_type, media=media),)
