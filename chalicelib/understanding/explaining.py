"""Which words decided, told in words of the original text: those without which the classifier would say otherwise.

A weight is how much less likely the label is without the words, as a logarithm of odds, both as the primary category
and as one of several: as far as the two agree. Neighbours that by themselves speak the same way are one phrase; the
phrases that by themselves say most are tried, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import Final

from chalicelib.model.assessment import Category, Evidence

from . import segmenter
from .classifier import Classifier, Reading, Scores, Verdict
from .features import Span
from .shop_words import Added
from .text import Folded
from .trying import Trial

_MOST_FOR_PRIMARY: Final = 4
_MOST_FOR_OTHERS: Final = 1
_MOST: Final = 5
_LEAST_SHARE: Final = 0.15
"""Of the strongest word's weight; words below say nothing."""
_LEAST: Final = 0.05
"""A phrase without which so little changes is not shown."""
_TRIED_FOR_PRIMARY: Final = 5
_TRIED_FOR_OTHERS: Final = 2
"""Phrases: those that by themselves say the most for or against the label."""
_LONGEST: Final = 16
_MOST_TRIED: Final = 60
_TRIED_LAST: Final = 15
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
    words = _tried(list(_words_around(folded.text, whole)))
    scales = _Scales(classifier, verdict.reading or classifier.read(folded.text), words, verdict.added)
    evidence: list[Evidence] = []
    for label in verdict.labels or (verdict.primary,):
        is_primary = label is verdict.primary
        phrases = sorted(_phrases(folded.text, scales.hinted(label)), key=_strength)
        tried = phrases[: _TRIED_FOR_PRIMARY if is_primary else _TRIED_FOR_OTHERS]
        weighed = [scales.weighed(phrase, label) for phrase in tried]
        telling = [one for one in weighed if (abs(one.weight) if is_primary else one.weight) >= _LEAST]
        strongest = sorted(telling, key=_strength)
        most = _MOST_FOR_PRIMARY if is_primary else _MOST_FOR_OTHERS
        evidence += [_shown(phrase, label, folded=folded, original=original) for phrase in strongest[:most]]
    return tuple(evidence[:_MOST])


class _Scales:
    """Weighs words of one text quickly and phrases exactly, each tried once."""

    def __init__(self, classifier: Classifier, reading: Reading, words: Sequence[Span], added: Sequence[Added]) -> None:
        trial = Trial(classifier, reading)
        self._added = added
        self._reading, self._whole = reading, reading.scores
        self._without = cache(trial.scores_without)
        self._pulls = classifier.pulls
        self._hints = list(zip(words, trial.hints(words), strict=True))

    def hinted(self, label: Category) -> list[Phrase]:
        """About what each word weighs, as far as words can be compared."""
        pulls, own = self._pulls(label, self._reading), self._of_shop(label)
        return [
            Phrase(start, end, _agreed(*pulls.of(sums)) + _by_shop(own, start, end))
            for (start, end), sums in self._hints
        ]

    def weighed(self, phrase: Phrase, label: Category) -> Phrase:
        start, end = phrase.start, phrase.end
        lost = _lost(self._whole, self._without((start, end)), label)
        return Phrase(start, end, lost + _by_shop(self._of_shop(label), start, end))

    def _of_shop(self, label: Category) -> list[Added]:
        return [one for one in self._added if one.label is label]


def _agreed(primary: float, named: float | None) -> float:
    """What a label owes both as the primary category and as one of several."""
    if named is None:
        return primary
    return min(primary, named, key=abs) if primary * named > 0 else 0.0


def _strength(phrase: Phrase) -> tuple[float, int]:
    """Strongest first, then in order."""
    return -abs(phrase.weight), phrase.start


def _tried(words: Sequence[Span]) -> list[Span]:
    """Of endless texts the beginning and the end, so that the cost has a bound."""
    if len(words) <= _MOST_TRIED:
        return list(words)
    return [*words[: _MOST_TRIED - _TRIED_LAST], *words[-_TRIED_LAST:]]


def _lost(with_all: Scores, without: Scores, label: Category) -> float:
    primary = _odds(with_all, label) - _odds(without, label)
    named = with_all.labels[label] - without.labels[label] if label in with_all.labels else None
    return _agreed(primary, named)


def _odds(scores: Scores, label: Category) -> float:
    """Of the label against all other choices, as a logarithm."""
    others = [score for choice, score in scores.choices.items() if choice != label]
    highest = max(others)
    return scores.choices[label] - highest - log(sum(exp(score - highest) for score in others))


def _by_shop(added: Iterable[Added], start: int, end: int) -> float:
    return sum([one.weight for one in added if start <= one.span[0] < end])


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


def _phrases(text: str, words: Sequence[Phrase]) -> list[Phrase]:
    """Words that say something, joined with neighbours that say the same."""
    least = _LEAST_SHARE * max([abs(word.weight) for word in words], default=0.0)
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
