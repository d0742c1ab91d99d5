"""A shop's own lexicon as it is sent to us and shown, and what trying one shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, FiniteFloat, StringConstraints

from chalicelib.desk.wording import LONGEST_WORD, MOST_TRIED
from chalicelib.model.assessment import Category, Signal
from chalicelib.model.lexicon import MOST_HOT_WORDS, MOST_TERMS

from .complaint_shapes import EvidenceShape
from .shapes import Shape

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORD)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]


class TermShape(Shape):
    """A word of the shop: it speaks for a category, or it gives a signal."""

    text: Phrase
    """Matched without case, width, and difference of Simplified and Traditional; English as whole words."""
    category: Category | None = None
    signal: Signal | None = None
    weight: FiniteFloat = 1.0
    """For a category: from -3 (speaks against it) to 3, as a logarithm of odds; all words together at most 4."""


class LexiconBody(Shape):
    terms: Annotated[tuple[TermShape, ...], Field(max_length=MOST_TERMS)] = ()
    hot_words: Annotated[tuple[Phrase, ...], Field(max_length=MOST_HOT_WORDS)] = ()
    """Names and words that are shown whole where words decided; they decide nothing."""


class LexiconShape(Shape):
    """``version`` 0 is the empty lexicon of a shop that has written none."""

    version: int
    terms: tuple[TermShape, ...]
    hot_words: tuple[str, ...]
    written_by: str
    written_at: datetime | None


class LexiconTrialBody(Shape):
    """The lexicon to try, on texts given or on the shop's newest complaints."""

    terms: Annotated[tuple[TermShape, ...], Field(max_length=MOST_TERMS)] = ()
    hot_words: Annotated[tuple[Phrase, ...], Field(max_length=MOST_HOT_WORDS)] = ()
    texts: Annotated[tuple[Text, ...], Field(max_length=MOST_TRIED)] = ()
    recent: Annotated[int, Field(ge=0, le=MOST_TRIED)] = 0
    """So many of the newest complaints that wait, are held, or are resolved."""


class UnderstoodShape(Shape):
    primary: Category
    labels: tuple[Category, ...]
    confidence: float
    abstained: bool
    signals: tuple[Signal, ...]
    evidence: tuple[EvidenceShape, ...]
    """Personal data masked."""


class LexiconTrialShape(Shape):
    """One text under the lexicon in force and under the one tried."""

    complaint: str | None
    """Of a text given: null. Texts come first, in the order given."""
    changed: bool
    """Another primary category, other labels or signals, or decided where it was left to a person."""
    before: UnderstoodShape
    after: UnderstoodShape


class LexiconTrialsShape(Shape):
    tried: int
    changed: int
    items: tuple[LexiconTrialShape, ...]
