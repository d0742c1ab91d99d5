"""What came in, by what it counts as now, on the day it came in.

Of a complaint that turns out to be part of another, or to be about something else, the difference is counted: so a day
of the past changes when what happened on it is seen better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from chalicelib.model.assessment import Signal
from chalicelib.model.change import Change, Tally
from chalicelib.model.clock import REGULATOR
from chalicelib.model.complaint import Complaint
from chalicelib.model.order import Goods

from .days import day_of
from .naming import number

VOLUMES: Final = "volumes"
RECEIVED: Final = "received"
OUTSIDE: Final = "outside"
FIRST: Final = "first_of_order"
AGAIN: Final = "again_of_order"
"""By a customer who had complained of the same order in the 30 days before."""
MERGED: Final = "merged"
UNTRUSTED: Final = "untrusted"
DIMENSIONS: Final = ("category", "channel", "queue", "severity", "signal", "product", "batch", "courier")
_OUTSIDE_SIGNALS: Final = frozenset({Signal.REGULATOR, Signal.MEDIA, Signal.LEGAL})


def volume_tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    after = counted(change.after)
    after.subtract(counted(change.before) if change.before else ())
    day = day_of(change.after.created_at, zone)
    for name, by in after.items():
        if by:
            yield Tally(report=VOLUMES, day=day, number=name, by=by)


def counted(complaint: Complaint) -> Counter[str]:
    """What machines wrote and what goes on in another complaint is no complaint of its own, and counted apart."""
    if not complaint.is_trusted:
        return Counter((UNTRUSTED,))
    if complaint.merged_into:
        return Counter((MERGED,))
    return Counter(_numbers(complaint))


def _numbers(complaint: Complaint) -> Iterator[str]:
    yield RECEIVED
    for dimension, value in dimensions(complaint):
        yield number(RECEIVED, dimension, value)
    if is_outside(complaint):
        yield OUTSIDE
    if complaint.complained_before is not None:
        yield AGAIN if complaint.complained_before else FIRST


def dimensions(complaint: Complaint) -> Iterator[tuple[str, str]]:
    """(dimension, value) of everything it counts for."""
    yield "category", complaint.classification.primary.value
    yield "channel", complaint.channel
    yield "queue", complaint.routing.queue
    yield "severity", complaint.routing.severity.value
    yield from (("signal", signal.value) for signal in complaint.signals)
    yield from goods_dimensions(complaint.goods)


def goods_dimensions(goods: Goods | None) -> Iterator[tuple[str, str]]:
    """As far as the order is known; a product is its SKU."""
    named = (("product", goods.sku), ("batch", goods.batch), ("courier", goods.courier)) if goods else ()
    yield from ((dimension, value) for dimension, value in named if value)


def is_outside(complaint: Complaint) -> bool:
    """Somebody outside the house is in it: a regulator, a court, the media."""
    return bool(_OUTSIDE_SIGNALS & set(complaint.signals)) or any(
        clock.kind.startswith(REGULATOR) for clock in complaint.clocks
    )
