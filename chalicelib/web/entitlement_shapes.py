"""What is answered about entitlements and policies, and what is asked. OpenAPI is generated from these."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from chalicelib.model.entitlement import FactOrigin, FactSource

from .shapes import Shape


class FactsBody(Shape):
    """``facts`` by the names of docs/policies.md; ``null`` takes back what an agent stated before."""

    facts: Annotated[dict[str, Any], Field(min_length=1, max_length=100)]
    source: FactSource = "confirmed"


class WhatIfBody(Shape):
    """Facts in place of those of ``complaint``, or alone; a value, or ``{"value", "source"}``."""

    facts: Annotated[dict[str, Any], Field(max_length=100)] = {}
    complaint: str | None = None


class NamedShape(Shape):
    code: str
    name: str


class DeadlineShape(Shape):
    what: str
    name: str
    by: str
    nominal: str
    effective: str
    """After rest days have moved it; a day, or a second of local time."""
    rule: str


class CitedRuleShape(Shape):
    id: str
    layer: str
    says: str
    source: str
    confidence: str
    """H: text read; M: secondary sources; L: general knowledge."""


class FactShape(Shape):
    name: str
    value: Any
    source: FactSource
    origin: FactOrigin


class ConsideredRuleShape(Shape):
    rule: str
    part: str
    layer: str
    state: str
    because: str


class EntitlementsShape(Shape):
    """What the customer is entitled to, until when, at whose cost, with which proof and by which rules.

    ``conditional``: it rests on what is only asserted (``rests_on``); ``evidence`` has to come in first.
    """

    entitled: tuple[NamedShape, ...]
    not_entitled: tuple[NamedShape, ...]
    deadlines: tuple[DeadlineShape, ...]
    steps: tuple[DeadlineShape, ...]
    freight: NamedShape
    logistics: NamedShape | None
    amounts: dict[str, str]
    evidence: tuple[NamedShape, ...]
    flags: tuple[str, ...]
    rules: tuple[CitedRuleShape, ...]
    conventions: tuple[str, ...]
    """How days were counted where that decided: C1 to C13 of docs/policies.md."""
    void: tuple[str, ...]
    conditional: bool
    rests_on: tuple[str, ...]
    facts: tuple[FactShape, ...]
    unreadable: dict[str, str]
    """Facts the rules cannot take, with what would be right; then nothing else is answered."""
    rules_version: str
    calendar_version: str
    trace: tuple[ConsideredRuleShape, ...] | None
    """Every rule that was considered, and why not; with ``?trace=true`` only."""


class PolicyShape(Shape):
    id: str
    layer: str
    topics: tuple[str, ...]
    grants: tuple[str, ...]
    """The remedies it may give, depending on the case."""
    says: str
    source: str
    confidence: str
    valid_from: date
    valid_to: date | None


class PoliciesShape(Shape):
    """The rules in force, in their order of strength."""

    jurisdiction: str
    profile: str | None
    day: date
    version: str
    items: tuple[PolicyShape, ...]
    next: str | None = None
