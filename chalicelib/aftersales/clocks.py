"""What the rules oblige us to do by when, as clocks beside our own promises. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.clock import Clock
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import DueByUs, EntitlementDeadline, EntitlementRecord
from chalicelib.routing.independent import Deadline, with_deadlines

PREFIX: Final = "entitlement:"
OURS: Final = frozenset({"merchant", "seller", "repairer", "platform"})
"""Whose deadlines we keep; a consumer's or an authority's end without us."""


def due_by_us(deadlines: Iterable[EntitlementDeadline], *, zone: ZoneInfo) -> Iterator[DueByUs]:
    """(kind, due, rule) of each deadline of ours, the earliest of each kind. A day ends at its midnight."""
    found: dict[str, DueByUs] = {}
    for one in deadlines:
        if one.by not in OURS:
            continue
        due = DueByUs(kind=PREFIX + one.what, due_at=end_of(one.effective, zone), rule=one.rule)
        if due.kind not in found or due.due_at < found[due.kind].due_at:
            found[due.kind] = due
    yield from found.values()


def moved(present: Iterable[Clock], record: EntitlementRecord, *, now: datetime) -> tuple[Clock, ...]:
    """The clocks that begin, move or are owed no longer. One that moves keeps its start."""
    clocks = tuple(present)
    running = {clock.kind: clock.started_at for clock in clocks if clock.is_open}
    deadlines = [_deadline(due, record, since=running.get(due.kind, now)) for due in record.due]
    return with_deadlines(clocks, deadlines, family=PREFIX, now=now)


def owed_again(complaint: Complaint, *, now: datetime) -> tuple[Clock, ...]:
    """Of a complaint that is reopened: its resolution met nothing, and the rules' days stay what they were."""
    record = complaint.entitlements
    return moved((), record, now=now) if record else ()


def _deadline(due: DueByUs, record: EntitlementRecord, *, since: datetime) -> Deadline:
    return Deadline(
        kind=due.kind,
        policy=f"{due.rule}@{record.rules_version}",
        reason=due.rule,
        started_at=min(since, due.due_at),
        due_at=due.due_at,
    )


def end_of(effective: str, zone: ZoneInfo) -> datetime:
    """A day ends at its midnight; a second is itself."""
    if len(effective) > len("2026-11-11"):
        return datetime.fromisoformat(effective).replace(tzinfo=zone)
    return datetime.combine(date.fromisoformat(effective) + timedelta(days=1), time(), tzinfo=zone)
