"""Answers about several matters of one complaint → one record. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from chalicelib.model.entitlement import EntitlementPart, EntitlementRecord
from chalicelib.policies.combining import PAYERS

T = TypeVar("T")


def together(records: Sequence[EntitlementRecord], issues: Sequence[str]) -> EntitlementRecord:
    """What any of the matters gives is owed. Of the same sum the larger counts, of the payers the one that costs the
    customer least. ``records`` and ``issues`` in the same order; the facts are those of the first.
    """
    first = records[0]
    if len(records) == 1:
        return first
    entitled = _united(one.entitled for one in records)
    return first.model_copy(
        update={
            "entitled": entitled,
            "not_entitled": tuple(one for one in _united(one.not_entitled for one in records) if one not in entitled),
            "deadlines": _united(one.deadlines for one in records),
            "due": tuple({due.kind: due for one in reversed(records) for due in one.due}.values()),
            "payer": _cheapest(one.payer for one in records),
            "logistics": next((one.logistics for one in records if one.logistics), None),
            "amounts": _larger(one.amounts for one in records),
            "evidence": _united(one.evidence for one in records),
            "steps": _united(one.steps for one in records),
            "flags": _united(one.flags for one in records),
            "rules": _united(one.rules for one in records),
            "void": _united(one.void for one in records),
            "conditional": any(one.conditional for one in records),
            "rests_on": _united(one.rests_on for one in records),
            "parts": tuple(_part(issue, one) for issue, one in zip(issues, records, strict=True)),
        }
    )


def _part(issue: str, record: EntitlementRecord) -> EntitlementPart:
    return EntitlementPart(issue=issue, **record.model_dump(include=EntitlementPart.model_fields.keys() - {"issue"}))


def _united(parts: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """Each once, in the order in which they are first named."""
    united: list[T] = []
    for one in (one for part in parts for one in part):
        if one not in united:
            united.append(one)
    return tuple(united)


def _cheapest(payers: Iterable[str]) -> str:
    named = [one for one in payers if one in PAYERS]
    return min(named, key=PAYERS.index) if named else "none"


def _larger(amounts: Iterable[dict[str, str]]) -> dict[str, str]:
    larger: dict[str, str] = {}
    for name, amount in (pair for one in amounts for pair in one.items()):
        larger[name] = max(larger.get(name, amount), amount, key=Decimal)
    return larger
