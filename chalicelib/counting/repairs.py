"""Repairs: how long they took, whether they held, and how soon they were agreed on.

Those of the order directory count on the day the goods were sent in, also what is said of them later; what is promised
about one on the day it was asked for; those that went through our own flow on the day they were finished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Tally
from chalicelib.model.clock import REPAIR_CONFIRMATION
from chalicelib.model.flow import FlowRun, FlowState
from chalicelib.model.order import Order, Repair

from . import durations
from .days import day_of
from .promises import ended_or_late
from .steps import Step

REPAIRS: Final = "repairs"
LIMITS: Final = (5, 30, 35)
"""Days after which the law gives the customer more: notice of a delay, a spare, another one."""
HOLDS: Final = timedelta(days=30)
"""So long a repair has to hold."""
_DAY: Final = 86_400
_REPAIR: Final = "repair"
_SENT_IN: Final = "send_in"
"""The step of the flow that is done when the goods are with the repairer."""


def repair_tallies_of_order(before: Order | None, after: Order) -> Iterator[Tally]:
    """The difference between two states of an order."""
    moved = _of_order(after)
    moved.subtract(_of_order(before) if before else {})
    for (day, number), by in moved.items():
        if by:
            yield Tally(report=REPAIRS, day=day, number=number, by=by)


def repair_tallies(told: Sequence[Step], *, zone: str) -> Iterator[Tally]:
    for clock, number, by in ended_or_late(told, wanted=REPAIR_CONFIRMATION.__eq__, zone=zone):
        yield Tally(report=REPAIRS, day=day_of(clock.started_at, zone), number=f"confirmation_{number}", by=by)
    for _, event in told:
        body = event.body
        if isinstance(body, facts.FlowAdvanced) and body.flow.flow == _REPAIR:
            for number, by in _of_flow(body.flow, zone=zone):
                yield Tally(report=REPAIRS, day=day_of(event.at, zone), number=number, by=by)


def _of_order(order: Order) -> Counter[tuple[str, str]]:
    """(Day, number) → how often."""
    counted: Counter[tuple[str, str]] = Counter()
    for item in order.items:
        repairs = sorted(item.repairs, key=lambda one: one.sent_in)
        for place, repair in enumerate(repairs):
            day = repair.sent_in.isoformat()
            counted[(day, "sent_in")] += 1
            counted[(day, "again")] += any(_is_again(repair, earlier) for earlier in repairs[:place])
            for number, by in _lasting("ready", _seconds(repair.sent_in, repair.ready)) if repair.ready else ():
                counted[(day, number)] += by
    return counted


def _is_again(repair: Repair, earlier: Repair) -> bool:
    """The same fault, in the same words, within the days that the earlier repair had to hold."""
    if earlier.ready is None or _words(repair.fault) != _words(earlier.fault):
        return False
    return timedelta(0) <= repair.sent_in - earlier.ready <= HOLDS


def _words(fault: str) -> str:
    return "".join(fault.split()).casefold()


def _seconds(start: date, end: date) -> int:
    return max(0, (end - start).days) * _DAY


def _of_flow(run: FlowRun, *, zone: str) -> Iterator[tuple[str, int]]:
    """From when the goods were sent in until the repair was done and told."""
    sent = next((step.done_at for step in run.steps if step.step == _SENT_IN), None)
    if run.state is not FlowState.FINISHED or run.ended_at is None or sent is None:
        return
    yield from _lasting("finished", _between(sent, run.ended_at))
    yield from durations.numbers_of("finished", sent, run.ended_at, zone=zone)


def _between(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def _lasting(what: str, seconds: int) -> Iterator[tuple[str, int]]:
    yield what, 1
    if what == "ready":
        yield from durations.lasting(f"{what}_{durations.WALL}", seconds)
    yield from ((f"{what}_over_{days}", 1) for days in LIMITS if seconds > days * _DAY)
