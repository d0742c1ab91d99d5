"""An effect: something owed to the outside, kept in the outbox until done. A timer: something owed to the future."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .base import Instant, Word
from .message import ReplyAddress


class EffectKind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    SURVEY = "survey"


class EffectState(StrEnum):
    """``failed`` has given up: visible on the complaint, and an alarm goes off."""

    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"


class Effect(Word):
    """``id`` is also the idempotency key towards the receiver. ``next_attempt_at`` is a lease while sending."""

    id: str
    complaint: str
    shop: str
    kind: EffectKind
    to: ReplyAddress
    subject: str | None = None
    text: str
    language: str
    message: str | None = None
    """Id of the message this effect carries, so that its delivery can be shown beside it."""
    thread_reference: str | None = None
    state: EffectState = EffectState.PENDING
    attempts: int = 0
    created_at: Instant
    next_attempt_at: Instant
    done_at: Instant | None = None
    reference: str | None = None
    """What the receiver called it, for example the wire Message-ID."""
    last_error: str | None = None


LEASE: Final = "lease"
WAIT: Final = "wait"
SURVEY: Final = "survey"
CLOSE: Final = "close"
CLOCK: Final = "clock:"


class Timer(Word):
    """``kind`` is ``lease``, ``wait``, ``survey``, ``close`` or ``clock:<kind of clock>``; one of each at most."""

    complaint: str
    shop: str
    kind: str
    at: Instant
