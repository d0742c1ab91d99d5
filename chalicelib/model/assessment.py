"""An assessment: what we understood of a text, how sure we are, and which words decided."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .base import Word

SEARCHED: Final = frozenset({"order", "tracking", "phone", "email"})
"""Kinds of entities by which a complaint is found."""


class Category(StrEnum):
    QUALITY = "quality"
    LOGISTICS = "logistics"
    POLICY = "policy"
    ATTITUDE = "attitude"
    NONE = "none"


class Signal(StrEnum):
    SAFETY = "safety"
    REGULATOR = "regulator"
    MEDIA = "media"
    LEGAL = "legal"
    FRAUD = "fraud"
    CHURN = "churn"
    HUMAN = "human"
    VULNERABLE = "vulnerable"


class Severity(StrEnum):
    """S0 safety, S1 urgent, S2 normal, S3 low."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"


class Evidence(Word):
    """A span of the original text that spoke for (positive weight) or against a label. Offsets count characters."""

    label: str
    text: str
    start: int
    end: int
    weight: float


class Alarm(Word):
    """Words of the original text that gave ``signal``, or ``extreme_emotion``. What only the subject says has an empty
    span; ``text`` is what was matched there."""

    signal: str
    text: str
    start: int
    end: int


class Entity(Word):
    """Something named in the text: order, tracking, phone, email, tag, amount, date or product.

    ``value`` is its normal form: of an amount a decimal and, when sure, a currency ("199 CNY"); of a date the ISO date,
    or its words when they may mean several days. ``about`` is what is known besides: whose number it is (platform or
    carrier), what the day was the day of (``bought``, ``received``, ``asked``), that the sum was ``paid``.
    """

    kind: str
    value: str
    start: int
    end: int
    about: str | None = None


class Assessment(Word):
    """``labels`` may hold several categories; ``primary`` is the strongest, ``none`` when nothing is complained of.

    ``abstained`` means too unsure to decide: the complaint goes to triage. ``model`` names the exact classifier,
    ``lexicon`` the version of the shop's own words (0: none).
    """

    language: str
    primary: Category
    labels: tuple[Category, ...]
    confidence: float
    abstained: bool
    evidence: tuple[Evidence, ...] = ()
    signals: tuple[Signal, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    """Why the signals were given, a few words for each."""
    entities: tuple[Entity, ...] = ()
    extreme_emotion: bool = False
    """Beside themselves with anger or despair: a matter for a person."""
    model: str
    lexicon: int = 0
