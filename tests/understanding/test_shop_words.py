"""A shop's own words: added to the scores within bounds, shown as evidence, never overruling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Category, Signal
from chalicelib.model.lexicon import LARGEST_WEIGHT, ShopLexicon, ShopTerm
from chalicelib.understanding import shop_words
from chalicelib.understanding.assess import assess
from chalicelib.understanding.classifier import Classifier, classifier

TEXT = "我买的小飞侠二代飘红了怎么办"


def lexicon(*terms: dict[str, Any], hot_words: tuple[str, ...] = ()) -> ShopLexicon:
    return ShopLexicon(version=7, terms=tuple(ShopTerm(**term) for term in terms), hot_words=hot_words)


def quality(text: str, weight: float = 3.0) -> dict[str, Any]:
    return {"text": text, "category": Category.QUALITY, "weight": weight}


def test_without_a_lexicon_nothing_changes_and_zero_is_recorded() -> None:
    plain, empty = assess(TEXT), assess(TEXT, lexicon=ShopLexicon())
    assert plain == empty
    assert plain.lexicon == 0


def test_a_word_of_the_shop_decides_a_text_that_the_model_does_not_understand() -> None:
    careful = Classifier(replace(classifier().model, sure=0.8))
    before, after = (assess(TEXT, lexicon=words, model=careful) for words in (lexicon(), lexicon(quality("飘红"))))
    assert before.abstained
    assert (after.primary, after.abstained, after.lexicon) == (Category.QUALITY, False, 7)
    assert Category.QUALITY in after.labels


def test_the_word_is_shown_as_evidence_where_it_stands_with_its_weight() -> None:
    [strongest, *_] = assess(TEXT, lexicon=lexicon(quality("飘红"))).evidence
    assert TEXT[strongest.start : strongest.end] == strongest.text == "飘红"
    assert strongest.label == Category.QUALITY
    assert strongest.weight > 2.5


def test_a_word_against_a_category_takes_from_it() -> None:
    text = "屏幕坏了，质量太差"
    before, after = assess(text), assess(text, lexicon=lexicon(quality("屏幕坏了", -3.0)))
    assert before.primary is Category.QUALITY
    assert after.confidence < before.confidence or after.primary is not Category.QUALITY


def test_words_are_matched_as_texts_are_without_case_width_and_script() -> None:
    for written, text in (
        ("Dead on Arrival", "it was DEAD ON ARRIVAL again"),
        ("脱胶", "鞋子脫膠了"),
        ("ＱＣ", "qc不行"),
    ):
        assert shop_words.added(shop_words.matched(text), lexicon(quality(written))), written


def test_english_words_match_whole() -> None:
    assert not shop_words.added("the issue", lexicon(quality("sue")))


def test_a_term_counts_once_however_often_it_stands_there() -> None:
    once = shop_words.added("飘红", lexicon(quality("飘红", 1.0)))
    often = shop_words.added("飘红了又飘红，还是飘红", lexicon(quality("飘红", 1.0)))
    assert [one.weight for one in once] == [one.weight for one in often] == [1.0]


@given(st.lists(st.floats(-LARGEST_WEIGHT, LARGEST_WEIGHT), max_size=30))
def test_all_words_together_shift_a_category_only_so_far(weights: list[float]) -> None:
    words = [f"词{chr(0x4E00 + place)}" for place in range(len(weights))]
    terms = lexicon(*(quality(word, weight) for word, weight in zip(words, weights, strict=True)))
    found = shop_words.added("，".join(words), terms)
    assert abs(sum(one.weight for one in found)) <= shop_words.LARGEST_SUM + 1e-9


def test_a_signal_of_the_shop_is_given_beside_the_known_ones_in_their_order() -> None:
    terms = lexicon({"text": "炸毛", "signal": Signal.SAFETY})
    assert assess("这个炸毛了，我要打12315", lexicon=terms).signals == (Signal.SAFETY, Signal.REGULATOR)


def test_no_word_makes_a_threatening_text_harmless() -> None:
    """The rule that a grave signal is never ``none`` stands above every score."""
    terms = lexicon({"text": "律师", "category": Category.NONE, "weight": 3.0})
    after = assess("一切都好，只是律师会联系你们，起诉", lexicon=terms)
    assert Signal.LEGAL in after.signals
    assert after.primary is not Category.NONE or after.abstained


def test_a_hot_word_is_shown_whole_and_changes_no_decision() -> None:
    text = "小飞侠二代屏幕坏了，小飞侠二代质量太差"
    before, after = assess(text), assess(text, lexicon=lexicon(hot_words=("小飞侠二代",)))
    assert (before.primary, before.confidence) == (after.primary, after.confidence)
    for one in after.evidence:
        cut = [one.start <= place < one.end for place in range(0, 5)]
        assert all(cut) or not any(cut), one


def test_the_longest_of_overlapping_words_is_shown() -> None:
    assert shop_words.whole("小飞侠二代", lexicon(hot_words=("飞侠", "小飞侠", "小飞侠二代"))) == ((0, 5),)
