"""What was said, and how far what we owe to the outside is."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.effect import EffectKind, EffectState, Way
from chalicelib.model.message import Direction

from .shapes import Shape


class AttachmentShape(Shape):
    name: str
    content_type: str
    size: int | None = None
    stored: bool = False
    """Whether ``…/messages/{message}/attachments/{position}`` gives it out."""


class MessageShape(Shape):
    id: str
    direction: Direction
    text: str
    truncated: bool
    at: datetime
    author: str
    channel: str
    subject: str | None = None
    quoted: str | None = None
    revision_of: str | None = None
    is_automatic: bool = False
    complaint: str | None = None
    """Where it is kept, when that was merged into this one: files are asked for there."""
    split_into: str | None = None
    """The complaint as which it goes on."""
    attachments: tuple[AttachmentShape, ...] = ()
    notes: tuple[str, ...] = ()


class ReplyWindowShape(Shape):
    """What the customer's platform still takes. Afterwards a reply goes another way, or becomes a task."""

    is_open: bool
    open_until: datetime | None
    """Null where the platform sets no time."""
    takes: int | None
    """How many messages the platform takes until the customer writes again; null where it does not count."""
    remaining: int | None
    """How many of them are left."""


class TriedShape(Shape):
    """A way that did not lead to the customer."""

    way: Way
    channel: str
    attempts: int
    at: datetime
    why: str


class DeliveryShape(Shape):
    """Something we owe to the outside, and how far it is."""

    id: str
    kind: EffectKind
    state: EffectState
    channel: str
    way: Way
    """``channel``: where the customer wrote; else the way that was taken instead."""
    tried: tuple[TriedShape, ...] = ()
    """The ways before this one, with the reason why each did not lead to the customer."""
    message: str | None = None
    attempts: int
    created_at: datetime
    done_at: datetime | None = None
    next_attempt_at: datetime | None = None
    last_error: str | None = None


class DownloadShape(Shape):
    url: str
    """Works for a few minutes, without a token; the browser saves the file and does not show it."""
    expires_at: datetime
    name: str
    content_type: str
    size: int | None


class OpenedFileShape(DownloadShape):
    message: str
    position: int
    """Among the attachments of the message, from 0."""
