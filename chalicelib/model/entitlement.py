"""What a customer is entitled to, as kept with the complaint: the facts it rests on and the answer of the rules."""

from __future__ import annotations

from typing import Any, Literal

from .base import Instant, Word

FactSource = Literal["asserted", "evidenced", "confirmed"]
"""Somebody says so; there is proof; it is settled."""
FactOrigin = Literal["message", "channel", "order", "flow", "agent", "shop"]


class Fact(Word):
    """``origin`` is where we have it from: ``flow`` a step of an after-sale that was done, ``shop`` what is taken for
    granted where nobody says otherwise.
    """

    value: Any
    source: FactSource
    origin: FactOrigin


class EntitlementDeadline(Word):
    """A day or a local second as text: as counted, and after rest days have moved it."""

    what: str
    by: str
    nominal: str
    effective: str
    rule: str


class DueByUs(Word):
    """A deadline of the answer that we have to keep: it becomes a clock. ``rule`` set it."""

    kind: str
    due_at: Instant
    rule: str


class EntitlementPart(Word):
    """What follows from one of several matters of a complaint."""

    issue: str
    entitled: tuple[str, ...] = ()
    deadlines: tuple[EntitlementDeadline, ...] = ()
    payer: str = "none"
    amounts: dict[str, str] = {}
    evidence: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    conditional: bool = False


class EntitlementRecord(Word):
    """Codes as in ``policies/rules/texts.yaml``; ``amounts`` are decimal strings.

    ``unreadable`` names facts the rules could not take, with what would be right; then nothing is answered.
    The same facts and versions give the same answer again, so the trace of all rules is not kept.
    """

    facts: dict[str, Fact]
    entitled: tuple[str, ...] = ()
    not_entitled: tuple[str, ...] = ()
    deadlines: tuple[EntitlementDeadline, ...] = ()
    due: tuple[DueByUs, ...] = ()
    payer: str = "none"
    logistics: str | None = None
    amounts: dict[str, str] = {}
    evidence: tuple[str, ...] = ()
    steps: tuple[EntitlementDeadline, ...] = ()
    flags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    conditional: bool = False
    rests_on: tuple[str, ...] = ()
    unreadable: dict[str, str] = {}
    rules_version: str = ""
    calendar_version: str = ""
    parts: tuple[EntitlementPart, ...] = ()
    """By matter, where a complaint is about several; the rest of the record is all of it together."""
