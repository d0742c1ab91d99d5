"""What came in. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.counting.volumes import AGAIN, DIMENSIONS, FIRST, MERGED, OUTSIDE, RECEIVED, UNTRUSTED

from .measures import Days, parts, share, summed

LISTED: Final = 100
"""So many values of one dimension are named, the most frequent first; the rest are one number."""


def volumes(days: Days, *, listed: int | None = LISTED) -> dict[str, Any]:
    """``listed``: so many values of a dimension, all of them when ``None``."""
    total = summed(days)
    return {
        "received": total[RECEIVED],
        "left_out": {"merged": total[MERGED], "untrusted": total[UNTRUSTED]},
        "escalation_rate": share(total[OUTSIDE], total[RECEIVED]),
        "repeat_complaint_rate": share(total[AGAIN], total[AGAIN] + total[FIRST]),
        "by": {dimension: _listed(parts(total, dimension), listed) for dimension in DIMENSIONS},
        "days": [{"day": day, "received": days[day].get(RECEIVED, 0)} for day in sorted(days)],
    }


def daily(days: Days, dimension: str) -> dict[str, dict[str, int]]:
    """Value of ``dimension`` → day → complaints received: one SKU, courier or channel after the other."""
    found: dict[str, dict[str, int]] = {}
    for day in sorted(days):
        for value, counts in parts(days[day], dimension).items():
            if counts[RECEIVED]:
                found.setdefault(value, {})[day] = counts[RECEIVED]
    return found


def _listed(by_value: Mapping[str, Counter[str]], listed: int | None) -> dict[str, Any]:
    counts = Counter({value: each[RECEIVED] for value, each in by_value.items() if each[RECEIVED]})
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = most[:listed]
    return {"values": dict(shown), "others": sum(count for _, count in most[len(shown) :])}
