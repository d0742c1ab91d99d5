"""What is open now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.model.complaint import Status

_OPEN = tuple(status.value for status in Status if status.is_open)


def backlog(
    queues: Mapping[str, Mapping[str, int]], oldest: Mapping[str, datetime | None], *, now: datetime
) -> dict[str, Any]:
    """``queues`` are queue → status → how many, ``oldest`` since when the first of them has been waiting."""
    by_queue = {name: _queue(queues[name], oldest.get(name), now=now) for name in sorted(queues)}
    ages = [one["oldest_wait_seconds"] for one in by_queue.values() if one["oldest_wait_seconds"] is not None]
    return {
        "open": sum(one["open"] for one in by_queue.values()),
        "oldest_wait_seconds": max(ages, default=None),
        "by": {"queue": {name: one for name, one in by_queue.items() if one["open"]}},
    }


def _queue(counts: Mapping[str, int], since: datetime | None, *, now: datetime) -> dict[str, Any]:
    of_status = {status: counts.get(status, 0) for status in _OPEN}
    age = int((now - since).total_seconds()) if since else None
    return {"open": sum(of_status.values()), **of_status, "oldest_wait_seconds": age}
