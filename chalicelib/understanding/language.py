"""Which language a text is in: Simplified and Traditional Chinese and English in earnest, others by their marks.

``und`` is an honest answer. A text of Chinese characters that both scripts share counts as Simplified.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Final

from .text import DATA, characters

SIMPLIFIED: Final = "zh-Hans"
TRADITIONAL: Final = "zh-Hant"
ENGLISH: Final = "en"
UNDETERMINED: Final = "und"

_SCRIPTS: Final = (
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f", 0.6),
    ("ja", "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f", 0.5),
    ("ko", "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", 0.4),
    ("ru", "\u0400-\u052f", 0.2),
    ("th", "\u0e00-\u0e7f", 0.2),
    ("ar", "\u0600-\u06ff\u0750-\u077f", 0.25),
    ("he", "\u0590-\u05ff", 0.25),
    ("el", "\u0370-\u03ff", 0.2),
    ("hi", "\u0900-\u097f", 0.25),
)
"""Tag, letters, and about how many words one letter is."""
_SCRIPT: Final = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters, _ in _SCRIPTS))
_WORDS_PER_LETTER: Final = {name: words for name, _, words in _SCRIPTS}
_LATIN_WORD: Final = re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff\uff41-\uff5a]+(?:['’][a-z]+)?")
_KANA_OF_JAPANESE: Final = 0.3
_OTHER_THAN_RUSSIAN: Final = re.compile("[іїєґўјљњћђџѓќ]")


def detect(text: str) -> str:
    """The BCP 47 tag of the language most of the text is in."""
    lowered = text.lower()
    latin, known_words = _of_latin(_LATIN_WORD.findall(lowered))
    words = _words_by_script(lowered)
    strongest = max(words, key=lambda script: (words[script], script), default="")
    if not strongest or words[strongest] < known_words:
        return latin
    if strongest == "han":
        return _of_chinese(text)
    if strongest == "ru" and _OTHER_THAN_RUSSIAN.search(lowered):
        return UNDETERMINED
    return strongest


def _words_by_script(lowered: str) -> dict[str, float]:
    """About how many words stand in each script; Chinese characters among kana are Japanese."""
    letters: Counter[str] = Counter()
    for run in _SCRIPT.finditer(lowered):
        letters[run.lastgroup or ""] += run.end() - run.start()
    if letters["ja"] > max(1, _KANA_OF_JAPANESE * (letters["ja"] + letters["han"])):
        letters["ja"] += letters.pop("han", 0)
    return {script: count * _WORDS_PER_LETTER[script] for script, count in letters.items() if count}


def _of_chinese(text: str) -> str:
    known = characters()
    traditional = sum(map(known.only_traditional.__contains__, text))
    simplified = sum(map(known.only_simplified.__contains__, text))
    return TRADITIONAL if traditional > simplified else SIMPLIFIED


@cache
def _common_words() -> dict[str, frozenset[str]]:
    table = json.loads((DATA / "common_words.json").read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in table.items()}


def _of_latin(words: list[str]) -> tuple[str, int]:
    """The language whose common words cover most, and how many they are; English wins a draw."""
    if not words:
        return UNDETERMINED, 0
    written = [word.replace("’", "'") for word in words]
    counts = {language: sum(map(common.__contains__, written)) for language, common in _common_words().items()}
    best = max(counts, key=lambda language: (counts[language], language == ENGLISH, language))
    return (best, counts[best]) if counts[best] else (UNDETERMINED, 0)
