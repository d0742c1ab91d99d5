from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding.text import Folded, fold, fold_ends

ANY_TEXT = st.text(st.characters(exclude_categories=[]))  # halves of surrogate pairs too


def assert_points_into(folded: Folded, original: str) -> None:
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert 0 <= start <= end <= len(original)


@given(ANY_TEXT)
def test_every_place_points_into_the_original(text: str) -> None:
    folded = fold(text)
    assert_points_into(folded, text)
    assert list(folded.starts) == sorted(folded.starts)


@given(ANY_TEXT)
def test_what_stands_there_folds_to_what_was_matched(text: str) -> None:
    folded = fold(text)
    for place, character in enumerate(folded.text):
        start, end = folded.span(place, place + 1)
        assert character in fold(text[start:end]).text


@given(ANY_TEXT, st.integers(1, 20), st.integers(1, 20))
def test_places_survive_squeezing_blanking_and_clipping(text: str, first: int, last: int) -> None:
    assert_points_into(fold(text).squeezed(), text)
    assert_points_into(fold(text).without([(0, 1)] if text.isascii() and text else []), text)
    assert_points_into(fold_ends(text, first=first, last=last).clipped(first=first, last=last), text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).squeezed().text == fold(fold(once).text).squeezed().text


def test_width_case_script_and_invisible_characters_do_not_matter() -> None:
    assert fold("ＡＢＣ１２３").text == "abc123"
    assert fold("客服態度惡劣").text == "客服态度恶劣"
    assert fold("1\u200b3\u200d8").text == "138"
    assert fold("don’t").text == "don't"


def test_combined_marks_join_their_letter() -> None:
    folded = fold("cafe\u0301!")
    assert folded.text == "café!"
    assert folded.span(3, 4) == (3, 5)


def test_a_ligature_points_to_the_one_character_it_was() -> None:
    folded = fold("①ﬁ")
    assert folded.text == "1fi"
    assert folded.span(1, 2) == folded.span(2, 3) == (1, 2)


def test_long_repeats_are_cut_but_numbers_are_kept() -> None:
    squeezed = fold("差差差差差！10000000").squeezed()
    assert squeezed.text == "差差差!10000000"
    assert squeezed.span(3, 4) == (5, 6)


def test_only_the_ends_of_a_long_text_are_read() -> None:
    text = "头" * 50 + "中" * 1_000 + "尾" * 50
    folded = fold_ends(text, first=50, last=50)
    assert folded.text == "头" * 50 + "\n" + "尾" * 50
    assert folded.span(51, 101) == (1_050, 1_100)
