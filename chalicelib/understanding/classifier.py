"""Which category a text complains of: a linear model over characters and words, in plain Python.

Weights are whole numbers, so the sums do not depend on their order, and the same text always gets the same answer.
Draws go to the category named first by the model.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, sqrt
from typing import Final

from chalicelib.model.assessment import Category

from . import model_file
from .features import Span, features
from .model_file import Model
from .shop_words import Added
from .text import DATA

UNCLEAR: Final = "unclear"
"""Bare displeasure that names no cause: a choice of its own, never a category."""

_FEWEST_FEATURES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A feature of the text that the model knows: where it first stands and which row of weights is its."""

    span: Span
    row: int


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
    known: tuple[Known, ...]
    added: tuple[Added, ...] = ()


class Classifier:
    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def id(self) -> str:
        """Names the exact weights."""
        return self.model.id

    def classify(self, folded: str, *, channel: str | None = None, added: tuple[Added, ...] = ()) -> Verdict:
        """``added`` are the words of the shop's own lexicon."""
        known = self.known(folded)
        verdict = self.decide(_raised(self.scores(known), added), known=known, channel=channel)
        return replace(verdict, added=added) if added else verdict

    def decide(self, scores: Scores, *, known: tuple[Known, ...] | None = None, channel: str | None = None) -> Verdict:
        """What follows from the scores; ``known`` features go into the verdict, too few of them make it unsure."""
        prior = self.model.priors.get(channel or "", {})
        odds = _softmax(
            {label: (score + prior.get(label, 0.0)) / self.model.temperature for label, score in scores.choices.items()}
        )
        primary = Category(next(label for label in _strongest_first(odds) if label != UNCLEAR))
        confidence = odds[primary]
        is_unclear = odds.get(UNCLEAR, 0.0) >= min(confidence, self.model.unclear)
        has_little = known is not None and len(known) < _FEWEST_FEATURES
        return Verdict(
            primary=primary,
            labels=self._labels(primary, scores.labels),
            confidence=confidence,
            abstained=is_unclear or has_little or confidence < self.model.sure,
            known=known or (),
        )

    def known(self, folded: str) -> tuple[Known, ...]:
        """The features of the text that carry weight."""
        rows = self.model.rows
        return tuple(
            Known(span=span, row=rows[feature]) for feature, span in features(folded).items() if feature in rows
        )

    def scores(self, known: Sequence[Known]) -> Scores:
        """The bare scores of all heads, before temperature and priors."""
        weights, width = self.model.weights, self.model.width
        rows = [weights[one.row * width : (one.row + 1) * width] for one in known] or [array("b", bytes(width))]
        norm = _norm(known)
        heads = (*self.model.choices, *self.model.labels)
        values = [
            head.bias + head.scale * sum(column) / norm
            for head, column in zip(heads, zip(*rows, strict=True), strict=True)
        ]
        competing = len(self.model.choices)
        return Scores(
            choices={head.label: value for head, value in zip(self.model.choices, values[:competing], strict=True)},
            labels={head.label: value for head, value in zip(self.model.labels, values[competing:], strict=True)},
        )

    def contributions(self, verdict: Verdict, label: Category) -> list[tuple[Span, float]]:
        """What each known feature adds to the score of ``label`` as the primary category."""
        column, head = next(
            (column, head) for column, head in enumerate(self.model.choices) if head.label == label.value
        )
        weights, width = self.model.weights, self.model.width
        scale = head.scale / _norm(verdict.known)
        learnt = [(known.span, weights[known.row * width + column] * scale) for known in verdict.known]
        return learnt + [(one.span, one.weight) for one in verdict.added if one.label is label]

    def _labels(self, primary: Category, scores: dict[str, float]) -> tuple[Category, ...]:
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


def _norm(known: Sequence[Known]) -> float:
    """Long texts do not shout: the features of a text share a length of one."""
    return sqrt(len(known)) if known else 1.0


def _sigmoid(score: float) -> float:
    return 1 / (1 + exp(-score))


def _softmax(scores: dict[str, float]) -> dict[str, float]:
    highest = max(scores.values())
    shares = {label: exp(score - highest) for label, score in scores.items()}
    whole = sum(shares.values())
    return {label: share / whole for label, share in shares.items()}


def _strongest_first(odds: dict[str, float]) -> list[str]:
    return sorted(odds, key=lambda label: -odds[label])
