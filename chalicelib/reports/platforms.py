"""How platforms' own measures would rate the shop, each by its limit and hours. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from chalicelib.counting.durations import WALL
from chalicelib.counting.platforms import HOURS
from chalicelib.model.clock import PLATFORM
from chalicelib.routing.promise_book import promise_book
from chalicelib.routing.promises import Promise

from .measures import Days, fast, parts, share, spread, summed
from .work import QUICK

_SCALES: Final = (WALL, HOURS)


def platforms(days: Days) -> dict[str, Any]:
    """Every platform that the promises know, with what it counts now, and those of whose messages there were any."""
    known = {one.kind.removeprefix(PLATFORM): one for one in promise_book().promises if one.kind.startswith(PLATFORM)}
    counted = parts(summed(days), "platform")
    return {
        "platforms": {
            name: _rated(known.get(name), counted.get(name, Counter())) for name in sorted({*known, *counted})
        }
    }


def _rated(promise: Promise | None, counts: Counter[str]) -> dict[str, Any]:
    due = counts["in_time"] + counts["late"]
    return {
        "limit_seconds": promise.target_seconds if promise else None,
        "hours": promise.calendar if promise else None,
        "in_time": share(counts["in_time"], due),
        **{name: share(fast(counts, f"answered_{HOURS}", seconds), due) for name, seconds in QUICK.items()},
        "response_time": {scale: spread(counts, f"answered_{scale}") for scale in _SCALES},
    }
