"""What the classifier sees of a text: characters of Chinese, words and word parts of English, with their places.

Training and run time share this module, so that they cannot drift apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from operator import add
from typing import Final

Span = tuple[int, int]
Part = tuple[str, int, int]
"""Of a word, and from where to where it stands in it."""

LONGEST_CHINESE: Final = 3
WORD_PARTS: Final = (3, 4, 5)
_LONGEST_WORD: Final = 24

_DIGIT: Final = re.compile(r"\d")
_RUN: Final = re.compile(r"(?P<word>[a-z0-9']+)|[^\sa-z0-9']+")


MOST_CLAUSES: Final = 24
"""What comes after the last cut counts as one clause."""

_CLAUSE_ENDS: Final = re.compile(
    r"[。！？；，,.!?;~…\n、:()]+"
    r"|(?=但|不过|就是|可是|然而|只是|而且|结果|(?<!')\b(?:but|however|although|then|and)\b)"
)
"""Punctuation, and before the words that turn a sentence around or add to it. For folded text."""


def features(folded: str, *, parts: Callable[[str], Sequence[Part]] | None = None) -> tuple[dict[str, Span], ...]:
    """By clause: feature → where it first stands in it. Every digit counts as the same digit; no clause is empty.

    ``parts`` leaves out parts of words that nobody wants to know of.
    """
    parts = parts or parts_of
    text = _DIGIT.sub("0", folded)
    cuts = _cuts(text)
    clauses: list[dict[str, Span]] = [{} for _ in range(len(cuts) + 1)]
    previous: re.Match[str] | None = None
    place_before = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        place = bisect_right(cuts, start)
        if run.lastgroup:
            if previous:
                pair = f"{previous[0][:_LONGEST_WORD]} {run[0][:_LONGEST_WORD]}"
                clauses[place_before].setdefault(pair, (previous.start(), end))
            previous, place_before = run, place
            _add_word(clauses[place], run, parts)
            continue
        for first, until in pairwise((start, *(cut for cut in cuts[place:] if cut < end), end)):
            clauses[place] = _of_characters(text, first, until, end) | clauses[place]
            place += 1
        if not run[0].isascii():
            previous = None
    return tuple(filter(None, clauses))


def _add_word(clause: dict[str, Span], run: re.Match[str], parts: Callable[[str], Sequence[Part]]) -> None:
    """The word and its parts, unless they were seen before."""
    word, start = run[0][:_LONGEST_WORD], run.start()
    clause.setdefault(word, run.span())
    for part, first, last in parts(word):
        if part not in clause:
            clause[part] = (start + first, start + last)


def _of_characters(text: str, start: int, until: int, end: int) -> dict[str, Span]:
    """Those that begin before ``until``; none reaches over ``end``. Backwards, so that the first one stays."""
    found: list[tuple[str, Span]] = []
    names: Iterable[str] = text[start:until]
    for length in range(1, LONGEST_CHINESE + 1):
        if length > 1:
            names = map(add, names, text[start + length - 1 : min(until + length - 1, end)])
        names = list(names)
        found += zip(names, zip(range(start, end), range(start + length, end + 1), strict=False), strict=False)
    found.reverse()
    return dict(found)


def _cuts(text: str) -> list[int]:
    return [end.end() for end in islice(_CLAUSE_ENDS.finditer(text), MOST_CLAUSES - 1)]


@lru_cache(maxsize=8_192)
def parts_of(word: str) -> tuple[Part, ...]:
    """``_`` marks parts, ``<`` and ``>`` the ends of the word."""
    framed = f"<{word}>"
    return tuple(
        ("_" + framed[start : start + length], max(start - 1, 0), min(start - 1 + length, len(word)))
        for length in WORD_PARTS
        for start in range(len(framed) - length + 1)
    )
