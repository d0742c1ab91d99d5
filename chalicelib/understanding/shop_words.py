"""What a shop's own lexicon finds in a text. Its words are added to the model's scores; they never overrule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chalicelib.model.assessment import Category
from chalicelib.model.lexicon import ShopLexicon

from .features import Span
from .lexicon import Hit, Lexicon, Term
from .text import fold

LARGEST_SUM: Final = 4.0
"""All terms of one category together shift it by at most this much, as a logarithm of odds."""
SHORTEST: Final = 2
"""Characters of a term after folding: one character stands in too many words."""
_HOT: Final = "hot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A shop's word, where it first stands in the folded text, and what it adds to the score of ``label``."""

    span: Span
    label: Category
    weight: float


def matched(text: str) -> str:
    """A term as texts are matched: folded, long repeats shortened."""
    return fold(text).squeezed().text.strip()


def added(folded: str, lexicon: ShopLexicon) -> tuple[Added, ...]:
    """Each term counts once, however often it stands there."""
    firsts: dict[str, Hit] = {}
    for hit in _compiled(lexicon).hits(folded):
        firsts.setdefault(hit.name, hit)
    found = [
        Added(span=(hit.start, hit.end), label=term.category, weight=term.weight)
        for hit in firsts.values()
        if hit.name != _HOT and (term := lexicon.terms[int(hit.name)]).category
    ]
    return tuple(one for label in Category for one in _bounded([one for one in found if one.label is label]))


def alarming(folded: str, lexicon: ShopLexicon) -> Iterator[Hit]:
    """The shop's words that give a signal, by its name."""
    for hit in _compiled(lexicon).hits(folded):
        if hit.name != _HOT and (signal := lexicon.terms[int(hit.name)].signal):
            yield Hit(name=signal, start=hit.start, end=hit.end)


def whole(folded: str, lexicon: ShopLexicon) -> tuple[Span, ...]:
    """Where the shop's words stand: to be shown whole. In order, the longest first where they overlap."""
    spans: list[Span] = []
    for hit in sorted(_compiled(lexicon).hits(folded), key=lambda hit: (hit.start, -hit.end)):
        if not spans or hit.start >= spans[-1][1]:
            spans.append((hit.start, hit.end))
    return tuple(spans)


def _bounded(of_one_label: list[Added]) -> Iterable[Added]:
    """Scaled down together, so that the evidence still adds up to what was added."""
    whole = abs(sum(one.weight for one in of_one_label))
    if whole <= LARGEST_SUM:
        return of_one_label
    share = LARGEST_SUM / whole
    return [Added(span=one.span, label=one.label, weight=one.weight * share) for one in of_one_label]


@lru_cache(maxsize=64)
def _compiled(lexicon: ShopLexicon) -> Lexicon:
    terms = [Term.parse(matched(term.text), name=str(index)) for index, term in enumerate(lexicon.terms)]
    hot = [Term.parse(matched(word), name=_HOT) for word in lexicon.hot_words]
    return Lexicon([*terms, *hot])
