"""Fits the weights of the classifier: a linear layer over a text's features, and a small hidden one over each clause's.

numpy and scipy only, seeded, and therefore repeatable on one machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix

Array = Any
"""A numpy array; numpy is there for training only and its types say little here."""

INPUTS: Final = 32
HIDDEN: Final = 48
ROUNDS: Final = 5
BATCH: Final = 128
LEARNING_RATE: Final = 0.01
LEFT_OUT: Final = 0.5
"""Share of a text's features that is hidden from it in each round, so that no single one is relied on."""
LABELS_COUNT: Final = 0.6
"""What the yes-or-no heads weigh against the choice of the primary category."""
_SMOOTHING: Final = 0.998
"""The weights that ship are a running mean of the last few hundred steps."""
_SEED: Final = 20_261_122


@dataclass(frozen=True, slots=True)
class Lesson:
    """Clauses as rows of features (ones), how many each text has, and what is true of the texts: shares of the
    choices, odds of the labels, weights."""

    clauses: csr_matrix
    counts: Array
    choices: Array
    labels: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class Network:
    """``rows``: per feature the weights of all heads, then its hidden inputs.

    A head's score is its bias, the sum of the text's features over the root of their number, and ``answers`` times the
    units' sums over the clauses (over the root of their number) and their highest values.
    """

    rows: Array
    biases: Array
    hidden: Array
    hidden_biases: Array
    answers: Array


