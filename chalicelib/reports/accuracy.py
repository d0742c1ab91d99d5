"""How often the classifier's category still counts, by week, category and channel. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from chalicelib.counting.naming import SEPARATOR
from chalicelib.model.assessment import Category
from chalicelib.model.correction import UNSURE

from .measures import wilson

Seen = tuple[str, str, str]


def accuracy(numbers: dict[str, dict[str, int]]) -> dict[str, Any]:
    """``numbers`` are day → ``channel|said|counts`` → count."""
    weeks: dict[str, Counter[Seen]] = {}
    for day, of_day in numbers.items():
        year, week, _ = date.fromisoformat(day).isocalendar()
        weeks.setdefault(f"{year}-W{week:02}", Counter()).update(_parsed(of_day))
    whole: Counter[Seen] = Counter()
    for seen in weeks.values():
        whole.update(seen)
    return {**_told(whole), "weeks": [{"week": week, **_told(weeks[week])} for week in sorted(weeks)]}


def _parsed(of_day: dict[str, int]) -> dict[Seen, int]:
    parsed: dict[Seen, int] = {}
    for number, count in of_day.items():
        channel, said, counts = number.split(SEPARATOR)
        parsed[(channel, said, counts)] = count
    return parsed


def _told(seen: Counter[Seen]) -> dict[str, Any]:
    channels = sorted({channel for channel, _, _ in seen})
    return {
        **_share(seen.items()),
        "categories": {category.value: _of_category(seen, category.value) for category in Category},
        "channels": {
            channel: _share((one, count) for one, count in seen.items() if one[0] == channel) for channel in channels
        },
    }


def _of_category(seen: Counter[Seen], category: str) -> dict[str, Any]:
    missed = sum(
        count for (_, said, counts), count in seen.items() if said not in (category, UNSURE) and counts == category
    )
    return _share((one, count) for one, count in seen.items() if one[1] == category) | {"missed": missed}


def _share(seen: Iterable[tuple[Seen, int]]) -> dict[str, Any]:
    pairs = list(seen)
    received = sum(count for _, count in pairs)
    decided = sum(count for (_, said, _), count in pairs if said != UNSURE)
    right = sum(count for (_, said, counts), count in pairs if said == counts)
    return {
        "received": received,
        "decided": decided,
        "corrected": decided - right,
        "accuracy": round(right / decided, 4) if decided else None,
        "accuracy_interval": wilson(right, decided),
    }
