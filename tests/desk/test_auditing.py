"""Which complaints are drawn, and when an audit passes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.desk.auditing import checklist, pick
from chalicelib.model.audit import Candidate, Stratum, Verdict
from tests.support.fakes import START


def candidate(number: int, stratum: Stratum = Stratum.RANDOM, agent: str = "a", queue: str = "q") -> Candidate:
    return Candidate(complaint=f"c{number}", resolution=1, stratum=stratum, agent=agent, queue=queue, at=START)


def test_groups_come_in_turn_and_agents_evenly() -> None:
    unhappy = [candidate(number, Stratum.UNHAPPY) for number in range(3)]
    rest = [candidate(10 + number, agent="busy") for number in range(50)] + [candidate(90, agent="new")]
    drawn = pick({Stratum.UNHAPPY: unhappy, Stratum.RANDOM: rest}, number=30)
    assert Counter(one.stratum for one in drawn) == {Stratum.UNHAPPY: 3, Stratum.RANDOM: 27}
    assert {one.agent for one in drawn[:6]} == {"a", "busy", "new"}


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(Stratum), st.sampled_from("abc")), max_size=80))
def test_each_complaint_once_all_there_are_and_the_same_again(made: list[tuple[int, Stratum, str]]) -> None:
    strata = {one: [candidate(number, kind, agent) for number, kind, agent in made if kind is one] for one in Stratum}
    drawn = pick(strata, number=30)
    assert len(drawn) == min(30, len({number for number, _, _ in made}))
    assert len({one.complaint for one in drawn}) == len(drawn)
    assert drawn == pick(strata, number=30)


@pytest.mark.parametrize("point", [one.id for one in checklist().points])
def test_one_no_fails_only_where_it_is_critical(point: str) -> None:
    answers = dict.fromkeys((one.id for one in checklist().points), Verdict.YES)
    assert checklist().passes(answers)
    critical = next(one.critical for one in checklist().points if one.id == point)
    assert checklist().passes(answers | {point: Verdict.NO}) is not critical
    assert checklist().passes(answers | {point: Verdict.NOT_APPLICABLE})


def test_two_of_eight_are_too_many() -> None:
    answers = dict.fromkeys((one.id for one in checklist().points), Verdict.YES)
    assert not checklist().passes(answers | {"heard": Verdict.NO, "tone": Verdict.NO})
