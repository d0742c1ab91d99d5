"""How often the same customer has complained of the same order lately. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.change import Once
from chalicelib.model.message import Customer, OrderReference
from chalicelib.store.rows import normalised

from .contacts import contact_names
from .matching import Name

COMPLAINED: Final = "complained"
LATELY: Final = timedelta(days=30)
MOST: Final = 20
"""Complaints of one customer that are remembered."""
Complained = tuple[str, str]
"""Number of an order, and when."""


def complained_names(customer: Customer) -> list[Name]:
    """One for each way by which they are known, as for their contacts."""
    return [(COMPLAINED, name) for _, name in contact_names(customer)]


def lately_complained(recorded: Mapping[Name, str], customer: Customer, *, now: datetime) -> tuple[Complained, ...]:
    """Oldest first; under whichever name they came."""
    found: Counter[Complained] = Counter()
    for name in complained_names(customer):
        found |= Counter((order, at) for order, at in json.loads(recorded.get(name, "[]")))
    recent = (one for one in found.elements() if now - LATELY < datetime.fromisoformat(one[1]) <= now)
    return tuple(sorted(recent, key=lambda one: one[1]))


def times_before(lately: tuple[Complained, ...], order: OrderReference) -> int:
    return sum(number == normalised("order", order.number) for number, _ in lately)


def remembered_complaint(
    lately: tuple[Complained, ...], customer: Customer, order: OrderReference, *, now: datetime
) -> list[Once]:
    """Of two that come at once the later row stands. What holds a number of an order is sealed."""
    kept = (*lately, (normalised("order", order.number), now.isoformat()))[-MOST:]
    return [
        Once(kind=kind, key=key, value=json.dumps(kept), always=True, private=True, expires_at=now + LATELY)
        for kind, key in complained_names(customer)
    ]
