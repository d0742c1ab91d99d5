"""Finds many terms in one pass: where a word may begin, only the terms that begin with the characters there are tried.

A term may have one gap, written ``…``, that stays within a clause. English terms match whole words; numbers match
whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_GAP: Final = "…"
_CHINESE_GAP: Final = 8
_ENGLISH_GAP: Final = 30
_CLAUSE_ENDS: Final = frozenset(",.;:!?。、\n")
_KEY: Final = 2


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


class Lexicon:
    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_key: dict[str, list[Term]] = {}
        for term in terms:
            self._by_key.setdefault(term.head[:_KEY], []).append(term)

    def hits(self, folded: str) -> Iterator[Hit]:
        """Every term in the text, in order of appearance."""
        by_key = self._by_key
        padded = folded + "\n"
        is_in_word = False
        for start, character in enumerate(folded):
            is_letter = "a" <= character <= "z"
            if not (is_letter and is_in_word):
                for key in (character, padded[start : start + _KEY]):
                    for term in by_key.get(key, ()):
                        if (end := term.end_in(folded, start)) is not None:
                            yield Hit(name=term.name, start=start, end=end)
            is_in_word = is_letter or "0" <= character <= "9"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
