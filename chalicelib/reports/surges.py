"""Early warning: a day on which far more complaints came about one product, batch, courier or the shop than before it.

Each is held against its own past: an exponentially weighted mean of its days (EWMA), times how busy the weekday is in
this shop. A count is a surge when a Poisson variable of that mean reaches it less often than ``RARE``. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log, sqrt
from statistics import fmean
from typing import Final

from chalicelib.counting.volumes import RECEIVED

from .measures import Days
from .volumes import daily

WATCHED: Final = ("product", "batch", "courier")
SHOP: Final = "shop"
PAST_DAYS: Final = 56
FEWEST_DAYS: Final = 14
"""Of the shop: before, there is no past to hold a day against."""
FEWEST: Final = 5
"""Complaints in a day: fewer are told by nobody's chart."""
RARE: Final = 1e-5
HALF_LIFE: Final = 14.0
_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """``expected`` complaints were to be thought of on that day; ``count`` came."""

    dimension: str
    value: str
    day: date
    count: int
    expected: float


def surges(days: Days, *, day: date) -> Iterator[Surge]:
    """Of ``day``, by the ``PAST_DAYS`` before it; ``days`` are those of the report of volumes."""
    if not days or min(days) > _first(day):
        return
    totals = {name: counts.get(RECEIVED, 0) for name, counts in days.items()}
    season = _season(_past(totals, day))
    watched = {SHOP: {"": totals}} | {dimension: daily(days, dimension) for dimension in WATCHED}
    for dimension, by_value in watched.items():
        for value, counts in sorted(by_value.items()):
            count = counts.get(day.isoformat(), 0)
            expected = _expected(_past(counts, day), season)
            if count >= FEWEST and reaches(count, mean=expected) < RARE:
                yield Surge(dimension=dimension, value=value, day=day, count=count, expected=round(expected, 1))


def reaches(count: int, *, mean: float) -> float:
    """How likely a Poisson variable of that mean is ``count`` or more; ``mean`` above 0."""
    below = (exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))
    return max(0.0, 1.0 - sum(below))


def _first(day: date) -> str:
    return (day - timedelta(days=FEWEST_DAYS)).isoformat()


def _past(counts: dict[str, int], day: date) -> Sequence[int]:
    """The days before, the oldest first; a day without complaints is a 0."""
    return [counts.get((day - timedelta(days=back)).isoformat(), 0) for back in range(PAST_DAYS, 0, -1)]


def _season(total: Sequence[int]) -> Sequence[float]:
    """How busy each day of the past was for its weekday, and last the day itself; mild where complaints are few."""
    overall = fmean(total)
    of_weekday = [fmean(total[place::_WEEK]) for place in range(_WEEK)]
    factors = [(one * PAST_DAYS / _WEEK + _WEEK) / (overall * PAST_DAYS / _WEEK + _WEEK) for one in of_weekday]
    return [factors[place % _WEEK] for place in range(PAST_DAYS + 1)]


def _expected(past: Sequence[int], season: Sequence[float]) -> float:
    """With one standard error added, so that few days do not look quieter than they are."""
    weights: list[float] = [0.5 ** ((len(past) - place - 1) / HALF_LIFE) for place in range(len(past))]
    busy = [weight * factor for weight, factor in zip(weights, season, strict=False)]
    level = sum(weight * count for weight, count in zip(weights, past, strict=True)) / sum(busy)
    error = sqrt(max(level, 1 / len(past)) / (sum(weights) ** 2 / sum(weight**2 for weight in weights)))
    return (level + error) * season[-1]
