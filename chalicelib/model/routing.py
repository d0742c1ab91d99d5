"""Where a complaint belongs, why, and what that was decided from."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from .assessment import Category, Severity, Signal
from .base import Instant, Word


class HandOver(StrEnum):
    """Why only a person may answer (GB/T 47746-2026, 5.1.3 and 5.2.2.6). No rule switches it off."""

    SAFETY = "safety"
    """Somebody may be hurt."""
    VULNERABLE = "vulnerable"
    """A minor or a vulnerable person is concerned."""
    REPEATED = "repeated"
    """The third contact within 24 hours."""
    HUMAN = "human"
    """The customer asks for a person."""


class RoutingInputs(Word):
    """What the rules were asked with, so that a decision can be explained and asked again.

    ``contacts`` are the times at which the customer came lately, this one among them; ``words`` those of the text that
    rules look for; ``at_least`` the severity it had already. ``order_value`` is money in ``currency``.
    """

    at: Instant
    shop: str
    channel: str
    account: str = ""
    language: str
    primary: Category
    labels: tuple[Category, ...] = ()
    abstained: bool = False
    signals: tuple[Signal, ...] = ()
    tier: str | None = None
    order_value: Decimal | None = None
    currency: str | None = None
    contacts: tuple[Instant, ...] = ()
    words: tuple[str, ...] = ()
    at_least: Severity = Severity.S3


class RoutingDecision(Word):
    """``rules`` are the ids that made a difference, ``version`` that of the rule file.

    ``skills`` are what whoever works on it has to know, ``tags`` are for people who look for it. ``inputs`` are absent
    in what was decided before they were kept.
    """

    queue: str
    severity: Severity
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    version: str
    inputs: RoutingInputs | None = None
