"""One call, many entries, many changes: each goes to the module that knows its product.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.channels.documents import Document, read_document
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from . import comments, messaging, whatsapp
from .way_back import Product


def read_messages(body: bytes, account: ChannelAccount) -> Iterator[Inbound]:
    """Raises ``MalformedPayload``."""
    call = read_document(body)
    subject = call.required("object")
    for entry in call.children("entry"):
        match subject:
            case "page":
                yield from messaging.read_entry(entry, account, product=Product.MESSENGER)
                yield from comments.read_page_comments(entry, changes_of(entry), account)
            case "instagram":
                yield from messaging.read_entry(entry, account, product=Product.INSTAGRAM)
                yield from comments.read_instagram_comments(entry, changes_of(entry), account)
            case "whatsapp_business_account":
                yield from whatsapp.read_changes(changes_of(entry), account)


def changes_of(entry: Document) -> tuple[Document, ...]:
    """Instagram's own log-in puts a single change straight into the entry."""
    return (entry,) if entry.has("field") else entry.children("changes")
