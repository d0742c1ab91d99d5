"""Ten tries within a day, later each time, never at the same moment for everybody."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.webhooks.schedule import LONGEST, SCHEDULE, next_attempt
from tests.support.fakes import START


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 200), min_size=10, max_size=10))
def test_a_receiver_that_is_down_is_tried_ten_times_within_a_day(random: Random, late: list[int]) -> None:
    """``late``: seconds after its time at which each attempt is really made."""
    now, tries = START, [START]
    for attempts, seconds in enumerate(late, start=1):
        at = next_attempt(attempts, owed_since=START, now=now, random=random)
        if at is None:
            break
        assert now < at <= START + LONGEST
        now = at + timedelta(seconds=seconds)
        tries.append(at)
    assert len(tries) == len(SCHEDULE)
    assert next_attempt(len(tries), owed_since=START, now=now, random=random) is None
    assert tries[-1] > START + LONGEST * 0.9
    gaps = [later - earlier for earlier, later in pairwise(tries[1:6])]
    assert gaps == sorted(gaps)


def test_there_is_jitter() -> None:
    tries = {next_attempt(4, owed_since=START, now=START, random=Random(seed)) for seed in range(20)}
    assert len(tries) == 20


def test_after_a_day_there_is_no_other_try() -> None:
    assert next_attempt(3, owed_since=START, now=START + LONGEST, random=Random(1)) is None
