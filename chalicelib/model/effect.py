"""An effect: something owed to the outside, kept in the outbox until done. A timer: something owed to the future."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from .base import Instant, Word
from .message import ReplyAddress


class EffectKind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    SURVEY = "survey"
    SURVEY_REMINDER = "survey_reminder"
    SURVEY_THANKS = "survey_thanks"
    VISIT = "visit"


class EffectState(StrEnum):
    """``failed`` has given up: visible on the complaint, and an alarm goes off."""

    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"


class Way(StrEnum):
    """The ways to a customer, in the order in which they are tried; after the last of them a person has to."""

    CHANNEL = "channel"
    """Where the customer wrote, or answers themselves go: the whole text."""
    TEMPLATE = "template"
    """A notice that the platform has approved, on the channel itself; it leads to the text."""
    SMS = "sms"
    """The same by text message."""
    EMAIL = "email"


class Tried(Word):
    """A way that did not lead to the customer, and why."""

    way: Way
    channel: str
    attempts: int
    at: Instant
    why: str


class Choices(Word):
    """What the customer may say by a tap where the channel has buttons: every word is a label, and comes back as a
    message that says it. ``title`` names them all where a platform folds them away.
    """

    title: str
    words: tuple[str, ...]


class Effect(Word):
    """``id`` is also the idempotency key towards the receiver. ``next_attempt_at`` is a lease while sending.

    An effect goes one way at a time and is done when one of them has succeeded. ``link`` leads the customer to the
    whole text, for ways that cannot carry it; it is made anew for every attempt.
    """

    id: str
    complaint: str
    shop: str
    kind: EffectKind
    to: ReplyAddress
    way: Way = Way.CHANNEL
    tried: tuple[Tried, ...] = ()
    link: str | None = None
    unsubscribe: str | None = None
    """Where surveys are stopped by one click (RFC 8058)."""
    subject: str | None = None
    text: str
    choices: Choices | None = None
    """The text says all that is needed without them."""
    language: str
    message: str | None = None
    """Id of the message this effect carries, so that its delivery can be shown beside it."""
    thread_reference: str | None = None
    state: EffectState = EffectState.PENDING
    attempts: int = 0
    """By every way together."""
    created_at: Instant
    next_attempt_at: Instant
    done_at: Instant | None = None
    reference: str | None = None
    """What the receiver called it, for example the wire Message-ID."""
    messages: int = 0
    """How many messages it took, once it is done."""
    last_error: str | None = None
    may_have_arrived: bool = False
    """An attempt ended without an answer: nobody knows what became of it."""
    returned: str | None = None
    """Why it came back after somebody had taken it: it goes its next way, or is given up."""

    @property
    def attempts_this_way(self) -> int:
        return self.attempts - sum(each.attempts for each in self.tried)


def remaining(to: ReplyAddress, effects: Iterable[Effect]) -> int | None:
    """How many more messages the platform takes after those ``effects`` that are done; ``None``: it does not count.

    A newer word of the customer opens a newer window, which counts anew.
    """
    if to.takes is None:
        return None
    taken = (each.messages for each in effects if each.state is EffectState.DONE and _is_same_window(each.to, to))
    return max(to.takes - sum(taken), 0)


def _is_same_window(one: ReplyAddress, other: ReplyAddress) -> bool:
    return (one.channel, one.account, one.recipient, one.open_until) == (
        other.channel,
        other.account,
        other.recipient,
        other.open_until,
    )


LEASE: Final = "lease"
OFFER: Final = "offer"
WAIT: Final = "wait"
SURVEY: Final = "survey"
VISIT: Final = "visit"
CLOSE: Final = "close"
CLOCK: Final = "clock:"


class Timer(Word):
    """``kind`` is ``lease``, ``offer``, ``wait``, ``survey``, ``visit``, ``close`` or ``clock:<kind>``; one of each."""

    complaint: str
    shop: str
    kind: str
    at: Instant
