"""What the rules oblige us to do by when, as clocks beside our own promises. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.clock import Clock, ClockState, Mark
from chalicelib.model.entitlement import DueByUs, EntitlementDeadline, EntitlementRecord

PREFIX: Final = "entitlement:"
OURS: Final = frozenset({"merchant", "seller", "repairer", "platform"})
"""Whose deadlines we keep; a consumer's or an authority's end without us."""
WARNED: Final = 80
"""Per cent of the way to the deadline."""
ALWAYS: Final = "always"
"""The law counts nights and Sundays; what rest days move has been moved already."""


def due_by_us(deadlines: Iterable[EntitlementDeadline], *, zone: ZoneInfo) -> Iterator[DueByUs]:
    """(kind, due, rule) of each deadline of ours, the earliest of each kind. A day ends at its midnight."""
    found: dict[str, DueByUs] = {}
    for one in deadlines:
        if one.by not in OURS:
            continue
        due = DueByUs(kind=PREFIX + one.what, due_at=_end(one.effective, zone), rule=one.rule)
        if due.kind not in found or due.due_at < found[due.kind].due_at:
            found[due.kind] = due
    yield from found.values()


def moved(present: Iterable[Clock], record: EntitlementRecord, *, now: datetime) -> tuple[Clock, ...]:
    """The clocks that begin, move or are owed no longer."""
    open_now = {clock.kind: clock for clock in present if clock.kind.startswith(PREFIX) and clock.is_open}
    met = {clock.kind: clock.due_at for clock in present if clock.kind.startswith(PREFIX) and not clock.is_open}
    wanted = {due.kind: due for due in record.due if met.get(due.kind) != due.due_at}
    gone = (
        clock.model_copy(update={"state": ClockState.CANCELLED, "stopped_at": now})
        for kind, clock in open_now.items()
        if kind not in wanted
    )
    changed = (
        _clock(due, record, now=open_now[kind].started_at if kind in open_now else now)
        for kind, due in wanted.items()
        if kind not in open_now or open_now[kind].due_at != due.due_at
    )
    return (*gone, *changed)


def _clock(due: DueByUs, record: EntitlementRecord, *, now: datetime) -> Clock:
    started = min(now, due.due_at)
    return Clock(
        kind=due.kind,
        policy=f"{due.rule}@{record.rules_version}",
        reason=due.rule,
        calendar=ALWAYS,
        started_at=started,
        target_seconds=int((due.due_at - started).total_seconds()),
        due_at=due.due_at,
        marks=(Mark(percent=WARNED, at=started + (due.due_at - started) * WARNED / 100),),
    )


def _end(effective: str, zone: ZoneInfo) -> datetime:
    if len(effective) > len("2026-11-11"):
        return datetime.fromisoformat(effective).replace(tzinfo=zone)
    return datetime.combine(date.fromisoformat(effective) + timedelta(days=1), time(), tzinfo=zone)
