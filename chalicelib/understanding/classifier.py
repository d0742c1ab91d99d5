"""Which category a text complains of: a small model over characters and words, in plain Python.

Weights are whole numbers, so the sums do not depend on their order, and the same text always gets the same answer.
Draws go to the category named first by the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, sqrt
from typing import Final

from chalicelib.model.assessment import Category

from . import lanes, model_file
from .features import Span, features, names
from .hidden import Hidden, Pool, Seen, standing
from .model_file import Model
from .shop_words import Added
from .text import DATA

UNCLEAR: Final = "unclear"
"""Bare displeasure that names no cause: a choice of its own, never a category."""

_FEWEST_FEATURES: Final = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """How many features of one clause the model knows, at least one, and the sums of their weights by column."""

    size: int
    sums: Sequence[int]


Known = tuple[Span, int]
"""A feature that the model knows: where it first stands in its clause, and its weights as one long number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """By label, as logarithms of odds."""

    choices: dict[str, float]
    labels: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``labels`` are strongest first and begin with ``primary``; empty when nothing is complained of."""

    primary: Category
    labels: tuple[Category, ...]
    confidence: float
    abstained: bool
    clauses: tuple[Clause, ...]
    added: tuple[Added, ...] = ()


class Classifier:
    def __init__(self, model: Model) -> None:
        self.model = model
        self._all = (*model.choices, *model.labels)
        self._heads = len(self._all)
        self._packed = _PackedRows(model)
        self._hidden = Hidden(model.hidden)

    @property
    def id(self) -> str:
        """Names the exact weights."""
        return self.model.id

    def classify(self, folded: str, *, channel: str | None = None, added: tuple[Added, ...] = ()) -> Verdict:
        """``added`` are the words of the shop's own lexicon."""
        clauses = self.clauses(folded)
        verdict = self.decide(_raised(self.scores(clauses), added), clauses=clauses, channel=channel)
        return replace(verdict, added=added) if added else verdict

    def decide(
        self, scores: Scores, *, clauses: tuple[Clause, ...] | None = None, channel: str | None = None
    ) -> Verdict:
        """What follows from the scores; the clauses go into the verdict, too few features in them make it unsure."""
        prior = self.model.priors.get(channel or "", {})
        odds = softmax(
            {label: (score + prior.get(label, 0.0)) / self.model.temperature for label, score in scores.choices.items()}
        )
        primary = Category(next(label for label in _strongest_first(odds) if label != UNCLEAR))
        confidence = odds[primary]
        is_unclear = odds.get(UNCLEAR, 0.0) >= min(confidence, self.model.unclear)
        has_little = clauses is not None and _size(clauses) < _FEWEST_FEATURES
        return Verdict(
            primary=primary,
            labels=self._labels(primary, scores.labels),
            confidence=confidence,
            abstained=is_unclear or has_little or confidence < self.model.sure,
            clauses=clauses or (),
        )

    def clauses(self, folded: str) -> tuple[Clause, ...]:
        """The text clause by clause, without those of which the model knows nothing."""
        return tuple(self._clauses(folded))

    def _clauses(self, folded: str) -> Iterator[Clause]:
        known, width = self.model.rows.keys(), self.model.width
        for clause in names(folded):
            if found := known & clause:
                yield Clause(len(found), lanes.unpacked(sum(map(self._packed.__getitem__, found)), width))

    def clause_of(self, weights: int, *, size: int) -> Clause:
        """Of the sum of its features' weights, as one long number."""
        return Clause(size, lanes.unpacked(weights, self.model.width))

    def known(self, folded: str) -> list[list[Known]]:
        """The features behind ``clauses``, with their places."""
        rows = self.model.rows
        return [
            known
            for clause in features(folded)
            if (known := [(span, self._packed[feature]) for feature, span in clause.items() if feature in rows])
        ]

    def scores(self, clauses: Sequence[Clause]) -> Scores:
        """The bare scores of all heads, before temperature and priors."""
        return self._summed(clauses, self._hidden.answers(self._lit(clauses)))

    def pool(self, clauses: Sequence[Clause]) -> Pool:
        return self._hidden.pool(self._lit(clauses))

    def scores_of(self, pool: Pool, clauses: Sequence[Clause], *, changed: Iterable[int] = ()) -> Scores:
        """The same as ``scores``, where all clauses but those at the ``changed`` places are the ones of the pool."""
        lit = {place: self._answered(clauses, place) for place in changed}
        return self._summed(clauses, self._hidden.answers_of(pool, lit))

    def said_alone(self, weights: int, *, size: int) -> Scores:
        """What features add to the scores of a text of that size, without what they mean beside others."""
        sums, norm = lanes.unpacked(weights, self.model.width), _norm(size)
        return self._by_label([head.scale * part / norm for head, part in zip(self._all, sums, strict=False)])

    def _lit(self, clauses: Sequence[Clause]) -> list[list[float]]:
        """What the hidden units answer to each."""
        nothing = Seen([0] * len(self.model.hidden.scales), 1.0)
        return [self._answered(clauses, place) for place in range(len(clauses))] or [self._hidden.lit(nothing)]

    def _answered(self, clauses: Sequence[Clause], place: int) -> list[float]:
        clause, stands = clauses[place], standing(place, of=len(clauses))
        return self._hidden.lit(Seen(clause.sums[self._heads :], 1 / _norm(clause.size), stands))

    def _summed(self, clauses: Sequence[Clause], deeper: Sequence[float]) -> Scores:
        norm = _norm(_size(clauses))
        linear = list(map(sum, zip(*(clause.sums[: self._heads] for clause in clauses), strict=True)))
        nothing = [0.0] * self._heads
        heads = zip(self._all, linear or nothing, deeper or nothing, strict=True)
        return self._by_label([head.bias + head.scale * part / norm + more for head, part, more in heads])

    def _by_label(self, values: Sequence[float]) -> Scores:
        labels, competing = [head.label for head in self._all], len(self.model.choices)
        return Scores(
            choices=dict(zip(labels[:competing], values, strict=False)),
            labels=dict(zip(labels[competing:], values[competing:], strict=True)),
        )

    def _labels(self, primary: Category, scores: dict[str, float]) -> tuple[Category, ...]:
        if primary is Category.NONE:
            return ()
        thresholds = {head.label: head.threshold for head in self.model.labels}
        also = [label for label in _strongest_first(scores) if _sigmoid(scores[label]) >= thresholds[label]]
        return (primary, *(Category(label) for label in also if label != primary))


class _PackedRows(dict[str, int]):
    """Feature → its row as one long number, made when it is first met: most features never are."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, feature: str) -> int:
        row = self[feature] = lanes.packed_bytes(self._model.row(feature).tobytes())
        return row


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
