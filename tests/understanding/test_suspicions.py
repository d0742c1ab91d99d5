"""Danger and law told in words that no list has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding.signals import alarming, heard, signals
from chalicelib.understanding.suspicions import pieces, suspicions, units
from chalicelib.understanding.text import fold

FOLDED = st.text(st.characters(exclude_categories=[]), max_size=300).map(lambda text: fold(text).squeezed().text)


def told(name: str) -> list[tuple[str, str]]:
    """Signal (or "-") and sentence, as matched."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    split = (line.split(" | ", 1) for line in lines if line and not line.startswith("#"))
    return [(signal, fold(sentence).squeezed().text) for signal, sentence in split]


def shares(sentences: list[tuple[str, str]], signal: str) -> tuple[float, float]:
    """Of the sentences with the signal those heard, and of those with neither those heard wrongly."""
    count = Counter((said, signal in signals(sentence)) for said, sentence in sentences)
    right, missed = count[signal, True], count[signal, False]
    wrong, silent = count["-", True], count["-", False]
    return right / (right + missed), wrong / (wrong + silent)


@pytest.mark.parametrize("signal", ["safety", "legal"])
def test_what_was_told_in_odd_words_stays_heard(signal: str) -> None:
    recall, wrong = shares(told("odd_sentences.txt"), signal)
    assert recall >= 0.95
    assert wrong <= 0.05


@pytest.mark.parametrize("signal", ["safety", "legal"])
def test_most_of_what_never_taught_is_heard(signal: str) -> None:
    recall, wrong = shares(told("unseen_sentences.txt"), signal)
    assert recall >= 0.88
    assert wrong <= 0.10


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("东西一般,孩子一坐整个往后翻后脑勺着地,客服不回", "孩子一坐整个往后翻后脑勺着地"),
        (
            "came late, the strap let go and my baby slid right out of it, no reply since",
            "the strap let go and my baby slid right out of it",
        ),
    ],
)
def test_the_clause_that_weighs_most_is_shown(text: str, clause: str) -> None:
    assert not heard(text)[0]
    [hit] = alarming(text)
    assert (hit.name, text[hit.start : hit.end]) == ("safety", clause)


def test_a_signal_that_listed_words_give_is_not_looked_for() -> None:
    text = "the strap let go and my baby slid right out of it"
    assert {hit.name for hit in suspicions(text, known=())} == {"safety"}
    assert list(suspicions(text, known={"safety", "legal"})) == []


def test_what_is_denied_weighs_nothing() -> None:
    assert "safety" in signals("我手被烫伤")
    assert signals("没有烫伤") == ()


def test_a_long_text_of_small_worries_is_no_alarm() -> None:
    assert signals("手机有点热,孩子不太喜欢,味道有点大。" * 60) == ()


@given(FOLDED)
def test_pieces_follow_each_other_and_are_short(text: str) -> None:
    ends = 0
    for start, end in pieces(text):
        assert ends <= start < end <= len(text)
        assert end - start <= 400
        ends = end
    assert all(character in ".!?;。~\n \u3000" or character.isspace() for character in _between(text))


def _between(text: str) -> str:
    covered = {place for start, end in pieces(text) for place in range(start, end)}
    return "".join(character for place, character in enumerate(text) if place not in covered)


@given(FOLDED)
def test_what_is_suspected_stands_in_the_text(text: str) -> None:
    for hit in suspicions(text, known=()):
        assert text[hit.start : hit.end].strip()


@pytest.mark.parametrize(
    "bait", ["烫" * 16_000, "a" * 16_000, "." * 16_000, "," * 16_000, "hot " * 4_000, "烫,a" * 5_000]
)
def test_a_hostile_text_is_weighed_in_pieces(bait: str) -> None:
    assert all(end - start <= 400 for start, end in pieces(bait))
    list(suspicions(bait, known=()))


def test_units_are_characters_words_stems_and_pairs() -> None:
    assert units("烫到手 burning hot") == {
        *("烫", "到", "手", "烫到", "到手", "烫到手"),
        *("burning", "burni*", "hot", "burning hot"),
    }
