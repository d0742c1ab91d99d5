"""How often the same customer has complained of the same order lately. Pure.

What is remembered names no order: its number is told from others only by whoever knows it and the customer.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
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
"""What tells the order, and when."""
Lately = Mapping[Name, tuple[Complained, ...]]
"""Oldest first, by each name of the customer."""


def complained_names(customer: Customer) -> list[Name]:
    """One for each way by which they are known, as for their contacts."""
    return [(COMPLAINED, name) for _, name in contact_names(customer)]


def lately_complained(recorded: Mapping[Name, str], customer: Customer, *, now: datetime) -> Lately:
    return {name: tuple(_recent(recorded.get(name, "[]"), now=now)) for name in complained_names(customer)}


def times_before(lately: Lately, order: OrderReference) -> int:
    """Under whichever name they came."""
    return len(_times(lately, order))


def remembered_complaint(lately: Lately, order: OrderReference, *, now: datetime) -> list[Once]:
    """What was known of this order by one name is known by all. Of two that come at once the later row stands."""
    times = {*_times(lately, order), now.isoformat()}
    return [_row(name, {*some} | {(_told(order, name), at) for at in times}, now=now) for name, some in lately.items()]


def _row(name: Name, complained: set[Complained], *, now: datetime) -> Once:
    kind, key = name
    newest = sorted(complained, key=lambda one: one[1])[-MOST:]
    return Once(kind=kind, key=key, value=json.dumps(newest), always=True, private=True, expires_at=now + LATELY)


def _times(lately: Lately, order: OrderReference) -> set[str]:
    return {at for name, some in lately.items() for told, at in some if told == _told(order, name)}


def _recent(kept: str, *, now: datetime) -> Iterator[Complained]:
    return ((told, at) for told, at in json.loads(kept) if now - LATELY < datetime.fromisoformat(at) <= now)


def _told(order: OrderReference, name: Name) -> str:
    return hmac.digest(name[1].encode(), normalised("order", order.number).encode(), "sha256").hex()
