"""What supervisors found who looked at resolved complaints again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.audit import Audit, Verdict
from chalicelib.model.change import Tally

from .days import day_of
from .naming import number
from .steps import Step

AUDIT: Final = "audit"


def audit_tallies(told: Iterable[Step], *, zone: str) -> Iterator[Tally]:
    """On the day of the resolution, so that a month's audits are of what that month resolved."""
    for before, event in told:
        if isinstance(event.body, facts.Audited) and before.resolution:
            day = day_of(before.resolution.at, zone)
            yield from (Tally(report=AUDIT, day=day, number=name, by=1) for name in _numbers(event.body.audit))


def _numbers(audit: Audit) -> Iterator[str]:
    for metric in ("audited", *(("passed",) if audit.passed else ())):
        yield from (metric, number(metric, "agent", audit.agent))
    yield from (f"failed_{point}" for point, said in audit.answers.items() if said is Verdict.NO)
