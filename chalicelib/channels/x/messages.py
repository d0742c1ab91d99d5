"""What people said to the account: direct messages, and posts that mention, answer or quote it.

https://developer.x.com/en/docs/x-api/enterprise/account-activity-api/guides/account-activity-data-objects
https://developer.x.com/content/developer-twitter/en/docs/direct-messages/sending-and-receiving/guides/message-create-object
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chalicelib.channels.documents import Document, read_document
from chalicelib.model.message import Attachment, Customer, Inbound, ReplyAddress

POST: Final = "in_reply_to_tweet_id"

_CONTENT_TYPES: Final = {"photo": "image/jpeg", "video": "video/mp4", "animated_gif": "video/mp4"}


def read_messages(body: bytes, *, channel: str, account: str) -> Iterator[Inbound]:
    """None for likes, follows, typing, receipts and what the account itself said. Raises ``MalformedPayload``."""
    call = read_document(body)
    own = call.text("for_user_id")
    for event in call.children("direct_message_events"):
        if event.text("type") == "message_create" and event.child("message_create").text("sender_id") != own:
            yield _direct(event, call.child("users"), channel=channel, account=account)
    for post in call.children("tweet_create_events"):
        if post.child("user").text("id_str") != own and not post.has("retweeted_status"):
            yield _public(post, channel=channel, account=account)


def _direct(event: Document, users: Document, *, channel: str, account: str) -> Inbound:
    message = event.child("message_create")
    person, data = message.required("sender_id"), message.child("message_data")
    return Inbound(
        text=data.text("text") or f"[message]\n{data.told('entities')}".strip(),
        customer=Customer(id=person, name=_name(users.child(person))),
        external_id=event.required("id"),
        sent_at=event.moment("created_timestamp", ticks_per_second=1000),
        attachments=tuple(_attachment(each) for each in _media_of(data)),
        conversation=f"dm:{person}",
        reply_to=ReplyAddress(channel=channel, account=account, recipient=person),
    )


def _public(post: Document, *, channel: str, account: str) -> Inbound:
    """A conversation of its own, apart from direct messages: a private answer must not end up in public."""
    author = post.child("user")
    person, post_id = author.required("id_str"), post.required("id_str")
    whole = post.child("extended_tweet")
    said = whole.text("full_text") or post.text("text")
    media = (whole if whole.has("extended_entities") else post).child("extended_entities").children("media")
    return Inbound(
        text=said or "[post]",
        customer=Customer(id=person, name=_name(author)),
        external_id=post_id,
        sent_at=post.moment("timestamp_ms", ticks_per_second=1000) if post.has("timestamp_ms") else None,
        attachments=tuple(_attachment(each) for each in media),
        conversation=f"post:{person}",
        reply_to=ReplyAddress(channel=channel, account=account, recipient=person, thread={POST: post_id}),
        notes=("a public post; the answer is public too",),
    )


def _name(user: Document) -> str | None:
    name, handle = user.text("name"), user.text("screen_name")
    return f"{name} (@{handle})" if name and handle else name or handle or None


def _media_of(data: Document) -> tuple[Document, ...]:
    attachment = data.child("attachment")
    return (attachment.child("media"),) if attachment.has("media") else ()


def _attachment(media: Document) -> Attachment:
    """Pictures of direct messages open only to the account's own token."""
    kind = media.text("type") or "photo"
    content_type = _CONTENT_TYPES.get(kind, "application/octet-stream")
    address = media.text("media_url_https") or media.text("media_url") or None
    return Attachment(name=kind, content_type=content_type, media=address)
