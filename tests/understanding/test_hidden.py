from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding.hidden import ALONE, BETWEEN, FADING, FIRST, LAST, Hidden, standing
from chalicelib.understanding.model_file import HiddenLayers

LAYERS = HiddenLayers(
    scales=(0.5, 2.0),
    weights=((1.0, -1.0), (0.5, 0.25), (-1.0, 2.0)),
    biases=((0.1, -0.2, 0.3), (0.2, 0.1, -0.4), (0.5, 0.3, 0.2), (-0.3, 0.4, 0.1)),
    answers=((1.0, -2.0, 0.5, 0.25, 1.0, -1.0, 0.5, 0.25, -0.5), (0.0, 0.5, 1.0, 2.0, -0.5, 0.75, -1.0, 0.5, 0.25)),
    mixing=((0.5, 0.0, -1.0, 1.0, 0.25, 0.5, 0.0, -0.5, 0.25), (-1.0, 1.0, 0.5, 0.0, 0.0, 0.25, 1.0, 0.5, -0.25)),
    mixing_biases=(0.5, -0.75),
    last_answers=((2.0, -1.0), (-0.5, 1.5)),
)
HIDDEN = Hidden(LAYERS)

Seen = tuple[list[int], float, int]
"""A clause: the sums of its inputs, what they share of the length of one, and where it stands."""
clauses = st.lists(
    st.tuples(
        st.lists(st.integers(-6_000, 6_000), min_size=2, max_size=2),
        st.integers(9, 5_000).map(sqrt).map(lambda n: 1 / n),
        st.sampled_from([ALONE, FIRST, BETWEEN, LAST]),
    ),
    min_size=1,
    max_size=4,
)


def lit_by(clause: Seen) -> int:
    sums, share, stands = clause
    return HIDDEN.lit(sums, share=share, stands=stands)


def answers(*seen: Seen) -> list[float]:
    return HIDDEN.answers(HIDDEN.pool(list(map(lit_by, seen))))


def test_answers_by_hand() -> None:
    """Units of the clause: max(0.1 + 1 - 2, 0) = 0, max(-0.2 + 0.5 + 0.5, 0) = 0.8, max(0.3 - 1 + 4, 0) = 3.3.

    One clause alone is its own sum, highest and fading sum, so the weights of a unit add up:
    of the text max(0.5 - 0.25 · 0.8 - 0.25 · 3.3, 0) = 0 and max(-0.75 + 1.5 · 0.8 + 0.5 · 3.3, 0) = 2.1.
    """
    once, again = -0.75 * 0.8 - 1.0 * 3.3, 0.5 * 0.8 + 2.0 * 3.3
    expected = [once - 2.1, again + 1.5 * 2.1]
    assert answers(([2, 1], 1.0, ALONE)) == pytest.approx(expected, abs=1e-4)


def test_where_a_clause_stands() -> None:
    assert [standing(place, of=1) for place in range(1)] == [ALONE]
    assert [standing(place, of=2) for place in range(2)] == [FIRST, LAST]
    assert [standing(place, of=4) for place in range(4)] == [FIRST, BETWEEN, BETWEEN, LAST]


def test_the_order_of_clauses_counts() -> None:
    one, other = ([2, 1], 1.0, ALONE), ([-3, 4], 1.0, ALONE)
    assert answers(one, other) != answers(other, one)


def test_no_layer_answers_nothing() -> None:
    none = Hidden(HiddenLayers())
    assert none.answers(none.pool([none.lit([], share=1.0, stands=ALONE)])) == []


@given(clauses)
def test_long_numbers_give_what_a_loop_gives(seen: list[Seen]) -> None:
    assert answers(*seen) == pytest.approx(_in_a_loop(seen), rel=1e-4, abs=1e-3)


def _in_a_loop(seen: list[Seen]) -> list[float]:
    lit = [
        _lit(
            LAYERS.weights,
            LAYERS.biases[stands],
            [scale * x * share for scale, x in zip(LAYERS.scales, sums, strict=True)],
        )
        for sums, share, stands in seen
    ]
    units = list(zip(*lit, strict=True))
    pooled = [sum(unit) / sqrt(len(seen)) for unit in units] + [max(unit) for unit in units]
    pooled += [sum(value * FADING**place for place, value in enumerate(unit)) for unit in units]
    mixed = _lit(LAYERS.mixing, LAYERS.mixing_biases, pooled)
    return [
        _dot(row, pooled) + _dot(last, mixed) for row, last in zip(LAYERS.answers, LAYERS.last_answers, strict=True)
    ]


def _lit(weights: Sequence[Sequence[float]], biases: Sequence[float], inputs: Sequence[float]) -> list[float]:
    return [max(bias + _dot(row, inputs), 0.0) for row, bias in zip(weights, biases, strict=True)]


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


@given(clauses, clauses)
def test_other_clauses_are_answered_as_if_nothing_were_known(seen: list[Seen], others: list[Seen]) -> None:
    """To the last digit: whole numbers are added and taken away."""
    pool = HIDDEN.pool(list(map(lit_by, seen)))
    assert HIDDEN.answers_of(pool.lit, like=pool) == HIDDEN.answers(pool)
    assert HIDDEN.answers_of(list(map(lit_by, others)), like=pool) == answers(*others)
