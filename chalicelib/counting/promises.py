"""What became of a promise, for measures that count it on the day it was made. It ends once and is late once, however
often it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from chalicelib.model import event as facts
from chalicelib.model.clock import Clock, ClockState
from chalicelib.model.complaint import Complaint

from . import durations
from .steps import Step


def ended_or_late(
    told: Iterable[Step], *, wanted: Callable[[str], bool], zone: str
) -> Iterator[tuple[Clock, str, int]]:
    """(Clock, number, by) of the kinds wanted: ``in_time``, ``late``, and of both how long the answer took."""
    for before, event in told:
        if isinstance(event.body, facts.ClocksChanged):
            for clock in event.body.clocks:
                if wanted(clock.kind):
                    yield from ((clock, name, by) for name, by in _said(clock, before, zone=zone))


def _said(clock: Clock, before: Complaint, *, zone: str) -> Iterator[tuple[str, int]]:
    present = before.clock(clock.kind)
    was = present if present and present.started_at == clock.started_at else None
    if _is_late(clock) and not (was and _is_late(was)):
        yield "late", 1
    if clock.stopped_at is None or clock.state is ClockState.CANCELLED or (was and was.stopped_at):
        return
    if clock.state is ClockState.MET:
        yield "in_time", 1
    yield from durations.numbers_of("answered", clock.started_at, clock.stopped_at, zone=zone)


def _is_late(clock: Clock) -> bool:
    return clock.breached_at is not None or clock.state is ClockState.MISSED
