"""Everything that a change adds to the numbers of all reports."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.model.change import Change, Tally
from chalicelib.model.order import Order

from .accuracy import accuracy_tallies
from .audits import audit_tallies
from .orders import order_tallies, return_tallies
from .platforms import platform_tallies
from .repairs import repair_tallies, repair_tallies_of_order
from .spending import spending_tallies
from .steps import steps
from .surveys import survey_tallies
from .visits import visit_tallies
from .volumes import volume_tallies
from .work import work_tallies


def tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    """From the states before and after it and its events alone. ``zone`` decides on which day something counts."""
    told = tuple(steps(change))
    yield from volume_tallies(change, zone=zone)
    yield from audit_tallies(told, zone=zone)
    if change.after.is_trusted:
        yield from work_tallies(told, zone=zone)
        yield from platform_tallies(told, zone=zone)
        yield from repair_tallies(told, zone=zone)
        yield from spending_tallies(change, told, zone=zone)
    yield from return_tallies(change, zone=zone)
    yield from survey_tallies(change, zone=zone)
    yield from visit_tallies(change, zone=zone)
    yield from accuracy_tallies(change, zone=zone)


def tallies_of_order(before: Order | None, after: Order, *, zone: str) -> Iterator[Tally]:
    """The difference between two states of an order: put in twice it counts once, however the states arrive."""
    yield from order_tallies(before, after, zone=zone)
    yield from repair_tallies_of_order(before, after)
