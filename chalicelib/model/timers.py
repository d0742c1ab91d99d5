"""Which timers a complaint needs follows from its state alone, so none can be forgotten or left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .complaint import Complaint, Status
from .effect import CLOCK, CLOSE, LEASE, OFFER, SURVEY, VISIT, WAIT, Timer


def timers_of(complaint: Complaint) -> dict[str, Timer]:
    """Kind of timer → timer, for everything this state owes to the future."""
    return {
        kind: Timer(complaint=complaint.id, shop=complaint.shop, kind=kind, at=at) for kind, at in _due_times(complaint)
    }


def _due_times(complaint: Complaint) -> Iterator[tuple[str, datetime]]:
    if complaint.lease:
        yield LEASE, complaint.lease.until
    if complaint.offer:
        yield OFFER, complaint.offer.until
    if complaint.wait:
        yield WAIT, complaint.wait.until
    if complaint.survey and complaint.survey.next_at:
        yield SURVEY, complaint.survey.next_at
    if complaint.visit and complaint.visit.next_at:
        yield VISIT, complaint.visit.next_at
    if complaint.close_at and complaint.status is Status.RESOLVED:
        yield CLOSE, complaint.close_at
    for clock in complaint.clocks:
        if clock.next_at:
            yield CLOCK + clock.kind, clock.next_at
