"""A shop's lexicon: words of its own that speak for or against a category, words that alarm it, words to keep whole."""

from __future__ import annotations

from typing import Final

from .assessment import Category, Signal
from .base import Instant, Word

LARGEST_WEIGHT: Final = 3.0
"""Of one term, as a logarithm of odds: 3 makes a category twenty times as likely."""
MOST_TERMS: Final = 500
MOST_HOT_WORDS: Final = 500


class ShopTerm(Word):
    """Speaks for ``category`` with ``weight`` (against it when negative), or gives ``signal``: one of the two."""

    text: str
    category: Category | None = None
    signal: Signal | None = None
    weight: float = 1.0


class ShopLexicon(Word):
    """``version`` counts the writings; 0 is the empty lexicon of a shop that has written none.

    ``hot_words`` change no decision: they are shown whole where words are cut.
    """

    version: int = 0
    terms: tuple[ShopTerm, ...] = ()
    hot_words: tuple[str, ...] = ()
    written_by: str = ""
    written_at: Instant | None = None

    def __hash__(self) -> int:
        """Cheap, because every text asks for what was compiled of its shop's lexicon."""
        return hash((self.version, self.written_at, len(self.terms), len(self.hot_words)))

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.hot_words)
