"""Which words decided: what the classifier's features add up to, told in words of the original text.

A feature's weight is shared by its characters, a word's is the sum over its characters, and neighbouring words that
speak the same way are one phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.model.assessment import Category, Evidence

from . import segmenter
from .classifier import Classifier, Verdict
from .features import Span
from .text import Folded

_MOST_FOR_PRIMARY: Final = 4
_MOST_FOR_OTHERS: Final = 1
_MOST: Final = 5
_LEAST_SHARE: Final = 0.15
"""Of the strongest word's weight; words below say nothing."""
_LONGEST: Final = 16
_ENGLISH_WORD: Final = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Of the folded text."""

    start: int
    end: int
    weight: float


def explain(
    classifier: Classifier, verdict: Verdict, *, folded: Folded, original: str, whole: Sequence[Span] = ()
) -> tuple[Evidence, ...]:
    """At most five phrases, those for and against the primary category first, strongest first.

    ``whole`` are spans that are words whatever the dictionary says; in order, without overlap.
    """
    words = list(_words_around(folded.text, whole))
    contributions = classifier.contributions(verdict, known=classifier.known(folded.text))
    evidence: list[Evidence] = []
    for label, told in contributions.items():
        weights = _by_character(len(folded.text), told)
        phrases = _phrases(folded.text, [Phrase(start, end, sum(weights[start:end])) for start, end in words])
        strongest = sorted(phrases, key=lambda phrase: (-abs(phrase.weight), phrase.start))
        if label is verdict.primary:
            chosen = strongest[:_MOST_FOR_PRIMARY]
        else:
            chosen = [phrase for phrase in strongest if phrase.weight > 0][:_MOST_FOR_OTHERS]
        evidence += [_shown(phrase, label, folded=folded, original=original) for phrase in chosen]
    return tuple(evidence[:_MOST])


def _words_around(text: str, whole: Sequence[Span]) -> Iterator[Span]:
    done = 0
    for start, end in (*whole, (len(text), len(text))):
        yield from ((done + first, done + last) for first, last in _words(text[done:start]))
        if start < end:
            yield start, end
        done = end


def _words(text: str) -> Iterator[Span]:
    if text.isascii():
        yield from (match.span() for match in _ENGLISH_WORD.finditer(text))
        return
    for start, end in segmenter.words(text):
        if any(character.isalnum() for character in text[start:end]):
            yield start, end


def _by_character(length: int, contributions: Iterable[tuple[Span, float]]) -> list[float]:
    weights = [0.0] * length
    for (start, end), weight in contributions:
        share = weight / (end - start)
        for place in range(start, end):
            weights[place] += share
    return weights


def _phrases(text: str, words: list[Phrase]) -> list[Phrase]:
    """Words that say something, joined with neighbours that say the same."""
    least = _LEAST_SHARE * max((abs(word.weight) for word in words), default=0.0)
    phrases: list[Phrase] = []
    for word in words:
        if abs(word.weight) <= least:
            continue
        if phrases and _belong_together(phrases[-1], word, text):
            last = phrases.pop()
            phrases.append(Phrase(last.start, word.end, last.weight + word.weight))
        else:
            phrases.append(word)
    return phrases


def _belong_together(phrase: Phrase, word: Phrase, text: str) -> bool:
    are_neighbours = text[phrase.end : word.start] in ("", " ")
    return are_neighbours and phrase.weight * word.weight > 0 and word.end - phrase.start <= _LONGEST


def _shown(phrase: Phrase, label: Category, *, folded: Folded, original: str) -> Evidence:
    start, end = folded.span(phrase.start, phrase.end)
    return Evidence(label=label, text=original[start:end], start=start, end=end, weight=round(phrase.weight, 4))
