"""What LINE users said: the message events of one call.

https://developers.line.biz/en/reference/messaging-api/#message-event
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chalicelib.channels.documents import Document, read_document
from chalicelib.model.message import Attachment, Customer, Inbound, ReplyAddress

_MEDIA: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/x-m4a",
    "file": "application/octet-stream",
}
_SUFFIXES: Final = {"image": "jpg", "video": "mp4", "audio": "m4a", "file": "bin"}
_ENVELOPE: Final = ("id", "type", "quoteToken", "markAsReadToken")


def read_messages(body: bytes, *, channel: str, account: str) -> tuple[Inbound, ...]:
    """None for follows, joins, postbacks and the console's empty test. Raises ``MalformedPayload``."""
    events = read_document(body).children("events")
    return tuple(_message(each, channel=channel, account=account) for each in events if each.text("type") == "message")


def _message(event: Document, *, channel: str, account: str) -> Inbound:
    source, message = event.child("source"), event.child("message")
    kind = message.required("type")
    place = source.text("groupId") or source.text("roomId") or source.required("userId")
    person = source.text("userId") or place
    reply_to = ReplyAddress(channel=channel, account=account, recipient=place)
    stands_by = event.text("mode") == "standby"
    return Inbound(
        text=_said(kind, message),
        customer=Customer(id=person),
        external_id=event.text("webhookEventId") or message.required("id"),
        sent_at=event.moment("timestamp", ticks_per_second=1000),
        attachments=tuple(_attachments(kind, message)),
        conversation=person if person == place else f"{place}:{person}",
        reply_to=None if stands_by else reply_to,
        notes=("another module of the LINE account answers this chat",) if stands_by else (),
    )


def _said(kind: str, message: Document) -> str:
    match kind:
        case "text":
            return message.text("text")
        case "location":
            place = " ".join(filter(None, (message.text("title"), message.text("address"))))
            return f"[location] {place} ({message.text('latitude')}, {message.text('longitude')})"
        case "file":
            return f"[file] {message.text('fileName')}".strip()
        case "sticker":
            return _sticker(message)
        case _ if kind in _MEDIA:
            return f"[{kind}]"
        case _:
            return f"[{kind}]\n{message.told(*_ENVELOPE)}".strip()


def _sticker(message: Document) -> str:
    """A sticker may carry words of its own; its keywords are LINE's guess at what it means."""
    if words := message.text("text"):
        return f"[sticker] {words}"
    keywords = message.fields.get("keywords")
    told = ", ".join(each for each in keywords if isinstance(each, str)) if isinstance(keywords, list) else ""
    return f"[sticker] {told}".strip()


def _attachments(kind: str, message: Document) -> Iterator[Attachment]:
    """LINE keeps the bytes under the message's id, for a while that it does not promise."""
    if kind not in _MEDIA:
        return
    size = message.text("fileSize")
    yield Attachment(
        name=message.text("fileName") or f"{kind}.{_SUFFIXES[kind]}",
        content_type=_MEDIA[kind],
        size=int(size) if size.isdecimal() and size.isascii() and len(size) < 16 else None,
        media=message.required("id"),
    )
