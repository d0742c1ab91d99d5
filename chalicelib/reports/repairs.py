"""Repairs: how long they take, whether they hold, how soon they are agreed on. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

from chalicelib.counting.durations import WALL
from chalicelib.counting.repairs import LIMITS

from .measures import Days, fast, share, spread, summed
from .work import both

_DAY: Final = 86_400


def repairs(days: Days, *, today: date) -> dict[str, Any]:
    """Goods that are still away count as over so many days once these have passed."""
    total = summed(days)
    sent, asked = total["sent_in"], total["confirmation_in_time"] + total["confirmation_late"]
    return {
        "sent_in": sent,
        "away": sent - total["ready"],
        "repair_time": {WALL: spread(total, f"ready_{WALL}")},
        **{f"over_{limit}_days": share(_over(days, limit, today=today), sent) for limit in LIMITS},
        "re_repair_rate": share(total["again"], sent),
        "confirmed_in_24_h": share(fast(total, f"confirmation_answered_{WALL}", _DAY), asked),
        "flows": _flows(total),
    }


def _over(days: Days, limit: int, *, today: date) -> int:
    whole = 0
    for day, counts in days.items():
        whole += counts.get(f"ready_over_{limit}", 0)
        if today - date.fromisoformat(day) > timedelta(days=limit):
            whole += counts.get("sent_in", 0) - counts.get("ready", 0)
    return whole


def _flows(total: Counter[str]) -> dict[str, Any]:
    finished = total["finished"]
    return {
        "finished": finished,
        "repair_time": both(total, "finished"),
        **{f"over_{limit}_days": share(total[f"finished_over_{limit}"], finished) for limit in LIMITS},
    }
