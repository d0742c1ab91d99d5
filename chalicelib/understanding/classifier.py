"""Which category a text complains of: a small model over characters and words, in plain Python.

Weights are whole numbers, so the sums do not depend on their order, and the same text always gets the same answer.
Draws go to the category named first by the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import exp, sqrt
from operator import mul
from typing import Final

from chalicelib.model.assessment import Category

from . import lanes, model_file
from .features import Part, Span, features, parts_of
from .hidden import ALONE, Hidden, Pool, standing
from .model_file import Model
from .shop_words import Added
from .text import DATA

UNCLEAR: Final = "unclear"
"""Bare displeasure that names no cause: a choice of its own, never a category."""

_FEWEST_FEATURES: Final = 3
_WORDS_KEPT: Final = 8_192
"""English words whose known parts are kept, because texts share their words."""


Known = tuple[Span, int]
"""A feature that the model knows: where it first stands in its clause, and its weights as one long number."""


@dataclass(frozen=True, slots=True)
class Clause:
    """How many features of one clause the model knows, at least one, and the sum of their weights, packed."""

    size: int
    weights: int


_NOTHING: Final = Clause(0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """By label, as logarithms of odds."""

    choices: dict[str, float]
    labels: dict[str, float]


Sums = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pulls:
    """How much the sum of each choice counts for a label as the primary category; which sum, and how much that counts,
    for it as one of several.
    """

    primary: Sequence[float]
    named: int | None
    scale: float

    def of(self, sums: Sums) -> tuple[float, float | None]:
        """As the primary category, and as one of several."""
        primary = sum(map(mul, self.primary, sums))
        return primary, None if self.named is None else self.scale * sums[self.named]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the model sees it, clause by clause, and what it makes of that."""

    known: tuple[Sequence[Known], ...]
    clauses: tuple[Clause, ...]
    pool: Pool
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``labels`` are strongest first and begin with ``primary``; empty when nothing is complained of."""

    primary: Category
    labels: tuple[Category, ...]
    confidence: float
    abstained: bool
    reading: Reading | None = None
    added: tuple[Added, ...] = ()


class Classifier:
    def __init__(self, model: Model) -> None:
        self.model = model
        self._all = (*model.choices, *model.labels)
        self._scales = [head.scale for head in self._all]
        self._choices = [head.label for head in model.choices]
        self._labels = [head.label for head in model.labels]
        self._rows: dict[str, int | None] = dict.fromkeys(model.rows)
        """Feature → its weights as one long number, made when it is first met: most features never are."""
        self._known_parts = lru_cache(maxsize=_WORDS_KEPT)(self._parts)
        self._hidden = Hidden(model.hidden)

    @property
    def id(self) -> str:
        """Names the exact weights."""
        return self.model.id

    def classify(self, folded: str, *, channel: str | None = None, added: tuple[Added, ...] = ()) -> Verdict:
        """``added`` are the words of the shop's own lexicon."""
        reading = self.read(folded)
        verdict = self.decide(_raised(reading.scores, added), size=_size(reading.clauses), channel=channel)
        return replace(verdict, reading=reading, added=added)

    def decide(self, scores: Scores, *, size: int = _FEWEST_FEATURES, channel: str | None = None) -> Verdict:
        """What follows from the scores of a text of so many features; too few make it unsure."""
        prior = self.model.priors.get(channel or "", {})
        odds = softmax(
            {label: (score + prior.get(label, 0.0)) / self.model.temperature for label, score in scores.choices.items()}
        )
        primary = Category(next(label for label in _strongest_first(odds) if label != UNCLEAR))
        confidence = odds[primary]
        is_unclear = odds.get(UNCLEAR, 0.0) >= min(confidence, self.model.unclear)
        return Verdict(
            primary=primary,
            labels=self._named(primary, scores.labels),
            confidence=confidence,
            abstained=is_unclear or size < _FEWEST_FEATURES or confidence < self.model.sure,
        )

    def read(self, folded: str) -> Reading:
        return self.read_features(features(folded, parts=self._known_parts))

    def read_features(self, by_clause: Iterable[dict[str, Span]]) -> Reading:
        """Clauses of which the model knows nothing are left out."""
        known = tuple(filter(None, map(self._known, by_clause)))
        clauses = tuple(Clause(len(each), sum([weights for _, weights in each])) for each in known)
        pool = self._hidden.pool(self.lit(clauses))
        scores = self._summed(sum(each.weights for each in clauses), _size(clauses), self._hidden.answers(pool))
        return Reading(known, clauses, pool, scores)

    def _parts(self, word: str) -> tuple[Part, ...]:
        return tuple(part for part in parts_of(word) if part[0] in self._rows)

    def _known(self, clause: dict[str, Span]) -> list[Known]:
        rows = self._rows
        return [
            (span, self._packed(feature) if (row := rows[feature]) is None else row)
            for feature, span in clause.items()
            if feature in rows
        ]

    def _packed(self, feature: str) -> int:
        row = self._rows[feature] = lanes.packed_bytes(self.model.row(feature).tobytes())
        return row

    def lit(self, clauses: Sequence[Clause], *, like: Sequence[int | None] = ()) -> list[int]:
        """What the hidden units answer to each; ``like`` is where that is known."""
        number = len(clauses)
        known = like or [None] * number
        return [
            self._lit(clause, stands=standing(place, of=number)) if present is None else present
            for place, (clause, present) in enumerate(zip(clauses, known, strict=True))
        ] or [self._lit(_NOTHING, stands=ALONE)]

    def _lit(self, clause: Clause, *, stands: int) -> int:
        inputs = self._sums(clause.weights)[len(self._all) :]
        return self._hidden.lit(inputs, share=1 / _norm(clause.size), stands=stands)

    def scores_of(self, clauses: Sequence[Clause], *, lit: Sequence[int], like: Reading) -> Scores:
        """What is said of these clauses, to which the hidden units answer ``lit``: the same as if they were read, only
        quicker the more of them are those of a known text.
        """
        deeper = self._hidden.answers_of(lit, like=like.pool)
        return self._summed(sum(each.weights for each in clauses), _size(clauses), deeper)

    def said_alone(self, weights: int) -> Sums:
        """The sums of features by head: what they say without what they mean beside others."""
        return self._sums(weights)[: len(self._all)]

    def pulls(self, label: Category, reading: Reading) -> Pulls:
        """What sums of that text add to a label."""
        scales = [scale / _norm(_size(reading.clauses)) for scale in self._scales]
        others = softmax({choice: score for choice, score in reading.scores.choices.items() if choice != label})
        shares = [1.0 if choice == label else -others[choice] for choice in self._choices]
        named = len(shares) + self._labels.index(label) if label in self._labels else None
        return Pulls(list(map(mul, shares, scales)), named, scales[named] if named else 0.0)

    def _sums(self, weights: int) -> Sums:
        return lanes.unpacked(weights, self.model.width)

    def _summed(self, weights: int, size: int, deeper: Sequence[float]) -> Scores:
        norm = _norm(size)
        heads = zip(self._all, self._sums(weights), deeper or [0.0] * len(self._all), strict=False)
        return self._by_label([head.bias + head.scale * part / norm + more for head, part, more in heads])

    def _by_label(self, values: Sequence[float]) -> Scores:
        competing = len(self._choices)
        return Scores(
            choices=dict(zip(self._choices, values, strict=False)),
            labels=dict(zip(self._labels, values[competing:], strict=True)),
        )

    def _named(self, primary: Category, scores: dict[str, float]) -> tuple[Category, ...]:
        if primary is Category.NONE:
            return ()
        thresholds = {head.label: head.threshold for head in self.model.labels}
        also = [label for label in _strongest_first(scores) if _sigmoid(scores[label]) >= thresholds[label]]
        return (primary, *(Category(label) for label in also if label != primary))


@cache
def classifier() -> Classifier:
    """The one that ships. Read at first use, kept for the life of the process."""
    return Classifier(model_file.read(DATA / "classifier.model"))


def _raised(scores: Scores, added: Sequence[Added]) -> Scores:
    choices, labels = dict(scores.choices), dict(scores.labels)
    for one in added:
        for heads in (choices, labels):
            if one.label in heads:
                heads[one.label] += one.weight
    return Scores(choices=choices, labels=labels)


def _size(clauses: Sequence[Clause]) -> int:
    return sum(clause.size for clause in clauses)


def _norm(features: int) -> float:
    """Long texts do not shout: the features of a text, or of a clause, share a length of one."""
    return sqrt(max(features, 1))


def _sigmoid(score: float) -> float:
    return 1 / (1 + exp(-score))


def softmax(scores: dict[str, float]) -> dict[str, float]:
    """What share of one each score stands for, as a logarithm."""
    highest = max(scores.values())
    shares = {label: exp(score - highest) for label, score in scores.items()}
    whole = sum(shares.values())
    return {label: share / whole for label, share in shares.items()}


def _strongest_first(odds: dict[str, float]) -> list[str]:
    return sorted(odds, key=lambda label: -odds[label])
