"""Early warning: far more complaints came about one product, batch, courier, category or the shop than its own past
lets expect.

Each is held against an exponentially weighted mean of its days (EWMA), times how busy the weekday is in this shop and
how far the rest of the shop has risen at the same time. A count is a surge when a Poisson variable of that mean, made
wider where the past was wilder than Poisson (a quasi-Poisson dispersion, McCullagh and Nelder 1989, as C. P. Farrington
et al. 1996 use it for outbreaks), reaches it less often than ``RARE``. Counts of a day only grow, so that a look each
hour at the day so far gives no more false alarms than one at its end. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as from_number
from math import ceil, exp, lgamma, log, sqrt
from statistics import fmean
from typing import Final

from chalicelib.counting.volumes import RECEIVED
from chalicelib.model.rise import SHOP, Subject

from .measures import Days
from .volumes import daily

WATCHED: Final = ("batch", "product", "courier", "category")
"""From the narrowest to the widest."""
WINDOWS: Final = (1, 7)
"""Days counted together: what is slow shows in a week and not in a day."""
PAST_DAYS: Final = 56
READ_DAYS: Final = PAST_DAYS + max(WINDOWS)
FEWEST_DAYS: Final = 14
"""Of the shop: before, there is no past to hold a day against."""
FEWEST: Final = 5
"""Complaints: fewer are told by nobody's chart."""
RARE: Final = 1e-5
HALF_LIFE: Final = 14.0
_WEEK: Final = 7
_NEGLIGIBLE: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """``expected`` were to be thought of in the ``days`` days up to ``day``; ``count`` came. ``dispersion`` is how much
    wider than Poisson its past spread, at least 1.
    """

    subject: Subject
    day: date
    days: int
    count: int
    expected: float
    dispersion: float = 1.0

    def chance(self, count: int) -> float:
        """How likely so many are, were it as before."""
        return reaches(ceil(count / self.dispersion), mean=self.expected / self.dispersion)

    def holds(self, count: int) -> bool:
        """Whether so many are a surge."""
        return count >= FEWEST and self.chance(count) < RARE


def surges(days: Days, *, day: date) -> Iterator[Surge]:
    """Of ``day``, by the ``PAST_DAYS`` before each window; ``days`` are those of the report of volumes. Of each subject
    the window in which it is the least likely; those of one dimension from the least likely on.
    """
    if not days or min(days) > (day - timedelta(days=FEWEST_DAYS)).isoformat():
        return
    totals = {name: counts.get(RECEIVED, 0) for name, counts in days.items()}
    past = {window: _Past(totals, day=day, window=window) for window in WINDOWS}
    whole = {window: one.surge(Subject(dimension=SHOP), totals) for window, one in past.items()}
    for dimension in WATCHED:
        found: dict[Subject, Surge] = {}
        values = daily(days, dimension)
        for window, one in past.items():
            rising = [
                one.surge(Subject(dimension=dimension, value=value), counts)
                for value, counts in values.items()
                if one.count(counts) >= FEWEST
            ]
            for surge in _beyond_the_rest(rising, whole[window]):
                found[surge.subject] = min(found.get(surge.subject, surge), surge, key=_chance)
        yield from sorted(found.values(), key=lambda surge: (_chance(surge), surge.subject.value))
    best = min(whole.values(), key=_chance)
    if best.holds(best.count):
        yield best


def reaches(count: int, *, mean: float) -> float:
    """How likely a Poisson variable of that mean (above 0) is ``count`` or more; exact for small chances, too."""
    if count <= mean:
        return max(0.0, 1.0 - sum(_mass(k, mean) for k in range(count)))
    total = 0.0
    for k in from_number(count):
        mass = _mass(k, mean)
        total += mass
        if mass <= total * _NEGLIGIBLE:
            return total
    raise ArithmeticError("a Poisson tail ends")


def _mass(k: int, mean: float) -> float:
    return exp(k * log(mean) - mean - lgamma(k + 1))


def _chance(surge: Surge) -> float:
    return surge.chance(surge.count)


def _beyond_the_rest(rising: Sequence[Surge], whole: Surge) -> Iterator[Surge]:
    """Those that rise further than the rest of the shop does: on a day of promotion everything rises together.

    The rest is what is neither it nor, one after the other, what has been found before it.
    """
    rest_count, rest_expected = whole.count, whole.expected
    for one in sorted(
        (one for one in rising if one.holds(one.count)), key=lambda one: (_chance(one), one.subject.value)
    ):
        others, usual = rest_count - one.count, rest_expected - one.expected
        general = max(1.0, (others - sqrt(max(others, 0))) / usual) if usual >= 1 else 1.0
        beyond = Surge(
            subject=one.subject,
            day=one.day,
            days=one.days,
            count=one.count,
            expected=one.expected * general,
            dispersion=one.dispersion,
        )
        if beyond.holds(beyond.count):
            yield beyond
            rest_count, rest_expected = others, usual


class _Past:
    """The days before a window, and how busy each weekday is in the shop: mild where complaints are few."""

    def __init__(self, totals: dict[str, int], *, day: date, window: int) -> None:
        self.day, self.window = day, window
        self.within = [day - timedelta(days=back) for back in range(window - 1, -1, -1)]
        self.before = [self.within[0] - timedelta(days=back) for back in range(PAST_DAYS, 0, -1)]
        self.weekdays = self._weekdays(totals)
        self.weights = [0.5 ** (back / HALF_LIFE) for back in range(PAST_DAYS - 1, -1, -1)]

    def surge(self, subject: Subject, counts: dict[str, int]) -> Surge:
        """What there is of it, whether it is one or not. With one standard error added to what is expected, so that few
        days do not look quieter than they are.
        """
        past = [counts.get(one.isoformat(), 0) for one in self.before]
        usual = [self.weekdays[one.weekday()] for one in self.before]
        level = sum(map(float.__mul__, self.weights, map(float, past))) / sum(map(float.__mul__, self.weights, usual))
        alike = sum(self.weights) ** 2 / sum(weight**2 for weight in self.weights)
        dispersion = _dispersion(past, usual)
        error = sqrt(dispersion * max(level, 1 / PAST_DAYS) / alike)
        return Surge(
            subject=subject,
            day=self.day,
            days=self.window,
            count=self.count(counts),
            expected=(level + error) * sum(self.weekdays[one.weekday()] for one in self.within),
            dispersion=dispersion,
        )

    def count(self, counts: dict[str, int]) -> int:
        return sum(counts.get(one.isoformat(), 0) for one in self.within)

    def _weekdays(self, totals: dict[str, int]) -> list[float]:
        of_weekday: list[list[int]] = [[] for _ in range(_WEEK)]
        for one in self.before:
            of_weekday[one.weekday()].append(totals.get(one.isoformat(), 0))
        overall = fmean(count for counts in of_weekday for count in counts)
        weeks = PAST_DAYS / _WEEK
        return [(fmean(counts) * weeks + _WEEK) / (overall * weeks + _WEEK) for counts in of_weekday]


def _dispersion(past: Sequence[int], usual: Sequence[float]) -> float:
    """Pearson's, of the days held against their mean: 1 for Poisson, more where one day was far from the other."""
    mean = sum(past) / sum(usual)
    if not mean:
        return 1.0
    expected = [mean * each for each in usual]
    return max(
        1.0, sum((count - each) ** 2 / each for count, each in zip(past, expected, strict=True)) / (len(past) - 1)
    )
