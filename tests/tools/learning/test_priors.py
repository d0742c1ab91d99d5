"""Priors of a channel: learnt from enough corrections, smoothed, bounded, and neutral where corrections cancel out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Category
from tools.learning.priors import FEWEST, LARGEST, priors

NAMES = [category.value for category in Category]


def test_what_is_corrected_into_a_category_makes_it_likelier_there_and_only_there() -> None:
    shifts = priors([("douyin", "quality", "logistics")] * FEWEST + [("form", "quality", "policy")] * (FEWEST - 1))
    assert list(shifts) == ["douyin"]
    assert shifts["douyin"]["logistics"] > 0 > shifts["douyin"]["quality"]
    assert shifts["douyin"]["policy"] == 0


def test_corrections_both_ways_cancel_out() -> None:
    both = [("form", "quality", "policy"), ("form", "policy", "quality")] * FEWEST
    assert set(priors(both)["form"].values()) == {0.0}


@given(st.lists(st.tuples(st.just("form"), st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=400))
def test_a_shift_is_bounded_whatever_the_corrections(corrections: list[tuple[str, str, str]]) -> None:
    for shifts in priors(corrections).values():
        assert all(-LARGEST <= shift <= LARGEST for shift in shifts.values())
