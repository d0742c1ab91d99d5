"""Text as it is matched, with the way back: every match points into the text as it was written.

Matching ignores width, case, invisible characters, the script (Traditional is read as Simplified) and, when
squeezed, long repeats. None of that is ever shown: spans are always those of the original.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u2060\u2061\u2062\u2063\u2064\ufeff\ufe0e\ufe0f"
)
_QUOTES: Final = {"’": "'", "‘": "'", "“": '"', "”": '"'}
_MOST_REPEATS: Final = 3
_REPEATED: Final = re.compile(rf"(.)\1{{{_MOST_REPEATS}}}", re.DOTALL)
_LONGEST_CLUSTER: Final = 8


@dataclass(frozen=True, slots=True)
class Characters:
    """What the scripts of Chinese share and where they differ."""

    folding: dict[int, str | None]
    only_traditional: frozenset[str]
    only_simplified: frozenset[str]


@cache
def characters() -> Characters:
    table = json.loads((DATA / "characters.json").read_text(encoding="utf-8"))
    folding: dict[int, str | None] = {
        ord(source): target for source, target in zip(table["traditional"], table["simplified"], strict=True)
    }
    folding |= {ord(source): target for source, target in _QUOTES.items()}
    folding |= dict.fromkeys(map(ord, _INVISIBLE))
    return Characters(
        folding=folding,
        only_traditional=frozenset(table["only_traditional"]),
        only_simplified=frozenset(table["only_simplified"]),
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` is for matching; its character ``i`` was written at ``starts[i]:ends[i]`` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]``, which must not be empty, stands in the original."""
        return self.starts[start], self.ends[end - 1]

    def squeezed(self) -> Folded:
        """Runs of one character cut to three; digits stay, because numbers mean what they say."""
        return self._of(list(_kept(self.text))) if _REPEATED.search(self.text) else self

    def without(self, spans: Iterable[tuple[int, int]]) -> Folded:
        """Blanks where the spans were, so that places stay."""
        written = list(self.text)
        for start, end in spans:
            written[start:end] = " " * (end - start)
        return replace(self, text="".join(written))

    def clipped(self, *, first: int, last: int) -> Folded:
        """Beginning and end, when the middle makes it too long."""
        if len(self.text) <= first + last:
            return self
        return self._of(range(first)).followed_by(self._of(range(len(self.text) - last, len(self.text))))

    def followed_by(self, other: Folded, *, moved: int = 0) -> Folded:
        """On a new line ``other``, whose places count from ``moved``. Nothing matches across the line."""
        return Folded(
            text=f"{self.text}\n{other.text}",
            starts=[*self.starts, moved, *(moved + start for start in other.starts)],
            ends=[*self.ends, moved, *(moved + end for end in other.ends)],
        )

    def _of(self, places: Sequence[int]) -> Folded:
        if len(places) == len(self.text):
            return self
        return Folded(
            text="".join(self.text[place] for place in places),
            starts=[self.starts[place] for place in places],
            ends=[self.ends[place] for place in places],
        )


def fold(text: str) -> Folded:
    """The form for matching. Linear in the length of the text."""
    if text.isascii():
        return _in_place(text.lower())
    alone = list(map(_alone, text))
    if set(map(len, alone)) == {1}:
        return _in_place("".join(alone))
    written: list[str] = []
    starts = array("L")
    ends = array("L")
    for start, end in _clusters(text):
        for character in _folded(text[start:end]):
            written.append(character)
            starts.append(start)
            ends.append(end)
    return Folded(text="".join(written), starts=starts, ends=ends)


def _in_place(folded: str) -> Folded:
    """A character for each that was written, as most texts fold."""
    return Folded(text=folded, starts=range(len(folded)), ends=range(1, len(folded) + 1))


def fold_ends(text: str, *, first: int, last: int) -> Folded:
    """Like ``fold``, but of a longer text only the beginning and the end."""
    if len(text) <= first + last:
        return fold(text)
    tail = len(text) - last
    return fold(text[:first]).followed_by(fold(text[tail:]), moved=tail)


@lru_cache(maxsize=8_192)
def _alone(character: str) -> str:
    """What one character folds to, if it does not depend on the one before."""
    return "" if _joins(character) else _folded(character)


@lru_cache(maxsize=8_192)
def _folded(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster).lower().translate(characters().folding)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character with the marks combined with it, so that normalising can join them."""
    start = 0
    for index in range(1, len(text)):
        if not _joins(text[index]) or index - start >= _LONGEST_CLUSTER:
            yield start, index
            start = index
    if text:
        yield start, len(text)


def _joins(character: str) -> bool:
    """A mark, combined with the character before."""
    return character >= "\u0300" and (character in "\uff9e\uff9f" or bool(unicodedata.combining(character)))


def _kept(text: str) -> Iterator[int]:
    run = 0
    previous = ""
    for index, character in enumerate(text):
        run = run + 1 if character == previous else 1
        previous = character
        if run <= _MOST_REPEATS or character.isdigit():
            yield index
