"""What costs money beside what is counted anyway: hours held, parcels, days in store, compensations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Tally
from chalicelib.model.compensation import Compensation, CompensationState
from chalicelib.model.flow import FlowRun, FlowState

from .days import day_of
from .naming import number
from .steps import Step
from .work import WORK

HELD_SUM: Final = "held_sum"
"""Seconds for which agents held complaints, counted when they let go."""
PARCELS: Final = "parcels"
STORED_SUM: Final = "stored_sum"
"""Seconds for which a customer's goods lay with us, counted when the after-sale is done."""
COMPENSATED: Final = "compensated"
"""By currency, in hundredths of it."""
_SENT: Final = frozenset({"send_back", "pick_up", "send_new", "send_in", "certificate", "resend"})
"""Steps with each of which a parcel goes; a repair's certificate travels with the goods."""
_INSPECTED: Final = "inspect"
"""Done when the goods are back and looked at."""
_REPAIRED: Final = "repair"
"""Begins when the goods are with the repairer."""
_HUNDREDTHS: Final = Decimal(100)


def spending_tallies(change: Change, told: Iterable[Step], *, zone: str) -> Iterator[Tally]:
    for day, name, by in _spent(change, told, zone=zone):
        yield Tally(report=WORK, day=day, number=name, by=by)


def _spent(change: Change, told: Iterable[Step], *, zone: str) -> Iterator[tuple[str, str, int]]:
    if held := _held(change):
        yield day_of(change.events[-1].at, zone), HELD_SUM, held
    for _, event in told:
        day, body = day_of(event.at, zone), event.body
        if isinstance(body, facts.FlowAdvanced) and body.flow.state is FlowState.FINISHED:
            yield from ((day, name, by) for name, by in _moved(body.flow))
        elif isinstance(body, facts.CompensationOffered | facts.CompensationDecided):
            yield from ((day, name, by) for name, by in _given(body.compensation))


def _held(change: Change) -> int:
    """Seconds, once the hold that there was is over."""
    lease, after = change.before.lease if change.before else None, change.after.lease
    if lease is None or (after and (after.agent, after.taken_at) == (lease.agent, lease.taken_at)):
        return 0
    return max(0, int((change.events[-1].at - lease.taken_at).total_seconds()))


def _moved(run: FlowRun) -> Iterator[tuple[str, int]]:
    parcels = sum(step.step in _SENT for step in run.steps)
    if parcels:
        yield PARCELS, parcels
    came = min(_arrivals(run), default=None)
    if came and run.ended_at:
        yield STORED_SUM, int((run.ended_at - came).total_seconds())


def _arrivals(run: FlowRun) -> Iterator[datetime]:
    for step in run.steps:
        if step.step == _REPAIRED:
            yield step.began_at
        elif step.step == _INSPECTED and step.done_at:
            yield step.done_at


def _given(compensation: Compensation) -> Iterator[tuple[str, int]]:
    if compensation.state is CompensationState.OFFERED:
        amount = int((compensation.amount * _HUNDREDTHS).to_integral_value())
        yield number(COMPENSATED, "currency", compensation.currency), amount
