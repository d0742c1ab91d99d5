"""What was done with complaints: answers, resolutions, promises, transfers, and by whom. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.counting.durations import SCALES

from .measures import Days, parts, rounded, share, spread, summed, within

QUICK: Final = {"within_30_s": 30, "within_3_min": 180, "within_5_min": 300, "within_1_h": 3_600}
_PARTS: Final = ("category", "channel", "queue")


def response(days: Days) -> dict[str, Any]:
    total = summed(days)
    return {
        **_answers(total),
        "by": {dimension: _each(parts(total, dimension), "answered", _answers) for dimension in _PARTS},
        "days": [{"day": day, **_answers(Counter(days[day]))} for day in sorted(days)],
    }


def speed_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """How much faster first answers became: 0.3 is 30 % less time in the mean; below zero it became slower."""
    return {scale: _change(before[scale], after[scale]) for scale in SCALES}


def _change(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    old, new = before["mean"], after["mean"]
    return {
        "change": rounded(old - new, old) if old and new is not None else None,
        "old": {"mean": old, "count": before["count"]},
        "new": {"mean": new, "count": after["count"]},
    }


def resolution(days: Days) -> dict[str, Any]:
    total = summed(days)
    return {
        **_resolutions(total),
        "closed": total["closed"],
        "resolution_rate": share(total["closed_solved"], total["closed"]),
        "first_contact_resolution": share(total["closed_first_contact"], total["closed"]),
        "waiting_for_customers": _mean(total["paused_sum"], total["resolved"]),
        "by": {dimension: _each(parts(total, dimension), "resolved", _resolutions) for dimension in _PARTS},
        "days": [{"day": day, **_resolutions(Counter(days[day]))} for day in sorted(days)],
    }


def service_level(days: Days) -> dict[str, Any]:
    total = summed(days)
    return {
        **_promises(total),
        "by": {"kind": {kind: _promises(counts) for kind, counts in parts(total, "kind").items()}},
        "days": [{"day": day, **_promises(Counter(days[day]))} for day in sorted(days)],
    }


def transfers(days: Days) -> dict[str, Any]:
    total = summed(days)
    return {
        "transferred": total["transferred"],
        "escalated": total["escalated"],
        "transfers_per_resolution": ratio(total["transferred"], total["resolved"]),
        "by": {
            "queue": {
                queue: counts["transferred"] for queue, counts in parts(total, "queue").items() if counts["transferred"]
            },
            "level": {level: counts["escalated"] for level, counts in parts(total, "level").items()},
        },
        "days": [
            {"day": day, "transferred": days[day].get("transferred", 0), "escalated": days[day].get("escalated", 0)}
            for day in sorted(days)
        ],
    }


def agents(days: Days) -> dict[str, Any]:
    """Of each agent; what their customers said of it is in ``satisfaction``."""
    by_agent = parts(summed(days), "agent")
    return {"agents": {agent: _handled(counts) for agent, counts in by_agent.items()}}


def _handled(counts: Counter[str]) -> dict[str, Any]:
    return {
        "replies": counts["replied"],
        "first_answers": counts["answered"],
        "first_response": both(counts, "answered"),
        "resolved": counts["resolved"],
        "resolution_time": both(counts, "resolved"),
    }


def _each(by_value: Mapping[str, Counter[str]], metric: str, told: Any) -> dict[str, Any]:
    return {value: told(counts) for value, counts in by_value.items() if counts[metric]}


def _answers(counts: Counter[str]) -> dict[str, Any]:
    wall = "answered_wall"
    return {
        "answered": counts["answered"],
        "first_response": both(counts, "answered"),
        **{name: within(counts, wall, seconds) for name, seconds in QUICK.items()},
    }


def _resolutions(counts: Counter[str]) -> dict[str, Any]:
    return {
        "resolved": counts["resolved"],
        "resolution_time": both(counts, "resolved"),
        "reopened": counts["reopened"],
        "reopen_rate": ratio(counts["reopened"], counts["resolved"]),
    }


def _promises(counts: Counter[str]) -> dict[str, Any]:
    due = counts["met"] + counts["missed"]
    return {"kept": share(counts["met"], due), "broken": counts["missed"], "breached": counts["breached"]}


def both(counts: Counter[str], what: str) -> dict[str, Any]:
    """Wall time and business time side by side."""
    return {scale: spread(counts, f"{what}_{scale}") for scale in SCALES}


def ratio(part: int, whole: int) -> dict[str, Any]:
    """Not of the same things, so there is no interval."""
    return {"ratio": rounded(part, whole), "numerator": part, "denominator": whole}


def _mean(total: int, count: int) -> dict[str, Any]:
    return {"mean": round(total / count, 1) if count else None, "numerator": total, "denominator": count}
