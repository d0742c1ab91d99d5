from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.understanding.hidden import Hidden, Seen
from chalicelib.understanding.model_file import HiddenLayer

LAYER = HiddenLayer(
    scales=(0.5, 2.0),
    weights=((1.0, -1.0), (0.5, 0.25), (-1.0, 2.0)),
    biases=(0.1, -0.2, 0.3),
    answers=((1.0, -2.0, 0.5, 0.25, 1.0, -1.0), (0.0, 0.5, 1.0, 2.0, -0.5, 0.75)),
)
HIDDEN = Hidden(LAYER)

clauses = st.lists(
    st.builds(
        Seen,
        st.lists(st.integers(-600_000, 600_000), min_size=2, max_size=2),
        st.integers(1, 5_000).map(sqrt).map(lambda n: 1 / n),
    ),
    min_size=1,
    max_size=4,
)


def test_answers_by_hand() -> None:
    """Units of the clause: max(0.1 + 1 - 2, 0) = 0, max(-0.2 + 0.5 + 0.5, 0) = 0.8, max(0.3 - 1 + 4, 0) = 3.3."""
    once, again = -2.0 * 0.8 + 0.5 * 3.3 + 1.0 * 0.8 - 3.3, 0.5 * 0.8 + 3.3 - 0.5 * 0.8 + 0.75 * 3.3
    assert HIDDEN.answers([Seen([2, 1], 1.0)]) == pytest.approx([once, again], abs=1e-6)


def test_no_layer_answers_nothing() -> None:
    assert Hidden(HiddenLayer()).answers([Seen([], 1.0)]) == []
    assert Hidden(HiddenLayer()).slopes([Seen([], 1.0)], heads=[0]) == [[[]]]


@given(clauses)
def test_long_numbers_give_what_a_loop_gives(seen: list[Seen]) -> None:
    assert HIDDEN.answers(seen) == pytest.approx(_in_a_loop(seen), rel=1e-6, abs=1e-6)


def _in_a_loop(seen: list[Seen]) -> list[float]:
    lit = [
        [
            max(
                bias
                + sum(w * scale * x * clause.share for w, scale, x in zip(row, LAYER.scales, clause.sums, strict=True)),
                0.0,
            )
            for row, bias in zip(LAYER.weights, LAYER.biases, strict=True)
        ]
        for clause in seen
    ]
    units = list(zip(*lit, strict=True))
    pooled = [sum(unit) / sqrt(len(seen)) for unit in units] + [max(unit) for unit in units]
    return [sum(weight * value for weight, value in zip(row, pooled, strict=True)) for row in LAYER.answers]


@given(clauses, st.data())
def test_slopes_are_how_the_answer_changes(seen: list[Seen], data: st.DataObject) -> None:
    head, clause, place = (data.draw(st.integers(0, top)) for top in (1, len(seen) - 1, 1))
    around = [_nudged(seen, clause, place, by) for by in (-1, 1)]
    slopes = [HIDDEN.slopes(one, heads=[head])[0] for one in (*around, seen)]
    assume(slopes[0] == slopes[1] == slopes[2])  # not on an edge, where there is no slope
    below, above = (HIDDEN.answers(one)[head] for one in around)
    assert slopes[2][clause][place] == pytest.approx((above - below) / 2, rel=1e-3, abs=1e-3)


def _nudged(old: list[Seen], clause: int, place: int, by: int) -> list[Seen]:
    new = list(old)
    sums = list(old[clause].sums)
    sums[place] += by
    new[clause] = Seen(sums, old[clause].share)
    return new
