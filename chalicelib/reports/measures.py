"""What can be said of counts: shares with their interval, and spreads of durations. Pure.

A rate is never shown without what it was made from; where there is nothing to divide by it is ``None``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.counting.durations import BEYOND, BOUNDS
from chalicelib.counting.naming import parsed

Days = Mapping[str, Mapping[str, int]]
"""Day → number → count."""
_Z: Final = 1.959964


def rounded(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def share(part: int, whole: int) -> dict[str, Any]:
    """With its 95 % interval."""
    return {"share": rounded(part, whole), "numerator": part, "denominator": whole, "interval": wilson(part, whole)}


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 % interval of a share (E. B. Wilson, 1927): honest for few answers, never outside 0 to 1. None where more
    was counted than there is to count of, as two returns of one order.
    """
    if not 0 <= hits <= of or not of:
        return None
    part, square = hits / of, _Z**2
    centre = (part + square / (2 * of)) / (1 + square / of)
    half = _Z * ((part * (1 - part) + square / (4 * of)) / of) ** 0.5 / (1 + square / of)
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)


def newcombe(
    now: float, within: tuple[float, float], before: float, before_within: tuple[float, float]
) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares from those of each (R. G. Newcombe, 1998, method 10)."""
    difference = now - before
    down = ((now - within[0]) ** 2 + (before_within[1] - before) ** 2) ** 0.5
    up = ((within[1] - now) ** 2 + (before - before_within[0]) ** 2) ** 0.5
    return round(difference - down, 4), round(difference + up, 4)


def mean_interval(given: Mapping[int, int]) -> tuple[float, float] | None:
    """The 95 % interval of the mean of answers on a scale, number → how often, within its ends; of one answer none."""
    answers = sum(given.values())
    if answers < 2:
        return None
    mean = sum(number * times for number, times in given.items()) / answers
    variance = sum(times * (number - mean) ** 2 for number, times in given.items()) / (answers - 1)
    half = _Z * (variance / answers) ** 0.5
    return round(max(min(given), mean - half), 4), round(min(max(given), mean + half), 4)


def spread(counts: Mapping[str, int], what: str) -> dict[str, Any]:
    """Seconds, from ``<what>_sum`` and ``<what>_<range>``. Mean and count are exact; a quantile is interpolated within
    its range, whose ends are beside it.
    """
    ranges = [(lower, upper, counts.get(f"{what}_{name}", 0)) for lower, upper, name in _ranges()]
    count = sum(times for _, _, times in ranges)
    return {
        "count": count,
        "mean": _seconds(counts.get(f"{what}_sum", 0), count),
        "median": _quantile(ranges, count, 0.5),
        "p90": _quantile(ranges, count, 0.9),
    }


def within(counts: Mapping[str, int], what: str, seconds: int) -> dict[str, Any]:
    """The share that took at most so long; exact, because ``seconds`` is the end of a range."""
    return share(fast(counts, what, seconds), sum(counts.get(f"{what}_{name}", 0) for _, _, name in _ranges()))


def fast(counts: Mapping[str, int], what: str, seconds: int) -> int:
    """How many took at most so long."""
    return sum(
        counts.get(f"{what}_{name}", 0) for _, upper, name in _ranges() if upper is not None and upper <= seconds
    )


def _ranges() -> Iterator[tuple[float, float | None, str]]:
    lower = 0.0
    for upper in BOUNDS:
        yield lower, upper, str(int(upper))
        lower = upper
    yield lower, None, BEYOND


def _quantile(ranges: list[tuple[float, float | None, int]], count: int, part: float) -> dict[str, Any] | None:
    if not count:
        return None
    wanted, below = part * count, 0
    for lower, upper, times in ranges:
        if below + times >= wanted and times:
            inside = lower if upper is None else lower + (upper - lower) * (wanted - below) / times
            return {"seconds": round(inside), "between": [int(lower), int(upper) if upper is not None else None]}
        below += times
    raise ArithmeticError("the parts of a count do not add up to it")


def _seconds(total: int, count: int) -> float | None:
    return round(total / count, 1) if count else None


def summed(days: Days) -> Counter[str]:
    total: Counter[str] = Counter()
    for of_day in days.values():
        total.update(of_day)
    return total


def parts(counts: Mapping[str, int], dimension: str) -> dict[str, Counter[str]]:
    """Value of ``dimension`` → metric → count, by name."""
    found: dict[str, Counter[str]] = {}
    for name, count in counts.items():
        metric, of, value = parsed(name)
        if of == dimension:
            found.setdefault(value, Counter())[metric] += count
    return {value: found[value] for value in sorted(found)}
