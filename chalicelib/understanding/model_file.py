"""The classifier's weights as a file: a line of JSON, the features one a line, then one byte a weight.

Reading is a split and a slice, so that it takes milliseconds on any Python. The id names the exact bytes.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One linear score. A weight is its byte times ``scale``; ``threshold`` is a probability."""

    label: str
    bias: float
    scale: float
    threshold: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLayer:
    """What single features cannot say: a second look at each clause.

    An input is its bytes' sum over a clause times its scale. A unit answers its bias plus its weights' part of the
    inputs, or nothing when that is negative. ``answers`` holds a row a head: what the units' sums over the clauses add
    to its score, then what their highest values add.
    """

    scales: tuple[float, ...] = ()
    weights: tuple[tuple[float, ...], ...] = ()
    biases: tuple[float, ...] = ()
    answers: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """``choices`` compete for the primary category, ``labels`` each say yes or no. ``weights`` holds one row a
    feature: first the choices' bytes, then the labels', then the hidden layer's inputs.

    ``temperature`` makes the confidences honest; below ``sure`` the classifier abstains, and
    when the text is unclear with a probability of ``unclear``. ``priors`` shift the
    choices for a channel whose mix is known from corrections.
    """

    version: int
    choices: tuple[Head, ...]
    labels: tuple[Head, ...]
    temperature: float
    sure: float
    unclear: float
    priors: dict[str, dict[str, float]]
    rows: dict[str, int]
    weights: array[int]
    hidden: HiddenLayer = HiddenLayer()
    digest: str = ""

    @property
    def id(self) -> str:
        return f"ngrams-{self.version}-{self.digest[:12]}"

    @property
    def width(self) -> int:
        return len(self.choices) + len(self.labels) + len(self.hidden.scales)

    def row(self, feature: str) -> array[int]:
        width = self.width
        start = self.rows[feature] * width
        return self.weights[start : start + width]


def read(path: Path) -> Model:
    return parse(path.read_bytes())


def parse(data: bytes) -> Model:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is no such file."""
    first, _, rest = data.partition(b"\n")
    header = json.loads(first)
    size = header["bytes_of_features"]
    features = rest[:size].decode("utf-8").split("\n")
    weights = array("b")
    weights.frombytes(rest[size:])
    return Model(
        version=header["version"],
        choices=tuple(Head(**head) for head in header["choices"]),
        labels=tuple(Head(**head) for head in header["labels"]),
        temperature=header["temperature"],
        sure=header["sure"],
        unclear=header["unclear"],
        priors=header["priors"],
        rows={feature: row for row, feature in enumerate(features)},
        weights=weights,
        hidden=HiddenLayer(**{part: _frozen(values) for part, values in header["hidden"].items()}),
        digest=sha256(data).hexdigest(),
    )


def write(path: Path, model: Model) -> None:
    path.write_bytes(dump(model))


def dump(model: Model) -> bytes:
    features = "\n".join(model.rows).encode("utf-8")
    header = {
        "version": model.version,
        "choices": [asdict(head) for head in model.choices],
        "labels": [asdict(head) for head in model.labels],
        "temperature": model.temperature,
        "sure": model.sure,
        "unclear": model.unclear,
        "priors": model.priors,
        "hidden": asdict(model.hidden),
        "bytes_of_features": len(features),
    }
    return json.dumps(header).encode("utf-8") + b"\n" + features + model.weights.tobytes()


def _frozen(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)
