"""Which language a visitor gets."""

from __future__ import annotations

import pytest

from chalicelib.web.pages import Language, negotiate_language

HANS, HANT, EN = Language.SIMPLIFIED, Language.TRADITIONAL, Language.ENGLISH


@pytest.mark.parametrize(
    ("query", "accept", "preferred", "expected"),
    [
        (None, None, None, EN),
        (None, "", None, EN),
        (None, "zh", None, HANS),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", None, HANS),
        (None, "zh-SG", None, HANS),
        (None, "zh-TW", None, HANT),
        (None, "zh-HK", None, HANT),
        (None, "zh-Hant-TW", None, HANT),
        (None, "zh-Hans-HK", None, HANS),
        (None, "yue-HK", None, HANT),
        (None, "en-GB,en;q=0.9,zh-CN;q=0.8", None, EN),
        (None, "ja,zh-TW;q=0.7,en;q=0.5", None, HANT),
        (None, "ja", None, EN),
        (None, "en;q=0.2, zh-CN;q=0.9", None, HANS),
        (None, "zh-CN;q=0, zh-TW", None, HANT),
        (None, "zh-CN;q=nonsense, en", None, EN),
        (None, "*", None, EN),
        (None, ";;;,,,q=", None, EN),
        (None, "zh-CN", "zh-Hant", HANT),
        (None, "zh-CN", "ja", HANS),
        ("en", "zh-CN", "zh-Hant", EN),
        ("zh-Hant", "en", None, HANT),
        ("ZH_tw", "en", None, HANT),
        ("klingon", "zh-TW", None, HANT),
        ("<script>", None, None, EN),
    ],
)
def test_negotiation(query: str | None, accept: str | None, preferred: str | None, expected: Language) -> None:
    assert negotiate_language(query=query, accept_language=accept, preferred=preferred) is expected
