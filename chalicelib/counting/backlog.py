"""What is open in each queue, and sums from which its mean age follows at any time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from chalicelib.model.complaint import Complaint, Status

RECEIVED_SUM: Final = "received_sum"
"""Of what is open: when it came in, in seconds since 1970. The mean age is now minus their mean."""
OVERDUE: Final = "overdue"
OVERDUE_SUM: Final = "overdue_sum"
"""Promises that are broken and still owed, and when they were due."""
Place = tuple[str, str]
"""Queue and number."""


def backlog_moves(before: Complaint | None, after: Complaint) -> Counter[Place]:
    """By how much a change moves the numbers of queues."""
    moved = Counter(_standing(after))
    moved.subtract(_standing(before) if before else {})
    return moved


def _standing(complaint: Complaint) -> dict[Place, int]:
    """What a complaint counts for as it stands; closed ones are in no queue."""
    if complaint.status is Status.CLOSED:
        return {}
    counts = {complaint.status.value: 1}
    if complaint.status.is_open:
        due = [_seconds(clock.due_at) for clock in complaint.clocks if clock.breached_at and clock.is_open]
        counts |= {RECEIVED_SUM: _seconds(complaint.created_at), OVERDUE: len(due), OVERDUE_SUM: sum(due)}
    return {(complaint.queue, name): by for name, by in counts.items()}


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
