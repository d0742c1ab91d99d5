"""Fits the weights of the classifier: a linear layer over a text's features, and two small ones over its clauses.

numpy and scipy only, seeded, and therefore repeatable on one machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix

from chalicelib.understanding.hidden import ALONE, BETWEEN, FADING, FIRST, LAST

Array = Any
"""A numpy array; numpy is there for training only and its types say little here."""

INPUTS: Final = 32
UNITS: Final = 96
MIXED: Final = 64
ROUNDS: Final = 5
BATCH: Final = 128
ROWS_RATE: Final = 0.01
RATE: Final = 0.005
LEFT_OUT: Final = 0.5
"""Share of a text's features that is hidden from it in each round, so that no single one is relied on."""
LABELS_COUNT: Final = 0.6
"""What the yes-or-no heads weigh against the choice of the primary category."""
_SMOOTHING: Final = 0.998
_STEPS_TOGETHER: Final = 8
"""The weights that ship are a running mean of the last few hundred steps, or of all when there are fewer."""
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

    A unit sees one clause; ``hidden_biases`` has a row for each place where that may stand. ``pooled`` are the units'
    sums over the clauses (over the root of their number), then their highest values, then their sums when each clause
    counts ``FADING`` of the one before it. A head's score is its bias, the sum of the text's features over the root of
    their number, ``answers`` times the pooled, and ``last_answers`` times what the units of ``mixing`` make of the
    pooled.
    """

    rows: Array
    biases: Array
    hidden: Array
    hidden_biases: Array
    answers: Array
    mixing: Array
    mixing_biases: Array
    last_answers: Array


def fitted(lesson: Lesson, *, rounds: int = ROUNDS, seed: int = _SEED) -> Network:
    chance = np.random.default_rng(seed)
    network = _begun(lesson, chance)
    optimiser = _Adam(network)
    steps = rounds * -(-len(lesson.counts) // BATCH)
    for step, batch in enumerate(_batches(lesson, rounds=rounds, chance=chance)):
        optimiser.move(_slopes(network, batch), touched=batch.features, pace=max(0.02, 1 - step / steps))
    return optimiser.smoothed()


def _begun(lesson: Lesson, chance: Any) -> Network:
    heads = lesson.choices.shape[1] + lesson.labels.shape[1]
    features = lesson.clauses.shape[1]

    def spread(outputs: int, inputs: int) -> Array:
        edge = 1 / np.sqrt(inputs)
        return chance.uniform(-edge, edge, (outputs, inputs)).astype(np.float32)

    inputs = chance.normal(0, 0.1, (features, INPUTS)).astype(np.float32)
    return Network(
        rows=np.hstack([np.zeros((features, heads), np.float32), inputs]),
        biases=np.zeros(heads, np.float32),
        hidden=spread(UNITS, INPUTS),
        hidden_biases=np.tile(spread(UNITS, INPUTS)[:, 0], (LAST + 1, 1)),
        answers=np.zeros((heads, 3 * UNITS), np.float32),
        mixing=spread(MIXED, 3 * UNITS),
        mixing_biases=spread(MIXED, 3 * UNITS)[:, 0].copy(),
        last_answers=np.zeros((heads, MIXED), np.float32),
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """``features`` are the ones that occur, the columns of ``clauses``; ``starts`` is each text's first clause."""

    features: Array
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
    features, columns = np.unique(clauses.indices, return_inverse=True)
    return _Batch(
        features=features,
        clauses=csr_matrix((clauses.data, columns, clauses.indptr), (clauses.shape[0], len(features))),
        starts=np.concatenate([[0], np.cumsum(counts)[:-1]]),
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


def _slopes(network: Network, batch: _Batch) -> dict[str, Array]:
    heads, choices, units = len(network.biases), batch.choices.shape[1], len(network.hidden)
    numbers = np.diff(batch.clauses.indptr)
    of_clause = _length_of_one(numbers)
    of_text = _length_of_one(np.add.reduceat(numbers, batch.starts))
    thinned = np.sqrt(batch.counts)[:, None].astype(np.float32)
    places = np.arange(len(numbers)) - np.repeat(batch.starts, batch.counts)
    stands, fading = _standing(places, batch.counts), (FADING**places)[:, None].astype(np.float32)

    sums = batch.clauses @ network.rows[batch.features]
    inputs = sums[:, heads:] * of_clause
    lit = np.maximum(inputs @ network.hidden.T + network.hidden_biases[stands], 0)
    highest = np.maximum.reduceat(lit, batch.starts)
    pooled = np.hstack(
        [np.add.reduceat(lit, batch.starts) / thinned, highest, np.add.reduceat(lit * fading, batch.starts)]
    )
    mixed = np.maximum(pooled @ network.mixing.T + network.mixing_biases, 0)
    linear = np.add.reduceat(sums[:, :heads], batch.starts) * of_text
    scores = linear + network.biases + pooled @ network.answers.T + mixed @ network.last_answers.T

    wrong = _wrong(scores, batch, choices=choices)
    to_mixed = (wrong @ network.last_answers) * (mixed > 0)
    to_pooled = wrong @ network.answers + to_mixed @ network.mixing
    to_lit = np.repeat(to_pooled[:, :units] / thinned, batch.counts, axis=0)
    to_highest, to_faded = (np.repeat(one, batch.counts, axis=0) for one in np.split(to_pooled[:, units:], 2, axis=1))
    to_lit += to_highest * (lit == np.repeat(highest, batch.counts, axis=0)) + to_faded * fading
    to_lit *= lit > 0
    to_sums = np.hstack([np.repeat(wrong * of_text, batch.counts, axis=0), (to_lit @ network.hidden) * of_clause])
    return {
        "rows": batch.clauses.T @ to_sums,
        "biases": wrong.sum(axis=0),
        "hidden": to_lit.T @ inputs,
        "hidden_biases": np.array([to_lit[stands == one].sum(axis=0) for one in range(LAST + 1)]),
        "answers": wrong.T @ pooled,
        "mixing": to_mixed.T @ pooled,
        "mixing_biases": to_mixed.sum(axis=0),
        "last_answers": wrong.T @ mixed,
    }


def _standing(places: Array, counts: Array) -> Array:
    """Where each clause stands in its text, as the biases' rows are named."""
    of = np.repeat(counts, counts)
    stands = np.where(places == 0, FIRST, np.where(places == of - 1, LAST, BETWEEN))
    return np.where(of == 1, ALONE, stands)


def joined(clauses: csr_matrix, counts: Array) -> csr_matrix:
    """One row a text: how many of its clauses have each feature."""
    places = np.repeat(np.arange(len(counts)), counts)
    return csr_matrix((np.ones(len(places), np.float32), (places, np.arange(len(places))))) @ clauses


def _length_of_one(numbers: Array) -> Array:
    """What each feature counts, so that all together have a length of one."""
    return (1 / np.sqrt(np.maximum(numbers, 1)))[:, None].astype(np.float32)


def _wrong(scores: Array, batch: _Batch, *, choices: int) -> Array:
    """How far each head is off, as a share of the batch: the slope of the loss."""
    share = (batch.weights / len(batch.weights))[:, None]
    raised = np.exp(scores[:, :choices] - scores[:, :choices].max(axis=1, keepdims=True))
    chosen = raised / raised.sum(axis=1, keepdims=True) - batch.choices
    said = 1 / (1 + np.exp(-scores[:, choices:])) - batch.labels
    return np.hstack([chosen * share, said * share * LABELS_COUNT])


class _Adam:
    """Kingma and Ba, 2014 (arXiv 1412.6980), with their constants. Rows move when their feature occurs."""

    def __init__(self, network: Network) -> None:
        self._values = {name: getattr(network, name) for name in Network.__slots__}
        self._means = {name: np.zeros_like(value) for name, value in self._values.items()}
        self._squares = {name: np.zeros_like(value) for name, value in self._values.items()}
        self._smooth = {name: value.copy() for name, value in self._values.items()}
        self._steps = 0

    def smoothed(self) -> Network:
        return Network(**self._smooth)

    def move(self, slopes: dict[str, Array], *, touched: Array, pace: float) -> None:
        self._steps += 1
        unbiased = np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        for name, slope in slopes.items():
            rate, where = (ROWS_RATE, touched) if name == "rows" else (RATE, slice(None))
            mean = 0.9 * self._means[name][where] + 0.1 * slope
            square = 0.999 * self._squares[name][where] + 0.001 * slope * slope
            self._means[name][where], self._squares[name][where] = mean, square
            self._values[name][where] -= np.float32(rate * pace * unbiased) * mean / (np.sqrt(square) + 1e-8)
        if self._steps % _STEPS_TOGETHER == 0:
            share = np.float32(max(1 - _SMOOTHING**_STEPS_TOGETHER, _STEPS_TOGETHER / self._steps))
            for name, value in self._values.items():
                self._smooth[name] += share * (value - self._smooth[name])
