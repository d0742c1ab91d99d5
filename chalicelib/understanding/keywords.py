"""What many texts are about, in a few words: TF-IDF over complaints, with jieba's words.

The frequency of a word is the number of texts that have it, so that one long letter speaks for one customer; its rarity
is counted over all texts given, so that a shop's everyday words fall away. Loaded by workers only.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from typing import Final, NamedTuple

from .privacy import withhold
from .segmenter import words
from .text import DATA, fold

FEWEST: Final = 3
"""Texts that must have a word: what fewer wrote could be about one person."""
_KIND: Final = re.compile(r"\[[a-z_0-9]+\]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_LATIN: Final = re.compile(r"[a-z][a-z'-]{2,}")


class Keyword(NamedTuple):
    """As it was most often written, and in how many of the texts."""

    word: str
    texts: int


def keywords(texts: Sequence[str], *, beside: Sequence[str] = (), most: int = 8) -> tuple[Keyword, ...]:
    """Of ``texts``, those that say most about them beside the others, the most telling first."""
    ours, spelled = Counter[str](), dict[str, Counter[str]]()
    for text in texts:
        for folded, written in terms(text).items():
            ours[folded] += 1
            spelled.setdefault(folded, Counter())[written] += 1
    everywhere = ours + Counter(folded for text in beside for folded in terms(text))
    whole = len(texts) + len(beside)
    weights = {folded: count * log(1 + whole / everywhere[folded]) for folded, count in ours.items() if count >= FEWEST}
    ranked = sorted(weights, key=lambda folded: (-weights[folded], folded))[:most]
    return tuple(Keyword(spelled[folded].most_common(1)[0][0], ours[folded]) for folded in ranked)


def terms(text: str) -> dict[str, str]:
    """Folded → as written, of each word that can say something; nothing of what tells who somebody is."""
    return dict(_terms(text))


def _terms(text: str) -> Iterator[tuple[str, str]]:
    shown = _KIND.sub(" ", withhold(text))
    folded = fold(shown)
    for start, end in words(folded.text):
        word = folded.text[start:end].strip("'-")
        if word not in _stop_words() and (_HAN.fullmatch(word) or _LATIN.fullmatch(word)):
            first, last = folded.span(start, end)
            yield word, shown[first:last]


@cache
def _stop_words() -> frozenset[str]:
    listed: dict[str, str] = json.loads((DATA / "stop_words.json").read_text(encoding="utf-8"))
    return frozenset(word for words_of in listed.values() for word in words_of.split())
