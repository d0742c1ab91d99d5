"""Three languages with the same keys, each of them used, each with the same fields."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest

from chalicelib.web.pages import Language, desk_page
from chalicelib.web.pages.moments import Moments
from chalicelib.web.pages.wording import TEXTS, Wording, wording

from .gallery import every_page

SENTENCES = {language: json.loads((TEXTS / f"{language}.json").read_text("utf-8")) for language in Language}
NOW = datetime(2026, 11, 11, tzinfo=UTC)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_the_three_languages_have_the_same_keys_in_the_same_order() -> None:
    english, *others = (list(SENTENCES[language]) for language in (Language.ENGLISH, *Language))
    assert all(other == english for other in others)


@pytest.mark.parametrize("language", Language)
def test_every_sentence_has_the_same_fields_in_every_language(language: Language) -> None:
    for key, sentence in SENTENCES[language].items():
        assert fields(sentence) == fields(SENTENCES[Language.ENGLISH][key]), key
        assert sentence.strip() == sentence or key == "error.title_mark", key


def test_no_key_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    say = Wording.__call__

    def noted(self: Wording, key: str, **values: object) -> object:
        used.add(key)
        return say(self, key, **values)

    monkeypatch.setattr(Wording, "__call__", noted)
    for _, _ in every_page(Language.ENGLISH):
        pass
    desk_page(language=Language.ENGLISH, shop_name=None)
    _tell_all_times()
    assert used == set(SENTENCES[Language.ENGLISH])


def _tell_all_times() -> None:
    moments = Moments(say=wording(Language.ENGLISH), zone=UTC, now=NOW)
    for month in range(1, 13):
        moments.stamp(NOW.replace(month=month))
    for length in (timedelta(seconds=5), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)):
        for distance in (length, 2 * length, -length, -2 * length):
            moments.distance(NOW + distance)


def test_chinese_scripts_are_not_mixed() -> None:
    spoken = {
        language: "".join(text for key, text in SENTENCES[language].items() if not key.startswith("language."))
        for language in Language
    }
    assert not set("诉复这为链时间们发电话订单号请输错误") & set(spoken[Language.TRADITIONAL])
    assert not set("訴覆這為鏈時間們發電話訂單號請輸錯誤") & set(spoken[Language.SIMPLIFIED])
