"""Fits the classifier with scikit-learn: choose the features, fit the heads, make the confidences honest.

Everything is repeatable: folds are seeded, features sorted, weights rounded to a byte.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from chalicelib.understanding.classifier import UNCLEAR
from chalicelib.understanding.features import features
from chalicelib.understanding.model_file import Head, Model
from chalicelib.understanding.text import fold

FILES: Final = ("dev.jsonl", "dev2.jsonl", "unspecified.jsonl")
CHOICES: Final = ("policy", "quality", "logistics", "attitude", "none", UNCLEAR)
LABELS: Final = ("policy", "quality", "logistics", "attitude")
FEATURES_KEPT: Final = 32_000
"""Each costs about sixteen bytes; accuracy is flat above."""
_STRENGTH: Final = 4.0
_WEIGHT_OF_UNCLEAR: Final = 4.0
"""The causeless texts are few, and mistaking one for a complaint with a cause costs more than asking a person."""
_LARGEST_BYTE: Final = 127
VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    text: str
    primary: str
    labels: tuple[str, ...]
    language: str
    source: str


def examples(folder: Path) -> list[Example]:
    """The labelled texts of ``dev.jsonl`` and ``dev2.jsonl``, and the causeless ones of ``unspecified.jsonl``."""
    careful, quick, causeless = (folder / name for name in FILES)
    return [*_read(careful), *_read(quick), *_read(causeless, primary=UNCLEAR)]


def _read(path: Path, *, primary: str | None = None) -> Iterable[Example]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Example(
                text=row["text"],
                primary=primary or row["primary"],
                labels=tuple(row.get("labels", ())),
                language=row["lang"],
                source=path.stem,
            )


def fit(learned_from: Sequence[Example]) -> Model:
    """A model of these examples, not yet calibrated."""
    vectorizer = CountVectorizer(analyzer=_features_of, binary=True, min_df=2)
    counts = vectorizer.fit_transform([example.text for example in learned_from])
    primaries = [example.primary for example in learned_from]
    kept = _most_telling(counts, primaries)
    inputs = normalize(counts[:, kept])
    choices = _fit_one(inputs, primaries)
    columns = [_column(choices.coef_[list(choices.classes_).index(label)]) for label in CHOICES]
    biases = [float(choices.intercept_[list(choices.classes_).index(label)]) for label in CHOICES]
    for label in LABELS:
        yes_or_no = _fit_one(inputs, [label in example.labels for example in learned_from])
        columns.append(_column(yes_or_no.coef_[0]))
        biases.append(float(yes_or_no.intercept_[0]))
    heads = [
        Head(label=label, bias=round(bias, 6), scale=scale, threshold=0.5)
        for label, bias, (scale, _) in zip((*CHOICES, *LABELS), biases, columns, strict=True)
    ]
    names = vectorizer.get_feature_names_out()
    return Model(
        version=VERSION,
        choices=tuple(heads[: len(CHOICES)]),
        labels=tuple(heads[len(CHOICES) :]),
        temperature=1.0,
        sure=0.0,
        unclear=1.0,
        priors={},
        rows={str(names[column]): row for row, column in enumerate(kept)},
        weights=array(
            "b", [weight for row in zip(*(weights for _, weights in columns), strict=True) for weight in row]
        ),
    )


def _features_of(text: str) -> list[str]:
    return list(features(fold(text).squeezed().text))


def _fit_one(inputs: Any, answers: Sequence[object]) -> Any:
    weights = [_WEIGHT_OF_UNCLEAR if answer == UNCLEAR else 1.0 for answer in answers]
    return LogisticRegression(C=_STRENGTH, max_iter=500).fit(inputs, answers, sample_weight=weights)


def _most_telling(counts: Any, primaries: Sequence[str]) -> list[int]:
    """Columns of the features that weigh most over all texts, in alphabetical order as the vectorizer has them."""
    rough = _fit_one(normalize(counts), primaries)
    texts_with = counts.sum(axis=0).A1
    weight = abs(rough.coef_).max(axis=0) * texts_with**0.5
    best = sorted(range(len(weight)), key=lambda column: (-weight[column], column))[:FEATURES_KEPT]
    return sorted(best)


def _column(coefficients: Any) -> tuple[float, list[int]]:
    """Scale and bytes of one head's weights."""
    scale = round(float(abs(coefficients).max()) / _LARGEST_BYTE, 8)
    return scale, [round(float(coefficient) / scale) for coefficient in coefficients]
