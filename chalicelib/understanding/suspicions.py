"""Sentences that sound like danger or law though no listed word stands in them.

A list of words hears an accident told in usual words; people tell theirs in others. Here every unit of a sentence
weighs a little, and the whole must reach what was measured to be enough. The weights are learnt from sentences of our
own and from texts in which listed words were heard (``tools/teaching/suspicions.py``). Training and run time share this
module, so that they cannot drift apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import add
from typing import Final

from .features import Span
from .lexicon import Hit
from .text import DATA

FILE: Final = DATA / "suspicions.json"

_LONGEST_WORD: Final = 20
_LONGEST_CHINESE: Final = 50
_LONGEST_ENGLISH: Final = 160
"""Characters of a piece: a long sentence is weighed in pieces, lest many small weights make an alarm."""
_STEMS: Final = ((5, 6), (4, 4))
"""Of words of so many letters and more, the first so many letters: *burning* and *burnt* share ``burn``."""

_SENTENCES: Final = re.compile(r"(?:[^。!?;~\n.]|\.(?!\s|$))+")
_CLAUSES: Final = re.compile(r"[^,、:]{1,120}[,、:]{0,9}|[,、:]{1,9}")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]+")
_WORDS: Final = re.compile(r"[a-z][a-z']*")


@dataclass(frozen=True, slots=True)
class Scale:
    """What each unit weighs, and what a piece must weigh at least to be suspected."""

    weights: dict[str, int]
    least: int

    def weight(self, found: Iterable[str]) -> int:
        return sum(filter(None, map(self.weights.get, found)))


def suspicions(folded: str, *, known: Collection[str]) -> Iterator[Hit]:
    """The weightiest clause of each suspected piece, by the name of its signal, but for signals that are known."""
    scales = [(name, scale) for name, scale in _scales().items() if name not in known]
    for start, end in pieces(folded) if scales else ():
        found = units(folded[start:end])
        for name, scale in scales:
            if scale.weight(found) >= scale.least:
                yield Hit(name, *_weightiest(folded, start, end, scale))


def pieces(folded: str) -> Iterator[Span]:
    """Sentences; of long ones, as many clauses together as are not too long."""
    for sentence in _SENTENCES.finditer(folded):
        start, last = sentence.span()
        longest = _LONGEST_ENGLISH if sentence[0].isascii() else _LONGEST_CHINESE
        end = start
        for clause in _CLAUSES.finditer(folded, start, last):
            if start < end and clause.end() - start > longest:
                yield start, end
                start = end
            end = clause.end()
        yield start, end


def units(piece: str) -> set[str]:
    """One to three Chinese characters; English words, their stems, and pairs of them."""
    found: set[str] = set()
    for run in _CHINESE.findall(piece):
        pairs = list(map(add, run, run[1:]))
        found.update(run, pairs, map(add, pairs, run[2:]))
    words = [word[:_LONGEST_WORD] for word in _WORDS.findall(piece)]
    found.update(words, filter(None, map(_stem, words)))
    found.update(f"{one} {other}" for one, other in pairwise(words))
    return found


def _stem(word: str) -> str:
    for kept, least in _STEMS:
        if len(word) >= least:
            return f"{word[:kept]}*"
    return ""


def _weightiest(folded: str, start: int, end: int, scale: Scale) -> Span:
    clauses = [clause.span() for clause in _CLAUSES.finditer(folded, start, end)]
    first, last = max(clauses, key=lambda span: scale.weight(units(folded[slice(*span)])))
    told = folded[first:last]
    return first + len(told) - len(told.lstrip()), first + len(told.rstrip(" ,、:"))


@cache
def _scales() -> dict[str, Scale]:
    table = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: Scale(weights=one["weights"], least=one["least"]) for name, one in table.items()}
