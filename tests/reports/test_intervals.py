"""Intervals of differences and of means."""

from __future__ import annotations

from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reports.measures import mean_interval, newcombe, wilson

SCORES = st.dictionaries(st.integers(1, 5), st.integers(0, 40)).map(lambda given: dict.fromkeys(range(1, 6), 0) | given)
PARTS = st.tuples(st.integers(0, 500), st.integers(1, 500)).filter(lambda pair: pair[0] <= pair[1])


def test_the_difference_of_two_shares_is_as_published() -> None:
    """R. G. Newcombe, 1998, table II, method 10: 56 of 70 and 48 of 80, and 9 of 10 and 3 of 10."""
    for now, before, interval in (
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
    ):
        found = newcombe(now[0] / now[1], bounds(*now), before[0] / before[1], bounds(*before))
        assert found == pytest.approx(interval, abs=2e-4)


def bounds(hits: int, of: int) -> tuple[float, float]:
    found = wilson(hits, of)
    assert found
    return found


@given(PARTS, PARTS)
def test_it_holds_the_difference_and_turns_round_with_it(now: tuple[int, int], before: tuple[int, int]) -> None:
    shares = now[0] / now[1], before[0] / before[1]
    low, high = newcombe(shares[0], bounds(*now), shares[1], bounds(*before))
    assert low - 1e-3 <= shares[0] - shares[1] <= high + 1e-3
    turned = newcombe(shares[1], bounds(*before), shares[0], bounds(*now))
    assert turned == pytest.approx((-high, -low), abs=1e-3)


@given(SCORES)
def test_the_interval_of_a_mean_is_around_it_and_on_the_scale(given_scores: dict[int, int]) -> None:
    scores = [score for score, times in given_scores.items() for _ in range(times)]
    found = mean_interval(given_scores)
    if len(scores) < 2:
        assert found is None
        return
    assert found
    half = 1.959964 * stdev(scores) / len(scores) ** 0.5
    assert found[0] == pytest.approx(max(1, fmean(scores) - half), abs=1e-4)
    assert found[1] == pytest.approx(min(5, fmean(scores) + half), abs=1e-4)
