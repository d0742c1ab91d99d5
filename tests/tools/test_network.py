"""The slopes that the classifier learns by are those of its loss."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from chalicelib.understanding.hidden import FADING, standing
from tools import network
from tools.network import Lesson, Network

CHOICES, LABELS, FEATURES = 3, 2, 7
NUDGE = 1e-5


@pytest.fixture
def lesson() -> Lesson:
    chance = np.random.default_rng(5)
    shares = chance.random((4, CHOICES))
    return Lesson(
        clauses=csr_matrix((chance.random((9, FEATURES)) < 0.5).astype(np.float32)),
        counts=np.array([2, 1, 3, 3]),
        choices=shares / shares.sum(axis=1, keepdims=True),
        labels=chance.random((4, LABELS)),
        weights=np.array([1.0, 3.0, 0.5, 1.0]),
    )


@pytest.fixture
def begun(lesson: Lesson) -> Network:
    """In doubles, and nowhere zero."""
    chance = np.random.default_rng(6)
    network_ = network._begun(lesson, chance)
    return Network(
        **{
            name: getattr(network_, name).astype(float) + chance.normal(0, 0.3, getattr(network_, name).shape)
            for name in Network.__slots__
        }
    )


@pytest.mark.parametrize("name", Network.__slots__)
def test_slopes_are_how_the_loss_changes(lesson: Lesson, begun: Network, name: str) -> None:
    batch = network._batch(lesson, np.arange(4), lesson.clauses)
    assert list(batch.features) == list(range(FEATURES))
    slope = network._slopes(begun, batch)[name]
    chance = np.random.default_rng(7)
    for _ in range(6):
        place = tuple(int(chance.integers(size)) for size in slope.shape)
        above, below = (_loss(_nudged(begun, name, place, by), batch) for by in (NUDGE, -NUDGE))
        assert slope[place] == pytest.approx((above - below) / (2 * NUDGE), rel=0.02, abs=2e-4)


def _nudged(old: Network, name: str, place: tuple[int, ...], by: float) -> Network:
    values = getattr(old, name).copy()
    values[place] += by
    return replace(old, **{name: values})


def _loss(of: Network, batch: Any) -> float:
    """Written down once more, text by text."""
    total = 0.0
    heads = CHOICES + LABELS
    for text, (start, count) in enumerate(zip(batch.starts, batch.counts, strict=True)):
        clauses = batch.clauses[start : start + count].toarray()
        lit = [
            np.maximum(
                of.hidden @ (clause @ of.rows[:, heads:]) / max(clause.sum(), 1) ** 0.5 + of.hidden_biases[where], 0
            )
            for clause, where in zip(clauses, (standing(place, of=count) for place in range(count)), strict=True)
        ]
        faded = sum(FADING**place * one for place, one in enumerate(lit))
        pooled = np.concatenate([np.sum(lit, axis=0) / count**0.5, np.max(lit, axis=0), faded])
        mixed = np.maximum(of.mixing @ pooled + of.mixing_biases, 0)
        linear = clauses.sum(axis=0) @ of.rows[:, :heads] / max(clauses.sum(), 1) ** 0.5
        scores = linear + of.biases + of.answers @ pooled + of.last_answers @ mixed
        chosen, said = scores[:CHOICES], scores[CHOICES:]
        surprise = np.log(np.exp(chosen).sum()) - batch.choices[text] @ chosen
        doubt = (np.logaddexp(0, said) - batch.labels[text] * said).sum()
        total += batch.weights[text] * (surprise + network.LABELS_COUNT * doubt)
    return total / len(batch.counts)
