"""A delivery: one call of a channel to us, bytes as received."""

from __future__ import annotations

from .base import Instant, Word
from .message import Attachment


class Delivery(Word):
    """What waits in the intake queue. ``headers`` have lower-case names.

    Exactly one of ``body`` and ``body_object`` holds the bytes: large bodies lie in the object store
    (``body_object`` is the key) because a queue message is at most 1 MiB. ``files`` came beside the body and were
    kept before it was accepted.
    """

    id: str
    shop: str
    channel: str
    account: str
    received_at: Instant
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    body: bytes = b""
    body_object: str | None = None
    source_address: str = ""
    files: tuple[Attachment, ...] = ()


class QuarantineEntry(Word):
    """A delivery that could not be processed: visible, with the reason, replayable."""

    id: str
    shop: str
    channel: str
    account: str
    delivery: str
    quarantined_at: Instant
    code: str
    reason: str
    raw_object: str
    """Key in the object store of the whole delivery as JSON."""
    size: int
    replayed_at: Instant | None = None
    replayed_by: str | None = None
