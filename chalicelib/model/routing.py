"""Where a complaint belongs, why, and what that was decided from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from pydantic import model_validator

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
    EMOTION = "emotion"
    """The customer is beside themselves."""
    HUMAN = "human"
    """The customer asks for a person."""


BY_RULE: Final = "rule"
BEFORE_CODES: Final = "told"


class Reason(Word):
    """Why it was decided so. ``code`` is that of a sentence in ``routing/reasons.yaml``, where no code is ever reused.

    A rule gives its reason itself (``rule``): ``titles`` keep its sentence by language, so that history explains when
    the rules are others. ``severity`` is named where it follows from the reason.
    """

    code: str
    severity: Severity | None = None
    titles: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _was_a_sentence(cls, stored: Any) -> Any:
        """As decisions were kept before reasons had codes."""
        return {"code": BEFORE_CODES, "titles": {"en": stored}} if isinstance(stored, str) else stored


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
    extreme_emotion: bool = False
    tier: str | None = None
    order_value: Decimal | None = None
    currency: str | None = None
    product: str | None = None
    """SKU of the order's only product."""
    contacts: tuple[Instant, ...] = ()
    words: tuple[str, ...] = ()
    at_least: Severity = Severity.S3


class RoutingDecision(Word):
    """``rules`` are the ids that made a difference, ``version`` that of the rules: of the file and,
    after a ``+``, of what the shop accepted.

    ``skills`` are what whoever works on it has to know, ``tags`` are for people who look for it. ``inputs`` are absent
    in what was decided before they were kept.
    """

    queue: str
    severity: Severity
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    rules: tuple[str, ...]
    reasons: tuple[Reason, ...]
    version: str
    inputs: RoutingInputs | None = None
