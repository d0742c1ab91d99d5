"""What is about to go wrong: complaints whose nearest running promise is due soon or broken, over all queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.complaint import Complaint, Status
from chalicelib.store import Store

OPEN: Final = (Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """The nearest due first. ``is_whole`` is false when there may be more than was read."""

    complaints: tuple[Complaint, ...]
    overdue: int
    is_whole: bool


def at_risk(store: Store, shop: str, *, queues: Sequence[str], within: timedelta, limit: int, now: datetime) -> AtRisk:
    """One query for each queue, state and shard, each of at most ``limit`` complaints, whatever the queue's length."""
    until, found, is_whole = now + within, list[Complaint](), True
    for queue in queues:
        for status in OPEN:
            due, is_all = store.due_by(shop, queue, status=status, until=until, limit=limit)
            found += due
            is_whole &= is_all
    found.sort(key=lambda one: one.nearest_due or until)
    overdue = sum(one.nearest_due is not None and one.nearest_due <= now for one in found[:limit])
    return AtRisk(complaints=tuple(found[:limit]), overdue=overdue, is_whole=is_whole and len(found) <= limit)
