"""Who buys again: within a calendar month, and within 90 days of a purchase, after a complaint and without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Final

from chalicelib.model.buyer import Buyer
from chalicelib.model.change import Tally

from .days import day_of
from .naming import number

REPURCHASE: Final = "repurchase"
SOON: Final = timedelta(days=90)
BOUGHT: Final = "bought"
AGAIN: Final = "bought_again"
_MONTH: Final = len("2026-11")


def repurchase_tallies(before: Buyer, after: Buyer, *, zone: str) -> Iterator[Tally]:
    """The difference between two states of a buyer, on the days of the purchases."""
    moved = _counted(after, zone=zone)
    moved.subtract(_counted(before, zone=zone))
    for (day, name), by in moved.items():
        if by:
            yield Tally(report=REPURCHASE, day=day, number=name, by=by)


def _counted(buyer: Buyer, *, zone: str) -> Counter[tuple[str, str]]:
    return Counter([*_of_months(buyer, zone=zone), *_of_purchases(buyer, zone=zone)])


def _of_months(buyer: Buyer, *, zone: str) -> Iterator[tuple[str, str]]:
    """A buyer of a month on the day of the first purchase in it, one who came back on that of the second."""
    days = [day_of(one.paid_at, zone) for one in buyer.purchases]
    for _, of_month in groupby(days, key=lambda day: day[:_MONTH]):
        yield from zip(of_month, ("buyers", "buyers_again"), strict=False)


def _of_purchases(buyer: Buyer, *, zone: str) -> Iterator[tuple[str, str]]:
    """Each, and whether the next one followed soon."""
    for one, following in zip(buyer.purchases, (*buyer.purchases[1:], None), strict=False):
        day, group = day_of(one.paid_at, zone), "yes" if one.is_complained else "no"
        yield day, number(BOUGHT, "complained", group)
        if following and following.paid_at - one.paid_at <= SOON:
            yield day, number(AGAIN, "complained", group)
