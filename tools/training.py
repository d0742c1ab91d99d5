"""Fits the classifier: choose the features, fit the weights, round them to a byte each.

Everything is repeatable: what is random is seeded, features are sorted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from chalicelib.understanding.features import Span, features
from chalicelib.understanding.model_file import Head, HiddenLayer, Model
from chalicelib.understanding.text import fold

from .labelled import CHOICES, LABELS, Example
from .network import Lesson, Network, fitted

FEATURES_KEPT: Final = 38_000
"""Each costs about 48 bytes; the file must stay below 2 MB."""
_FEWEST_TEXTS: Final = 4
_LARGEST_BYTE: Final = 127
_DECIMALS: Final = 5
VERSION: Final = 2


def fit(learned_from: Sequence[Example]) -> Model:
    """A model of these examples, not yet calibrated."""
    clauses = [[list(clause) for clause in _clauses_of(example.text)] or [[]] for example in learned_from]
    vectorizer = CountVectorizer(analyzer=_as_it_is, binary=True, min_df=min(_FEWEST_TEXTS, len(learned_from)))
    texts = vectorizer.fit_transform([chain.from_iterable(text) for text in clauses])
    choices = np.array([example.shares for example in learned_from], np.float32)
    kept = _most_telling(texts, choices)
    lesson = Lesson(
        clauses=vectorizer.transform(chain.from_iterable(clauses)).astype(np.float32)[:, kept],
        counts=np.array([len(text) for text in clauses]),
        choices=choices,
        labels=np.array([example.odds for example in learned_from], np.float32),
        weights=np.array([example.weight for example in learned_from], np.float32),
    )
    names = vectorizer.get_feature_names_out()
    return _rounded(fitted(lesson), [str(names[column]) for column in kept])


def _clauses_of(text: str) -> tuple[Mapping[str, Span], ...]:
    return features(fold(text).squeezed().text)


def _as_it_is(found: Iterable[str]) -> Iterable[str]:
    return found


def _most_telling(counts: csr_matrix, choices: Any) -> list[int]:
    """Columns of the features whose texts differ most from the rest (chi square), in alphabetical order."""
    with_it = np.asarray(counts.T @ choices)
    texts = with_it.sum(axis=1)
    usual = choices.mean(axis=0) + 1e-9
    surprise = ((with_it / np.maximum(texts, 1)[:, None] - usual) ** 2 / usual).sum(axis=1) * texts
    best = np.argsort(-surprise, kind="stable")[:FEATURES_KEPT]
    return sorted(int(column) for column in best)


def _rounded(network: Network, names: Sequence[str]) -> Model:
    scales = np.maximum(np.abs(network.rows).max(axis=0), 1e-6) / _LARGEST_BYTE
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
        rows={name: row for row, name in enumerate(names)},
        weights=array("b", np.rint(network.rows / scales).astype(np.int8).tobytes()),
        hidden=HiddenLayer(
            scales=tuple(float(f"{scale:.6g}") for scale in scales[len(heads) :]),
            weights=tuple(tuple(map(_short, row)) for row in network.hidden),
            biases=tuple(map(_short, network.hidden_biases)),
            answers=tuple(tuple(map(_short, row)) for row in network.answers),
        ),
    )


def _short(value: Any) -> float:
    return round(float(value), _DECIMALS)