def fitted(lesson: Lesson, *, rounds: int = ROUNDS, rate: float = LEARNING_RATE) -> Network:
    chance = np.random.default_rng(_SEED)
    network = _begun(lesson, chance)
    optimiser = _Adam(network)
    steps = rounds * -(-len(lesson.counts) // BATCH)
    for step, batch in enumerate(_batches(lesson, rounds=rounds, chance=chance)):
        optimiser.move(_slopes(network, batch), rate=rate * max(0.02, 1 - step / steps))
    return optimiser.smoothed()


def _begun(lesson: Lesson, chance: Any) -> Network:
    heads = lesson.choices.shape[1] + lesson.labels.shape[1]
    features = lesson.clauses.shape[1]
    spread = 1 / np.sqrt(INPUTS)
    inputs = chance.normal(0, 0.1, (features, INPUTS)).astype(np.float32)
    return Network(
        rows=np.hstack([np.zeros((features, heads), np.float32), inputs]),
        biases=np.zeros(heads, np.float32),
        hidden=chance.uniform(-spread, spread, (HIDDEN, INPUTS)).astype(np.float32),
        hidden_biases=chance.uniform(-spread, spread, HIDDEN).astype(np.float32),
        answers=np.zeros((heads, 2 * HIDDEN), np.float32),
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """``texts`` and ``clauses`` hold shares of their rows' features; ``starts`` is each text's first clause."""

    texts: csr_matrix
    clauses: csr_matrix
    starts: Array
    counts: Array
    choices: Array
    labels: Array
    weights: Array


def _batches(lesson: Lesson, *, rounds: int, chance: Any) -> Iterator[_Batch]:
    first = np.concatenate([[0], np.cumsum(lesson.counts)])
    for _ in range(rounds):
        order = chance.permutation(len(lesson.counts))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            rows = np.concatenate([np.arange(first[text], first[text + 1]) for text in chosen])
            yield _batch(lesson, chosen, _some_of(lesson.clauses[rows], chance))


def _batch(lesson: Lesson, chosen: Array, clauses: csr_matrix) -> _Batch:
    counts = lesson.counts[chosen]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return _Batch(
        texts=_shared(_joined(clauses, counts)),
        clauses=_shared(clauses),
        starts=starts,
        counts=counts,
        choices=lesson.choices[chosen],
        labels=lesson.labels[chosen],
        weights=lesson.weights[chosen],
    )


def _some_of(clauses: csr_matrix, chance: Any) -> csr_matrix:
    kept = clauses.copy()
    kept.data = (chance.random(clauses.nnz) >= LEFT_OUT).astype(np.float32)
    kept.eliminate_zeros()
    return kept


def _joined(clauses: csr_matrix, counts: Array) -> csr_matrix:
    """One row a text: the features of all its clauses."""
    places = np.repeat(np.arange(len(counts)), counts)
    sums = csr_matrix((np.ones(len(places), np.float32), (places, np.arange(len(places)))))
    return sums @ clauses


def _shared(rows: csr_matrix) -> csr_matrix:
    """Each feature weighs one over the root of the number of its row's features."""
    numbers = np.asarray(rows.sum(axis=1)).ravel()
    shares = (1 / np.sqrt(np.maximum(numbers, 1))).astype(np.float32)
    return csr_matrix((rows.data * np.repeat(shares, np.diff(rows.indptr)), rows.indices, rows.indptr), rows.shape)


def _slopes(network: Network, batch: _Batch) -> dict[str, Array]:
    heads, choices = len(network.biases), batch.choices.shape[1]
    inputs = batch.clauses @ network.rows[:, heads:]
    before = inputs @ network.hidden.T + network.hidden_biases
    lit = np.maximum(before, 0)
    thinned = np.sqrt(batch.counts)[:, None]
    highest = np.maximum.reduceat(lit, batch.starts)
    pooled = np.hstack([np.add.reduceat(lit, batch.starts) / thinned, highest])
    scores = batch.texts @ network.rows[:, :heads] + network.biases + pooled @ network.answers.T
    wrong = _wrong(scores, batch, choices=choices)
    back = wrong @ network.answers
    units = lit.shape[1]
    is_highest = lit == np.repeat(highest, batch.counts, axis=0)
    per_clause = np.repeat(back[:, :units] / thinned, batch.counts, axis=0)
    per_clause += np.repeat(back[:, units:], batch.counts, axis=0) * is_highest
    per_clause *= before > 0
    return {
        "rows": np.hstack([batch.texts.T @ wrong, batch.clauses.T @ (per_clause @ network.hidden)]),
        "biases": wrong.sum(axis=0),
        "hidden": per_clause.T @ inputs,
        "hidden_biases": per_clause.sum(axis=0),
        "answers": wrong.T @ pooled,
    }


def _wrong(scores: Array, batch: _Batch, *, choices: int) -> Array:
    """How far each head is off, as a share of the batch: the slope of the loss."""
    share = (batch.weights / len(batch.weights))[:, None]
    raised = np.exp(scores[:, :choices] - scores[:, :choices].max(axis=1, keepdims=True))
    chosen = raised / raised.sum(axis=1, keepdims=True) - batch.choices
    said = 1 / (1 + np.exp(-scores[:, choices:])) - batch.labels
    return np.hstack([chosen * share, said * share * LABELS_COUNT])


class _Adam:
    """Kingma and Ba, 2014 (arXiv 1412.6980), with their constants."""

    def __init__(self, network: Network) -> None:
        self._values = {name: getattr(network, name) for name in Network.__slots__}
        self._means = {name: np.zeros_like(value) for name, value in self._values.items()}
        self._squares = {name: np.zeros_like(value) for name, value in self._values.items()}
        self._smooth = {name: value.copy() for name, value in self._values.items()}
        self._steps = 0

    def smoothed(self) -> Network:
        return Network(**self._smooth)

    def move(self, slopes: dict[str, Array], *, rate: float) -> None:
        self._steps += 1
        for name, slope in slopes.items():
            mean, square = self._means[name], self._squares[name]
            mean *= 0.9
            mean += 0.1 * slope
            square *= 0.999
            square += 0.001 * slope * slope
            size = rate * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
            self._values[name] -= size * mean / (np.sqrt(square) + 1e-8)
            self._smooth[name] += (1 - _SMOOTHING) * (self._values[name] - self._smooth[name])
