"""Three languages with the same keys, each of them used, each with the same fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from string import Formatter

import pytest

from chalicelib.web.pages import Language, desk_page
from chalicelib.web.pages.moments import Moments
from chalicelib.web.pages.monthly_pages import DESK, REPORT
from chalicelib.web.pages.wording import TEXTS, Wording, wording

from .gallery import every_page

KEPT = {
    of: {language: json.loads((TEXTS / of / f"{language}.json").read_text("utf-8")) for language in Language}
    for of in ("", REPORT)
}
SENTENCES = KEPT[""]
every_page_with_its_own = pytest.mark.parametrize("of", KEPT)
NOW = datetime(2026, 11, 11, tzinfo=UTC)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@every_page_with_its_own
def test_the_three_languages_have_the_same_keys_in_the_same_order(of: str) -> None:
    english, *others = (list(KEPT[of][language]) for language in (Language.ENGLISH, *Language))
    assert all(other == english for other in others)


@every_page_with_its_own
@pytest.mark.parametrize("language", Language)
def test_every_sentence_has_the_same_fields_in_every_language(of: str, language: Language) -> None:
    for key, sentence in KEPT[of][language].items():
        assert fields(sentence) == fields(KEPT[of][Language.ENGLISH][key]), key
        assert sentence.strip() == sentence or key == "error.title_mark", key


def test_no_key_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    for way in ("__call__", "plain"):
        monkeypatch.setattr(Wording, way, noted(getattr(Wording, way), used))
    for _, _ in every_page(Language.ENGLISH):
        pass
    desk_page(language=Language.ENGLISH, shop_name=None)
    _tell_all_times()
    at_the_desk = wording(Language.ENGLISH, of=DESK)
    used -= {key for key in used if key.startswith("channel.") and key in at_the_desk}
    assert used == {key for of in KEPT for key in KEPT[of][Language.ENGLISH]}


def noted(say: Callable[..., object], used: set[str]) -> Callable[..., object]:
    def told(self: Wording, key: str, **values: object) -> object:
        used.add(key)
        return say(self, key, **values)

    return told


def _tell_all_times() -> None:
    moments = Moments(say=wording(Language.ENGLISH), zone=UTC, now=NOW)
    for month in range(1, 13):
        moments.stamp(NOW.replace(month=month))
    for length in (timedelta(seconds=5), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)):
        for distance in (length, 2 * length, -length, -2 * length):
            moments.distance(NOW + distance)


def test_chinese_scripts_are_not_mixed() -> None:
    spoken = {
        language: "".join(
            text for of in KEPT for key, text in KEPT[of][language].items() if not key.startswith("language.")
        )
        for language in Language
    }
    assert not set("诉复这为链时间们发电话订单号请输错误") & set(spoken[Language.TRADITIONAL])
    assert not set("訴覆這為鏈時間們發電話訂單號請輸錯誤") & set(spoken[Language.SIMPLIFIED])
