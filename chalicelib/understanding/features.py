"""What the classifier sees of a text: characters of Chinese, words and word parts of English, with their places.

Training and run time share this module, so that they cannot drift apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice, pairwise, tee
from operator import add
from typing import Final

Span = tuple[int, int]

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


def features(folded: str) -> tuple[dict[str, Span], ...]:
    """By clause: feature → where it first stands in it. Every digit counts as the same digit; no clause is empty."""
    text = _DIGIT.sub("0", folded)
    cuts = _cuts(text)
    clauses: list[dict[str, Span]] = [{} for _ in range(len(cuts) + 1)]
    for feature, span in _all_features(text):
        clauses[bisect_right(cuts, span[0])].setdefault(feature, span)
    return tuple(filter(None, clauses))


def names(folded: str) -> tuple[set[str], ...]:
    """The same features without their places, for a tenth of the time: all that a decision needs."""
    text = _DIGIT.sub("0", folded)
    cuts = _cuts(text)
    clauses: list[set[str]] = [set() for _ in range(len(cuts) + 1)]
    previous, clause_before = "", 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        clause = bisect_right(cuts, start)
        if run.lastgroup:
            word = run[0][:_LONGEST_WORD]
            clauses[clause].update(_names_of_word(word))
            if previous:
                clauses[clause_before].add(f"{previous} {word}")
            previous, clause_before = word, clause
            continue
        for place, until in pairwise((start, *(cut for cut in cuts[clause:] if cut < end), end)):
            clauses[clause].update(_names_of_characters(text, place, until, end))
            clause += 1
        if not run[0].isascii():
            previous = ""
    return tuple(filter(None, clauses))


def _cuts(text: str) -> list[int]:
    return [end.end() for end in islice(_CLAUSE_ENDS.finditer(text), MOST_CLAUSES - 1)]


def _names_of_characters(text: str, start: int, until: int, end: int) -> Iterator[str]:
    """Those that begin before ``until``; none reaches over ``end``."""
    single = text[start:until]
    pairs = map(add, single, text[start + 1 : min(until + 1, end)])
    again, third = tee(pairs)
    return chain(single, again, map(add, third, text[start + 2 : min(until + 2, end)]))


@lru_cache(maxsize=8_192)
def _names_of_word(word: str) -> tuple[str, ...]:
    return (word, *(part for part, _, _ in _parts(word)))


def _all_features(text: str) -> Iterator[tuple[str, Span]]:
    previous: re.Match[str] | None = None
    for run in _RUN.finditer(text):
        if run["word"]:
            yield from _of_word(run, previous)
            previous = run
            continue
        yield from _of_characters(run)
        if not run[0].isascii():
            previous = None


def _of_characters(run: re.Match[str]) -> Iterator[tuple[str, Span]]:
    written, offset = run[0], run.start()
    for length in range(1, LONGEST_CHINESE + 1):
        for start in range(len(written) - length + 1):
            yield written[start : start + length], (offset + start, offset + start + length)


def _of_word(run: re.Match[str], previous: re.Match[str] | None) -> Iterator[tuple[str, Span]]:
    """The word, the pair it makes with the word before, and its parts; ``_`` marks parts, ``<`` and ``>`` its ends."""
    word = run[0][:_LONGEST_WORD]
    yield word, run.span()
    if previous:
        yield f"{previous[0][:_LONGEST_WORD]} {word}", (previous.start(), run.end())
    for part, first, last in _parts(word):
        yield part, (run.start() + first, run.start() + last)


@lru_cache(maxsize=8_192)
def _parts(word: str) -> tuple[tuple[str, int, int], ...]:
    """With the places within the word. Kept, because texts share their words."""
    framed = f"<{word}>"
    return tuple(
        ("_" + framed[start : start + length], max(start - 1, 0), min(start - 1 + length, len(word)))
        for length in WORD_PARTS
        for start in range(len(framed) - length + 1)
    )
