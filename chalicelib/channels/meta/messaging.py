"""Direct messages of Messenger and Instagram, which have one shape.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chalicelib.channels.documents import Document
from chalicelib.model.message import Attachment, Customer, Inbound
from chalicelib.model.ports import ChannelAccount

from .way_back import Product, to_person

_FILES: Final = {
    "image": ("jpg", "image/jpeg"),
    "video": ("mp4", "video/mp4"),
    "audio": ("mp4", "audio/mp4"),
    "file": ("bin", "application/octet-stream"),
}
_ENVELOPE: Final = ("mid", "reply_to")


def read_entry(entry: Document, account: ChannelAccount, *, product: Product) -> Iterator[Inbound]:
    """Echoes, receipts, reactions, buttons and withdrawn messages say nothing."""
    for item in entry.children("messaging"):
        if _is_said(item):
            yield _message(item, account, product=product)
    for item in entry.children("standby"):
        if _is_said(item):
            overheard = _message(item, account, product=product)
            note = "another app of the business answers this chat"
            yield overheard.model_copy(update={"reply_to": None, "notes": (note,)})


def _is_said(item: Document) -> bool:
    message = item.child("message")
    return item.has("message") and not (message.is_true("is_echo") or message.is_true("is_deleted"))


def _message(item: Document, account: ChannelAccount, *, product: Product) -> Inbound:
    message, sender = item.child("message"), item.child("recipient").required("id")
    person = item.child("sender").required("id")
    said_at = item.moment("timestamp", ticks_per_second=1000)
    return Inbound(
        text=_said(message),
        customer=Customer(id=person),
        external_id=message.required("mid"),
        sent_at=said_at,
        attachments=tuple(_attachments(message)),
        conversation=f"{sender}:{person}",
        reply_to=to_person(account, product, sender=sender, person=person, said_at=said_at),
    )


def _said(message: Document) -> str:
    told = (message.text("text"), *(_label(each) for each in message.children("attachments")))
    return "\n".join(filter(None, told)) or f"[message]\n{message.told(*_ENVELOPE)}".strip()


def _label(attachment: Document) -> str:
    """What is no file (a shared post, a place, a story) is told by its title and address."""
    kind, payload = attachment.required("type"), attachment.child("payload")
    if kind in _FILES:
        return f"[{kind}]"
    if kind == "location":
        place = payload.child("coordinates")
        return f"[location] ({place.text('lat')}, {place.text('long')})"
    told = (payload.text("title") or attachment.text("title"), payload.text("url") or attachment.text("url"))
    return " ".join(filter(None, (f"[{kind}]", *told)))


def _attachments(message: Document) -> Iterator[Attachment]:
    """Named by an address that the platform lets expire."""
    for attachment in message.children("attachments"):
        kind, url = attachment.text("type"), attachment.child("payload").text("url")
        if kind in _FILES and url:
            suffix, content_type = _FILES[kind]
            yield Attachment(name=f"{kind}.{suffix}", content_type=content_type, media=url)
