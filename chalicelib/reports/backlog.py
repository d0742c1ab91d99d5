"""What is open now. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.counting.backlog import OVERDUE, OVERDUE_SUM, RECEIVED_SUM
from chalicelib.model.complaint import Status

_OPEN = tuple(status.value for status in Status if status.is_open)


def backlog(
    queues: Mapping[str, Mapping[str, int]], oldest: Mapping[str, datetime | None], *, now: datetime
) -> dict[str, Any]:
    """``queues`` are queue → number → how much, ``oldest`` since when the first of them has been waiting."""
    by_queue = {name: _queue(queues[name], oldest.get(name), now=now) for name in sorted(queues)}
    longest = [one["oldest_wait_seconds"] for one in by_queue.values() if one["oldest_wait_seconds"] is not None]
    total: Counter[str] = Counter()
    for counts in queues.values():
        total.update(counts)
    return {
        "open": _open(total),
        "oldest_wait_seconds": max(longest, default=None),
        **_ages(total, now=now),
        "by": {"queue": {name: one for name, one in by_queue.items() if one["open"]}},
    }


def _queue(counts: Mapping[str, int], since: datetime | None, *, now: datetime) -> dict[str, Any]:
    return {
        "open": _open(counts),
        **{status: counts.get(status, 0) for status in _OPEN},
        "oldest_wait_seconds": int((now - since).total_seconds()) if since else None,
        **_ages(counts, now=now),
    }


def _open(counts: Mapping[str, int]) -> int:
    return sum(counts.get(status, 0) for status in _OPEN)


def _ages(counts: Mapping[str, int], *, now: datetime) -> dict[str, Any]:
    owed = counts.get(OVERDUE, 0)
    return {
        "mean_age_seconds": _mean_age(counts.get(RECEIVED_SUM, 0), _open(counts), now=now),
        "overdue": owed,
        "mean_overdue_seconds": _mean_age(counts.get(OVERDUE_SUM, 0), owed, now=now),
    }


def _mean_age(since: int, count: int, *, now: datetime) -> int | None:
    """Of so many, the sum of whose beginnings is ``since``."""
    return round(now.timestamp() - since / count) if count else None
