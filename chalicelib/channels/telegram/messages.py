"""What people said to the bot: the message of an update.

https://core.telegram.org/bots/api#update
https://core.telegram.org/bots/api#message
https://core.telegram.org/bots/api#callbackquery
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chalicelib.channels.documents import Document, read_document
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Attachment, Customer, Inbound, ReplyAddress

TAP: Final = "callback_query"
_SPOKEN: Final = ("message", "edited_message")

_LONGEST_ID: Final = 19  # digits of 2^63
_FILES: Final = {
    "document": "application/octet-stream",
    "video": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
    "video_note": "video/mp4",
}
_SERVICE: Final = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
        "migrate_from_chat_id", "pinned_message", "message_auto_delete_timer_changed", "forum_topic_created",
        "forum_topic_closed", "forum_topic_reopened", "video_chat_started", "video_chat_ended",
    }
)  # fmt: skip
_ENVELOPE: Final = (
    "message_id", "message_thread_id", "from", "sender_chat", "chat", "date", "edit_date",
    "reply_to_message", "entities", "via_bot",
)  # fmt: skip


def read_message(body: bytes, *, channel: str, account: str) -> Inbound | None:
    """``None`` for members and other updates without words, and for bots. Raises ``MalformedPayload``."""
    update = read_document(body)
    update_id = update.required("update_id")
    if update.has(TAP):
        return _tapped(update.child(TAP), update_id, channel=channel, account=account)
    kind = next((each for each in _SPOKEN if update.has(each)), None)
    if kind is None:
        return None
    message = update.child(kind)
    sender, chat = message.child("from"), message.child("chat").required("id")
    if sender.is_true("is_bot") or not _SERVICE.isdisjoint(message.fields):
        return None
    person = sender.text("id") or chat
    return Inbound(
        text=_said(message),
        customer=Customer(id=person, name=_name(sender)),
        external_id=update_id,
        sent_at=message.moment("edit_date" if message.has("edit_date") else "date"),
        attachments=tuple(_attachments(message)),
        conversation=_conversation(chat, person),
        reply_to=ReplyAddress(channel=channel, account=account, recipient=chat, thread=_thread(message)),
        notes=("the customer changed an earlier message",) if kind == "edited_message" else (),
    )


def tap(body: bytes) -> str:
    """The id of a tap on one of our buttons, under which it is answered; empty for every other update."""
    try:
        return read_document(body).child(TAP).text("id")
    except MalformedPayload:
        return ""


def _tapped(query: Document, update_id: str, *, channel: str, account: str) -> Inbound | None:
    """Says what stands on the button (``Effect.choices``). The time of a tap is not told."""
    said, sender, message = query.text("data"), query.child("from"), query.child("message")
    chat = message.child("chat").text("id")
    if not said or not chat:
        return None
    person = sender.text("id") or chat
    return Inbound(
        text=said,
        customer=Customer(id=person, name=_name(sender)),
        external_id=update_id,
        conversation=_conversation(chat, person),
        reply_to=ReplyAddress(channel=channel, account=account, recipient=chat, thread=_thread(message)),
    )


def _conversation(chat: str, person: str) -> str:
    return chat if person == chat else f"{chat}:{person}"


def _name(sender: Document) -> str | None:
    full = " ".join(filter(None, (sender.text("first_name"), sender.text("last_name"))))
    return full or sender.text("username") or None


def _thread(message: Document) -> dict[str, str]:
    """What answers in the right place: the message and its forum topic."""
    ids = {name: message.text(name) for name in ("message_id", "message_thread_id")}
    return {name: value for name, value in ids.items() if value.isdecimal() and len(value) <= _LONGEST_ID}


def _said(message: Document) -> str:
    if words := message.text("text"):
        return words
    label = _label(message)
    return f"{label} {message.text('caption')}".strip() if label else _unknown(message)


def _label(message: Document) -> str:
    if message.has("location"):
        place = message.child("location")
        venue = message.child("venue")
        named = " ".join(filter(None, ("[location]", venue.text("title"), venue.text("address"))))
        return f"{named} ({place.text('latitude')}, {place.text('longitude')})"
    if message.has("contact"):
        card = message.child("contact")
        return " ".join(filter(None, ("[contact]", card.text("first_name"), card.text("phone_number"))))
    if message.has("sticker"):
        return f"[sticker] {message.child('sticker').text('emoji')}".strip()
    kind = next((each for each in ("photo", *_FILES) if message.has(each)), None)
    return f"[{kind}]" if kind else ""


def _unknown(message: Document) -> str:
    told = message.told(*_ENVELOPE)
    return f"[message]\n{told}".strip()


def _attachments(message: Document) -> Iterator[Attachment]:
    """Named by ``file_id``, under which ``getFile`` finds them (up to 20 MB). A photo's last size is the largest."""
    if photos := message.children("photo"):
        yield _attachment(photos[-1], name="photo.jpg", content_type="image/jpeg")
    for kind, content_type in _FILES.items():
        if message.has(kind):
            suffix = content_type.rpartition("/")[2] if kind != "document" else "bin"
            yield _attachment(message.child(kind), name=f"{kind}.{suffix}", content_type=content_type)
            return


def _attachment(file: Document, *, name: str, content_type: str) -> Attachment:
    size = file.fields.get("file_size")
    return Attachment(
        name=file.text("file_name") or name,
        content_type=file.text("mime_type") or content_type,
        size=size if isinstance(size, int) and size >= 0 else None,
        media=file.required("file_id"),
    )
