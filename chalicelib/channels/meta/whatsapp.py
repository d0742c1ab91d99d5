"""WhatsApp messages of the Cloud API.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.channels.contact import normalise_phone
from chalicelib.channels.documents import Document
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Attachment, Customer, Inbound
from chalicelib.model.ports import ChannelAccount

from .way_back import Product, to_person

_MEDIA: Final = frozenset({"image", "video", "audio", "document", "sticker"})
_SILENT: Final = frozenset({"reaction", "system"})
_ENVELOPE: Final = ("from", "from_user_id", "id", "timestamp", "type", "context")


def read_changes(changes: Iterable[Document], account: ChannelAccount) -> Iterator[Inbound]:
    """Statuses of what we sent, reactions and changed numbers say nothing."""
    for change in changes:
        if change.text("field") != "messages":
            continue
        value = change.child("value")
        for message in value.children("messages"):
            if message.required("type") not in _SILENT:
                yield _message(message, value, account)


def _message(message: Document, value: Document, account: ChannelAccount) -> Inbound:
    contact = _contact(message, value.children("contacts"))
    number = message.text("from") or contact.text("wa_id")
    person = number or contact.text("user_id")
    if not person:
        raise MalformedPayload("the message is from nobody", fields=["from"])
    sender, said_at = value.child("metadata").required("phone_number_id"), message.moment("timestamp")
    wire_id = message.required("id")
    return Inbound(
        text=_said(message),
        customer=Customer(
            id=person,
            name=contact.child("profile").text("name") or None,
            phone=normalise_phone(f"+{number}") if number else None,
        ),
        external_id=wire_id,
        sent_at=said_at,
        attachments=tuple(_attachments(message)),
        conversation=_conversation(sender, person),
        reply_to=to_person(account, Product.WHATSAPP, sender=sender, person=number, said_at=said_at, message=wire_id)
        if number
        else None,
        notes=("forwarded by the customer",) if message.child("context").is_true("forwarded") else (),
    )


def _conversation(sender: str, person: str) -> str:
    """A digest, because a person is a phone number here and names of conversations are not sealed."""
    return hashlib.sha256(f"{sender}\n{person}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _contact(message: Document, contacts: tuple[Document, ...]) -> Document:
    names = {message.text("from"), message.text("from_user_id")} - {""}
    fitting = (each for each in contacts if not names or names & {each.text("wa_id"), each.text("user_id")})
    return next(fitting, Document())


def _said(message: Document) -> str:
    kind = message.required("type")
    part = message.child(kind)
    match kind:
        case "text":
            return part.text("body")
        case "button":
            return part.text("text")
        case "interactive":
            chosen = part.child(part.text("type"))
            return chosen.text("title") or f"[interactive]\n{part.told()}"
        case "location":
            named = " ".join(filter(None, ("[location]", part.text("name"), part.text("address"))))
            return f"{named} ({part.text('latitude')}, {part.text('longitude')})"
        case _ if kind in _MEDIA:
            return " ".join(filter(None, (f"[{kind}]", part.text("filename"), part.text("caption"))))
        case _:
            return f"[{kind}]\n{message.told(*_ENVELOPE)}".strip()


def _attachments(message: Document) -> Iterator[Attachment]:
    """The platform keeps the bytes under the media id."""
    kind = message.required("type")
    if kind not in _MEDIA:
        return
    media = message.child(kind)
    content_type = media.text("mime_type").partition(";")[0] or "application/octet-stream"
    suffix = content_type.rpartition("/")[2]
    name = media.text("filename") or f"{kind}.{suffix}"
    yield Attachment(name=name, content_type=content_type, media=media.required("id"))
