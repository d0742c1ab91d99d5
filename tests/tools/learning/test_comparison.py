"""A new model ships only when it is not worse beyond chance, and no category pays for the others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.learning.comparison import CATEGORIES, FEWEST_TEXTS, Answered, compare

KINDS = CATEGORIES[:4]


def set_of(size: int, *, running_wrong: int, new_wrong: int) -> list[Answered]:
    """Each model is wrong on its own part of the texts."""
    texts = []
    for number in range(size):
        truth, other = KINDS[number % 4], KINDS[(number + 1) % 4]
        running = other if number < running_wrong else truth
        new = other if size - new_wrong <= number else truth
        texts.append(Answered(truth, running, new))
    return texts


def test_a_better_model_may_ship() -> None:
    compared = compare(set_of(400, running_wrong=80, new_wrong=40))
    assert compared.may_ship
    assert compared.new > compared.running
    assert compared.interval[0] > 0


def test_a_model_a_little_worse_by_chance_may_ship() -> None:
    compared = compare(set_of(400, running_wrong=40, new_wrong=44))
    assert compared.new < compared.running
    assert compared.interval[0] < 0 < compared.interval[1]
    assert compared.may_ship


def test_a_worse_model_is_refused_with_the_figures() -> None:
    compared = compare(set_of(400, running_wrong=20, new_wrong=80))
    assert not compared.may_ship
    assert any("macro-F1 drops beyond chance" in one for one in compared.objections)


def test_a_category_that_pays_for_the_others_stops_it() -> None:
    """Better on three categories, and the fourth is lost: on the whole no drop."""
    texts = []
    for number in range(800):
        truth, other = KINDS[number % 4], KINDS[(number + 1) % 4]
        is_lost = truth == "attitude" and number % 3 > 0
        texts.append(Answered(truth, running=truth if number % 5 else other, new="none" if is_lost else truth))
    compared = compare(texts)
    assert [one.split()[0] for one in compared.objections if "points of F1" in one] == ["attitude"]


def test_few_texts_tell_nothing() -> None:
    assert not compare(set_of(FEWEST_TEXTS - 4, running_wrong=0, new_wrong=0)).may_ship
    assert not compare([]).may_ship


@given(st.lists(st.tuples(*[st.sampled_from(CATEGORIES)] * 2), max_size=60))
def test_the_same_model_never_differs(pairs: list[tuple[str, str]]) -> None:
    compared = compare([Answered(truth, said, said) for truth, said in pairs])
    assert compared.interval == (0.0, 0.0)
    assert all("few" in one or "are needed" in one for one in compared.objections)
