"""The answer: what is owed, until when, at whose cost, with which proof, and the trace of every rule considered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pydantic import SkipValidation

from chalicelib.model.base import Word

State = Literal["matched", "over", "void", "rejected"]
"""``over``: its period has ended. ``void``: a term worse than the law, not applied."""


class Deadline(Word):
    """``nominal`` as counted, ``effective`` after rest days (C4); a day, or a second of local time."""

    what: str
    by: str
    nominal: date | datetime
    effective: date | datetime
    rule: str
    provisional: bool = False


class Freight(Word):
    """Who pays for sending (``combining.PAYERS``), or ``none``; ``logistics`` says how the goods travel."""

    payer: str
    logistics: str | None = None


class Step(Word):
    what: str
    by: str
    until: date | datetime | None = None
    rule: str


class Considered(NamedTuple):
    """One rule and what became of it; ``because`` is empty for a match."""

    rule: str
    part: str
    layer: str
    state: State
    because: str


class Entitlements(Word):
    """``conditional``: rests on something only asserted; ``evidence`` then has to come in first.

    ``rules`` cites the rules and conventions that decide; ``void`` those terms that the law leaves without effect.
    ``amounts`` are in the currency of the case, two decimals. ``unread`` names facts nobody looked at.
    """

    entitled: tuple[str, ...]
    not_entitled: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    freight: Freight
    amounts: dict[str, Decimal]
    evidence: tuple[str, ...]
    steps: tuple[Step, ...]
    flags: tuple[str, ...]
    rules: tuple[str, ...]
    void: tuple[str, ...]
    conditional: bool
    rests_on: tuple[str, ...]
    trace: SkipValidation[tuple[Considered, ...]]
    unread: tuple[str, ...]
    rules_version: str
    calendar_version: str

    def plain(self) -> dict[str, Any]:
        """JSON in one order, so that the same answer is the same bytes."""
        told: dict[str, Any] = self.model_dump(mode="json")
        return told
