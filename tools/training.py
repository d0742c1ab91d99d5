"""Fits the classifier: choose the features, fit the weights, round them to half a byte each.

Everything is repeatable: what is random is seeded, features are sorted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix

from chalicelib.understanding.features import features
from chalicelib.understanding.model_file import LARGEST, Head, HiddenLayers, Model, packed_rows
from chalicelib.understanding.text import fold

from .labelled import CHOICES, LABELS, Example
from .network import ROUNDS, Array, Lesson, Network, fitted, joined

FEATURES_KEPT: Final = 64_000
"""Each costs about 26 bytes; the file must stay below 2 MB."""
_FEWEST_TEXTS: Final = 4
_CLIPPED: Final = 99.5
"""Per cent of the weights that keep their size; a few huge ones would leave too few steps for all others."""
VERSION: Final = 4


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts taken apart once, for many fits: a row of features a clause; where each text's clauses are."""

    names: Array
    clauses: csr_matrix
    places: dict[str, tuple[int, int]]

    def rows(self, texts: Iterable[str]) -> tuple[csr_matrix, Array]:
        """The clauses of these texts, and how many each has."""
        places = [self.places[text] for text in texts]
        rows = np.concatenate([np.arange(start, end) for start, end in places])
        return self.clauses[rows], np.array([end - start for start, end in places])


def corpus(examples: Iterable[Example]) -> Corpus:
    columns: dict[str, int] = {}
    indices, ends = array("i"), array("q", [0])
    places: dict[str, tuple[int, int]] = {}
    for text in dict.fromkeys(one.text for one in examples):
        start = len(ends) - 1
        for clause in features(fold(text).squeezed().text) or ({},):
            indices.extend(columns.setdefault(name, len(columns)) for name in sorted(clause))
            ends.append(len(indices))
        places[text] = start, len(ends) - 1
    ones = np.ones(len(indices), np.float32)
    shape = (len(ends) - 1, len(columns))
    return Corpus(np.array(list(columns)), csr_matrix((ones, np.array(indices), np.array(ends)), shape), places)


def fit(learned_from: Sequence[Example], of: Corpus | None = None, *, rounds: int = ROUNDS) -> Model:
    """A model of these examples, not yet calibrated. ``of`` holds their texts, and perhaps more."""
    of = of or corpus(learned_from)
    clauses, counts = of.rows(one.text for one in learned_from)
    choices = np.array([example.shares for example in learned_from], np.float32)
    kept = _most_telling(joined(clauses, counts), choices, of.names)
    clauses, counts = _known(clauses[:, kept], counts)
    lesson = Lesson(
        clauses=clauses,
        counts=counts,
        choices=choices,
        labels=np.array([example.odds for example in learned_from], np.float32),
        weights=np.array([example.weight for example in learned_from], np.float32),
    )
    return _rounded(fitted(lesson, rounds=rounds), [str(name) for name in of.names[kept]])


def _known(clauses: csr_matrix, counts: Array) -> tuple[csr_matrix, Array]:
    """Without the clauses of which no feature is kept, as they are read; a text of no others keeps its first."""
    of = np.repeat(np.arange(len(counts)), counts)
    is_known = np.diff(clauses.indptr) > 0
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    is_known[first[np.bincount(of, weights=is_known, minlength=len(counts)) == 0]] = True
    return clauses[is_known], np.bincount(of[is_known], minlength=len(counts))


def _most_telling(texts: csr_matrix, choices: Array, features: Array) -> Array:
    """Columns of the features whose texts differ most from the rest (chi square), in alphabetical order."""
    texts.data = np.ones_like(texts.data)
    with_it = np.asarray(texts.T @ choices)
    number = np.asarray(texts.sum(axis=0)).ravel()
    usual = choices.mean(axis=0) + 1e-9
    surprise = ((with_it / np.maximum(number, 1)[:, None] - usual) ** 2 / usual).sum(axis=1) * number
    surprise[number < min(_FEWEST_TEXTS, texts.shape[0])] = -1
    best = np.lexsort((features, -surprise))[:FEATURES_KEPT]
    best = best[surprise[best] >= 0]
    return best[np.argsort(features[best], kind="stable")]


def _rounded(network: Network, features: Sequence[str]) -> Model:
    scales = np.maximum(np.percentile(np.abs(network.rows), _CLIPPED, axis=0), 1e-6) / LARGEST
    rows = np.clip(np.rint(network.rows / scales), -LARGEST, LARGEST).astype(int)
    heads = [
        Head(label=label, bias=_short(bias), scale=float(f"{scale:.6g}"), threshold=0.5)
        for label, bias, scale in zip((*CHOICES, *LABELS), network.biases, scales, strict=False)
    ]
    return Model(
        version=VERSION,
        choices=tuple(heads[: len(CHOICES)]),
        labels=tuple(heads[len(CHOICES) :]),
        temperature=1.0,
        sure=0.0,
        unclear=1.0,
        priors={},
        rows={name: row for row, name in enumerate(features)},
        weights=packed_rows(rows.tolist()),
        hidden=HiddenLayers(
            scales=tuple(float(f"{scale:.6g}") for scale in scales[len(heads) :]),
            weights=_table(network.hidden),
            biases=_table(network.hidden_biases),
            answers=_table(network.answers),
            mixing=_table(network.mixing),
            mixing_biases=tuple(map(_short, network.mixing_biases)),
            last_answers=_table(network.last_answers),
        ),
    )


def _table(values: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(_short, row)) for row in values)


def _short(value: Any) -> float:
    """As the file keeps it: four bytes."""
    return float(np.float32(value))
