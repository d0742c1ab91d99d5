"""Public comments on posts of a Page or an Instagram account, and mentions.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page#feed
https://developers.facebook.com/docs/instagram-platform/webhooks/examples
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from chalicelib.channels.documents import Document
from chalicelib.model.message import Customer, Inbound
from chalicelib.model.ports import ChannelAccount

from .way_back import Product, to_comment

_FIRST_MILLISECONDS: Final = 12  # digits; unix seconds have ten


def read_page_comments(entry: Document, changes: Iterable[Document], account: ChannelAccount) -> Iterator[Inbound]:
    page = entry.required("id")
    for change in changes:
        value = change.child("value")
        author = value.child("from")
        is_new = value.text("item") == "comment" and value.text("verb") == "add"
        if change.text("field") == "feed" and is_new and author.text("id") != page:
            said = value.text("message") or f"[comment] {value.text('photo') or value.text('video')}".strip()
            when = value.moment("created_time") if value.has("created_time") else moment_of(entry)
            name = author.text("name")
            yield _comment(
                value.required("comment_id"), said, author, account,
                product=Product.MESSENGER, sender=page, said_at=when, name=name,
            )  # fmt: skip


def read_instagram_comments(entry: Document, changes: Iterable[Document], account: ChannelAccount) -> Iterator[Inbound]:
    own = entry.required("id")
    for change in changes:
        value = change.child("value")
        author = value.child("from")
        match change.text("field"):
            case "comments" | "live_comments" if author.text("id") != own:
                said = value.text("text") or "[comment]"
                yield _comment(
                    value.required("id"), said, author, account,
                    product=Product.INSTAGRAM, sender=own, said_at=moment_of(entry), name=author.text("username"),
                )  # fmt: skip
            case "mentions":
                yield _mention(value, said_at=moment_of(entry))


def moment_of(entry: Document) -> datetime:
    """In seconds for some products and in milliseconds for others."""
    in_milliseconds = len(entry.required("time")) >= _FIRST_MILLISECONDS
    return entry.moment("time", ticks_per_second=1000 if in_milliseconds else 1)


def _comment(
    comment: str, said: str, author: Document, account: ChannelAccount,
    *, product: Product, sender: str, said_at: datetime, name: str,
) -> Inbound:  # fmt: skip
    person = author.text("id")
    return Inbound(
        text=said,
        customer=Customer(id=person or None, name=name or None),
        external_id=comment,
        sent_at=said_at,
        conversation=f"{sender}:{person}" if person else None,
        reply_to=to_comment(account, product, sender=sender, comment=comment, said_at=said_at),
        notes=("a public comment; the answer is one private message",),
    )


def _mention(value: Document, *, said_at: datetime) -> Inbound:
    """The call says where, not what nor who."""
    return Inbound(
        text=f"[mention]\n{value.told()}",
        customer=Customer(),
        external_id=value.text("comment_id") or value.required("media_id"),
        sent_at=said_at,
        notes=("the words of a mention have to be read on Instagram",),
    )
