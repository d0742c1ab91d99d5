"""Who knows a customer: rows that lead from a customer to the agent who last had a complaint of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chalicelib.model.change import Change, Once
from chalicelib.model.event import Claimed, Reassigned
from chalicelib.model.message import Customer

from . import rows

FAMILIAR: Final = "agent"
"""Kind of these rows."""
FAMILIAR_FOR: Final = timedelta(days=30)


def familiar_names(customer: Customer) -> tuple[str, ...]:
    """The keys under which a customer's last agent is kept."""
    return tuple(f"{kind}:{rows.normalised(kind, value)}" for kind, value in customer.contacts)


def familiar_rows(change: Change, *, secret: bytes) -> Iterator[rows.Item]:
    """Whoever takes or is given a complaint knows its customer for a while."""
    taken = next((event.at for event in change.events if isinstance(event.body, Claimed | Reassigned)), None)
    if taken is None or change.after.lease is None:
        return
    for name in familiar_names(change.after.customer):
        known = Once(kind=FAMILIAR, key=name, value=change.after.lease.agent, expires_at=taken + FAMILIAR_FOR)
        yield rows.once_row(change.after.shop, known, secret=secret)
