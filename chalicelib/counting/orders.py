"""Orders, returns and after-sales: what the complaints are measured against, on the days of the orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from chalicelib.model.change import Change, Tally
from chalicelib.model.complaint import Complaint
from chalicelib.model.flow import FlowRun, FlowState
from chalicelib.model.order import Order

from .days import day_of
from .naming import number
from .volumes import goods_dimensions

ORDERS: Final = "orders"
SIGNED: Final = "signed"
RETURNED: Final = "returned"
PAID: Final = "paid"
_RETURN: Final = "return"
_REVIEWED: Final = 3
"""Steps of a return: asked for, reviewed, and what comes after it was agreed to."""
_DECLINED: Final = "declined"


def order_tallies(before: Order | None, after: Order, *, zone: str) -> Iterator[Tally]:
    """The difference between two states of an order, which counts on the days it was signed for and paid."""
    yield from _difference(_of_order(before, zone=zone) if before else Counter(), _of_order(after, zone=zone))


def return_tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    """A return that was agreed to, on the day on which its order was signed for, by why."""
    before = _of_complaint(change.before, zone=zone) if change.before else Counter()
    yield from _difference(before, _of_complaint(change.after, zone=zone))


Counted = Counter[tuple[str, str]]
"""(Day, number) → how often."""


def _difference(before: Counted, after: Counted) -> Iterator[Tally]:
    moved = Counter(after)
    moved.subtract(before)
    for (day, name), by in moved.items():
        if by:
            yield Tally(report=ORDERS, day=day, number=name, by=by)


def _of_order(order: Order, *, zone: str) -> Counted:
    counted: Counted = Counter()
    if order.paid_at:
        counted[(day_of(order.paid_at, zone), PAID)] += 1
    if order.signed_at:
        day = day_of(order.signed_at, zone)
        counted[(day, SIGNED)] += 1
        counted.update((day, number(SIGNED, *of)) for of in goods_dimensions(order.goods))
    return counted


def _of_complaint(complaint: Complaint, *, zone: str) -> Counted:
    goods = complaint.goods
    is_counted = complaint.is_trusted and not complaint.merged_into and is_returned(complaint)
    if not (is_counted and goods and goods.signed_at):
        return Counter()
    day = day_of(goods.signed_at, zone)
    parts = (("cause", cause_of(complaint)), *goods_dimensions(goods))
    return Counter([(day, RETURNED), *((day, number(RETURNED, *of)) for of in parts)])


def is_returned(complaint: Complaint) -> bool:
    """The goods are to come back, or have: somebody agreed to it."""
    return any(run.flow == _RETURN and _is_agreed(run) for run in complaint.flows)


def _is_agreed(run: FlowRun) -> bool:
    steps = [step.step for step in run.steps]
    return run.state is FlowState.FINISHED or (len(steps) >= _REVIEWED and steps[_REVIEWED - 1] != _DECLINED)


def cause_of(complaint: Complaint) -> str:
    """As the rules call what it is about, ``no_reason`` or ``quality_fault``; a category where they say nothing."""
    issue = complaint.entitlements.facts.get("issue") if complaint.entitlements else None
    return str(issue.value) if issue else complaint.classification.primary.value
