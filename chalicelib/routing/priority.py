"""In which order complaints of a queue are worked on: a text that sorts as they should come. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.assessment import Severity
from chalicelib.model.base import stamp
from chalicelib.model.complaint import Complaint, Level

NEVER: Final = "9999"
"""Sorts after every time: complaints whose promises all rest come last."""
AHEAD: Final = timedelta(days=3 * 365)
"""More than any two due times of open complaints lie apart, so that each severity comes whole before the next."""
HEAD_START: Final = timedelta(hours=4)
"""For each level that an agent has called."""
_LAST: Final = list(Severity)[-1]


def sort_key(complaint: Complaint, *, peak: bool) -> str:
    """By the nearest promise that is ticking; in peak mode by severity first and then by promise. What an
    agent escalated comes as if it were due some hours before.

    In peak mode the time is moved ahead by ``AHEAD`` for each severity above the lowest. So both orders are times that
    sort in one index: while one mode follows the other, what was written under the first stands among the mildest.
    """
    due = complaint.nearest_due
    if due is None:
        return NEVER
    called = list(Level).index(complaint.escalation.level) + 1 if complaint.escalation else 0
    return stamp(turn(due, complaint.severity, peak=peak) - HEAD_START * called)


def turn(due: datetime, severity: Severity, *, peak: bool) -> datetime:
    """The time that says when a complaint's turn is, before anybody has called it urgent: the earlier, the sooner."""
    return due - AHEAD * _above_lowest(severity) if peak else due


def _above_lowest(severity: Severity) -> int:
    order = list(Severity)
    return order.index(_LAST) - order.index(severity)
