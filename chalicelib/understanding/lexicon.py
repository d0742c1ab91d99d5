"""Finds many terms at once: only those are tried that begin with characters, or a word, which stand in the text.

A term may have one gap, written ``…``, that stays within a clause. English terms match whole words; numbers match
whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import add, itemgetter
from typing import Final

_GAP: Final = "…"
_CHINESE_GAP: Final = 8
_ENGLISH_GAP: Final = 30
_CLAUSE_ENDS: Final = frozenset(",.;:!?。、\n")
_KEY: Final = 2
_WORD: Final = re.compile("[a-z0-9]+")
_PLACE: Final = itemgetter(0, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """What to look for, and the word under which the caller listed it."""

    name: str
    head: str
    tail: str
    is_english: bool

    @classmethod
    def parse(cls, written: str, *, name: str) -> Term:
        head, _, tail = written.partition(_GAP)
        letters = head + tail
        return cls(name=name, head=head, tail=tail, is_english=letters.isascii() and not letters.isdigit())

    def end_in(self, text: str, start: int) -> int | None:
        """Where the term that may begin at ``start`` ends."""
        if not text.startswith(self.head, start):
            return None
        end = start + len(self.head)
        if self.tail:
            end = self._end_of_tail(text, end)
        return end if end >= 0 and self._stands_alone(text, start, end) else None

    def _end_of_tail(self, text: str, after_head: int) -> int:
        longest = _ENGLISH_GAP if self.is_english else _CHINESE_GAP
        found = text.find(self.tail, after_head, after_head + longest + len(self.tail))
        if found < 0 or not _CLAUSE_ENDS.isdisjoint(text[after_head:found]):
            return -1
        if self.is_english and not (text[after_head] == text[found - 1] == " "):
            return -1
        return found + len(self.tail)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        before = text[start - 1] if start else ""
        after = text[end] if end < len(text) else ""
        if self.is_english:
            return not (_is_latin(before) or _is_latin(after))
        starts_in_number = text[start].isdecimal() and before.isdecimal()
        ends_in_number = text[end - 1].isdecimal() and after.isdecimal()
        return not (starts_in_number or ends_in_number)


@dataclass(frozen=True, slots=True)
class Hit:
    name: str
    start: int
    end: int


_Candidates = tuple[int, str, list[Term]]
"""Where terms may begin, with what they begin, and the terms."""


class Lexicon:
    """Keeps terms by how they begin, English ones by their first word: of most none stands in a text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_word: dict[str, list[Term]] = {}
        self._by_key: dict[str, list[Term]] = {}
        for term in terms:
            if term.is_english and (word := _WORD.match(term.head)):
                self._by_word.setdefault(word[0], []).append(term)
            elif term.head:
                self._by_key.setdefault(term.head[:_KEY], []).append(term)
        self._ascii = [key for key in self._by_key if key.isascii()]

    def hits(self, folded: str) -> Iterator[Hit]:
        """Every term in the text, in order of appearance."""
        for start, _, terms in sorted(chain(self._by_words(folded), self._by_keys(folded)), key=_PLACE):
            for term in terms:
                if (end := term.end_in(folded, start)) is not None:
                    yield Hit(name=term.name, start=start, end=end)

    def _by_words(self, folded: str) -> Iterator[_Candidates]:
        if not self._by_word.keys().isdisjoint(_WORD.findall(folded)):
            for word in _WORD.finditer(folded):
                if terms := self._by_word.get(word[0]):
                    yield word.start(), word[0], terms

    def _by_keys(self, folded: str) -> Iterator[_Candidates]:
        keys = self._by_key.keys()
        for key in filter(folded.__contains__, self._ascii) if folded.isascii() else keys & _keys_of(folded):
            is_latin = "a" <= key[0] <= "z"
            start = folded.find(key)
            while start >= 0:
                if not (is_latin and start and _is_latin(folded[start - 1])):
                    yield start, key, self._by_key[key]
                start = folded.find(key, start + 1)


def _keys_of(folded: str) -> set[str]:
    return {*folded, *map(add, folded, folded[1:])}


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
