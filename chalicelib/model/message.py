"""A message: one thing a customer (or an agent) said, normalised."""

from __future__ import annotations

from enum import StrEnum

from .base import Instant, Word
from .flow import AfterSale


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Customer(Word):
    """Who complains, as far as the channel tells. ``id`` is the platform's own id, for example a WeChat openid;
    ``tier`` the membership by which promises may be shorter, only ever from a source that proves who it is.
    """

    id: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    tier: str | None = None

    @property
    def contacts(self) -> tuple[tuple[str, str], ...]:
        """(kind, value) of everything that can identify this person, strongest first."""
        pairs = (("customer", self.id), ("phone", self.phone), ("email", self.email))
        return tuple((kind, value) for kind, value in pairs if value)


class OrderReference(Word):
    number: str
    platform: str | None = None


class Attachment(Word):
    """``part`` finds the bytes again inside the archived delivery; ``media`` names them at the platform; ``object`` is
    their key in the object store.
    """

    name: str
    content_type: str
    size: int | None = None
    part: int | None = None
    media: str | None = None
    object: str | None = None


class ReplyAddress(Word):
    """How an answer reaches the customer: on which channel and account, to whom, in which thread.

    ``thread`` holds what the channel needs to answer in place, for e-mail ``message_id`` and ``references``.
    ``takes_links`` is false where the platform blocks what holds a link: nothing that lives by one is sent there.
    ``takes`` is how many messages the platform takes until ``open_until``, ``None`` where it does not count.
    """

    channel: str
    account: str
    recipient: str
    thread: dict[str, str] = {}
    open_until: Instant | None = None
    takes_links: bool = True
    takes: int | None = None


class Inbound(Word):
    """What a channel's ``parse`` makes of a delivery: a message that no complaint owns yet.

    ``external_id``    the channel's own id of the message; ``None`` makes intake use a content fingerprint
    ``answers``        names of earlier messages this one answers (signed tokens, wire ids), strongest first
    ``known_as``       names by which later messages may refer to this one
    ``conversation``   one complaint at a time per conversation until it is closed, so a burst of one sender, or a
                       word after the answer, lands in one place
    ``is_authentic``   false when the sender may be somebody else: worked on, but nothing automatic goes out to them
    ``is_automatic``   an auto-reply, bounce or list mail: kept, never answered
    ``is_returned``    says that what it answers, something of ours, did not arrive and will not
    """

    text: str
    customer: Customer
    external_id: str | None = None
    sent_at: Instant | None = None
    channel: str | None = None
    subject: str | None = None
    quoted: str | None = None
    order: OrderReference | None = None
    language: str | None = None
    attachments: tuple[Attachment, ...] = ()
    answers: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    conversation: str | None = None
    reply_to: ReplyAddress | None = None
    is_authentic: bool = True
    is_automatic: bool = False
    is_returned: bool = False
    aftersale: AfterSale | None = None
    """What a platform says of its own after-sale, beside the words made of it."""
    notes: tuple[str, ...] = ()
    """What had to be repaired or left out while reading, in plain words."""


class Message(Word):
    """One utterance of a complaint's conversation. ``text`` is whole in its own row, cut by ``complaint.digest``."""

    id: str
    direction: Direction
    text: str
    at: Instant
    author: str = ""
    channel: str = ""
    subject: str | None = None
    quoted: str | None = None
    external_id: str | None = None
    revision_of: str | None = None
    attachments: tuple[Attachment, ...] = ()
    raw_object: str | None = None
    is_automatic: bool = False
    truncated: bool = False
    notes: tuple[str, ...] = ()
