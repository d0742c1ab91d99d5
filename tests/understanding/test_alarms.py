"""The words that gave a signal, as the customer wrote them."""

from __future__ import annotations

from chalicelib.model.assessment import Category, Signal
from chalicelib.model.lexicon import ShopLexicon, ShopTerm
from chalicelib.understanding.alarms import MOST
from chalicelib.understanding.assess import assess


def words(text: str, signal: str, *, subject: str | None = None, lexicon: ShopLexicon | None = None) -> list[str]:
    understood = assess(text, subject=subject, lexicon=lexicon or ShopLexicon())
    for one in understood.alarms:
        assert one.text == text[one.start : one.end] or one.start == one.end == 0
    return [one.text for one in understood.alarms if one.signal == signal]


def test_they_are_those_of_the_original() -> None:
    assert words("插頭一插就冒煙，差點觸電！", "safety") == ["插頭一插就冒煙", "差點觸電"]
    assert words("I was ELECTROCUTED", "safety") == ["ELECTROCUTED"]


def test_the_same_words_are_told_once_and_no_more_than_a_few() -> None:
    assert words("冒烟。冒烟。冒烟！", "safety") == ["冒烟"]
    assert len(words("冒烟，触电，起火，烫伤，骨折，窒息", "safety")) == MOST


def test_what_only_the_subject_says_has_no_place_in_the_text() -> None:
    assert words("请尽快处理", "safety", subject="热水壶冒烟") == ["水壶冒烟"]


def test_rage_has_its_words() -> None:
    assert words("你们逼我去死，气死我了，我要疯了", "extreme_emotion")


def test_a_shops_own_words_are_among_them() -> None:
    own = ShopLexicon(version=1, terms=(ShopTerm(text="蓝色液体", category=Category.QUALITY, signal=Signal.SAFETY),))
    assert words("瓶口流出蓝色液体", "safety", lexicon=own) == ["蓝色液体"]


def test_every_signal_has_its_words() -> None:
    understood = assess("我要起诉你们，已经打了12315，孩子烫伤了，转人工！")
    assert {one.signal for one in understood.alarms} == set(understood.signals)
