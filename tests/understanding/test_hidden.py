from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.understanding import hidden
from chalicelib.understanding.model_file import HiddenLayer

LAYER = HiddenLayer(
    scales=(0.5, 2.0),
    weights=((1.0, -1.0), (0.5, 0.25), (-1.0, 2.0)),
    biases=(0.1, -0.2, 0.3),
    answers=((1.0, -2.0, 0.5, 0.25, 1.0, -1.0), (0.0, 0.5, 1.0, 2.0, -0.5, 0.75)),
)
NUDGE = 1e-6

clauses = st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=2), min_size=1, max_size=4)


def test_answers_by_hand() -> None:
    """Units of the clause: max(0.1 + 1 - 2, 0) = 0, max(-0.2 + 0.5 + 0.5, 0) = 0.8, max(0.3 - 1 + 4, 0) = 3.3."""
    once, again = -2.0 * 0.8 + 0.5 * 3.3 + 1.0 * 0.8 - 3.3, 0.5 * 0.8 + 3.3 - 0.5 * 0.8 + 0.75 * 3.3
    assert hidden.answers(LAYER, [[2.0, 1.0]]) == pytest.approx([once, again])


def test_no_layer_answers_nothing() -> None:
    assert hidden.answers(HiddenLayer(), [[]]) == []
    assert hidden.slopes(HiddenLayer(), [[]], head=0) == []


@given(clauses, st.data())
def test_slopes_are_how_the_answer_changes(given_clauses: list[list[float]], data: st.DataObject) -> None:
    head, clause, place = (data.draw(st.integers(0, top)) for top in (1, len(given_clauses) - 1, 1))
    around = [_nudged(given_clauses, clause, place, by) for by in (-NUDGE, NUDGE)]
    slopes = [hidden.slopes(LAYER, one, head=head) for one in (*around, given_clauses)]
    assume(slopes[0] == slopes[1] == slopes[2])  # not on an edge, where there is no slope
    below, above = (hidden.answers(LAYER, one)[head] for one in around)
    assert slopes[2][clause][place] == pytest.approx((above - below) / (2 * NUDGE), abs=1e-3)


def _nudged(old: list[list[float]], clause: int, place: int, by: float) -> list[list[float]]:
    new = [list(one) for one in old]
    new[clause][place] += by
    return new
