"""The classifier's weights as a file: a line of JSON, the features one a line (packed by zlib), the hidden layers four
bytes a weight, then the features' rows half a byte a weight.

Reading is a split, and a slice for each feature that is met. The id names the exact bytes.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from itertools import chain
from math import prod
from pathlib import Path
from typing import Any, Final

LARGEST: Final = 7
"""A weight is a whole number from -7 to 7 …"""
_MIDDLE: Final = 8
"""… written as that much more."""
_DIGITS: Final = b"0123456789abcdef"
_VALUES: Final = bytes.maketrans(_DIGITS, bytes((digit - _MIDDLE) % 256 for digit in range(16)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One linear score. A weight is its number times ``scale``; ``threshold`` is a probability."""

    label: str
    bias: float
    scale: float
    threshold: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLayers:
    """What single features cannot say: a second look at each clause, and a third at all of them.

    An input is its numbers' sum over a clause times its scale, shared like the features. A unit answers its bias plus
    its weights' part of the inputs, or nothing when that is negative; ``biases`` holds a row for a clause that stands
    alone, first, between others, and last. *Pooled* are the units' sums over the clauses, then their highest values,
    then sums to which each clause gives less than the one before it. ``answers`` holds a row a head: what the pooled
    add to its score. The units of ``mixing`` see the pooled; ``last_answers`` holds a row a head of what they add.
    """

    scales: tuple[float, ...] = ()
    weights: tuple[tuple[float, ...], ...] = ()
    biases: tuple[tuple[float, ...], ...] = ()
    answers: tuple[tuple[float, ...], ...] = ()
    mixing: tuple[tuple[float, ...], ...] = ()
    mixing_biases: tuple[float, ...] = ()
    last_answers: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """``choices`` compete for the primary category, ``labels`` each say yes or no. ``weights`` holds one row a
    feature: first for the choices, then for the labels, then for the hidden layer's inputs.

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
    weights: bytes
    hidden: HiddenLayers = HiddenLayers()
    digest: str = ""

    @property
    def id(self) -> str:
        return f"ngrams-{self.version}-{self.digest[:12]}"

    @property
    def width(self) -> int:
        return len(self.choices) + len(self.labels) + len(self.hidden.scales)

    def row(self, feature: str) -> array[int]:
        size = row_size(self.width)
        start = self.rows[feature] * size
        digits = self.weights[start : start + size].hex().encode()
        return array("b", digits.translate(_VALUES))[: self.width]


def row_size(width: int) -> int:
    """Bytes."""
    return (width + 1) // 2


def packed_rows(rows: Iterable[Iterable[int]]) -> bytes:
    """Two weights a byte."""
    return b"".join(map(_packed_row, rows))


def _packed_row(row: Iterable[int]) -> bytes:
    digits = bytes(_DIGITS[weight + _MIDDLE] for weight in row)
    return bytes.fromhex((digits + _DIGITS[_MIDDLE : _MIDDLE + 1] * (len(digits) % 2)).decode())


def read(path: Path) -> Model:
    return parse(path.read_bytes())


def parse(data: bytes) -> Model:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for what is no such file."""
    first, _, rest = data.partition(b"\n")
    header = json.loads(first)
    size = header["bytes_of_features"]
    features = _unpacked(rest[:size]).decode("utf-8").split("\n")
    hidden, end = _hidden(rest, header["hidden"], start=size)
    return Model(
        version=header["version"],
        choices=tuple(Head(**head) for head in header["choices"]),
        labels=tuple(Head(**head) for head in header["labels"]),
        temperature=header["temperature"],
        sure=header["sure"],
        unclear=header["unclear"],
        priors=header["priors"],
        rows=dict(zip(features, range(len(features)), strict=True)),
        weights=rest[end:],
        hidden=hidden,
        digest=sha256(data).hexdigest(),
    )


def _unpacked(names: bytes) -> bytes:
    try:
        return zlib.decompress(names)
    except zlib.error as error:
        raise ValueError(f"its features cannot be unpacked: {error}") from error


def _hidden(data: bytes, shapes: Mapping[str, Sequence[int]], *, start: int) -> tuple[HiddenLayers, int]:
    """By name one number for a vector, rows and columns for a table; and where they end in the data."""
    layers: dict[str, Any] = {}
    for name, shape in shapes.items():
        number = prod(shape)
        try:
            values = struct.unpack_from(f"<{number}f", data, start)
        except struct.error as error:
            raise ValueError(f"it ends within its hidden layers: {error}") from error
        start += 4 * number
        layers[name] = values if len(shape) == 1 else _table(values, columns=shape[1])
    return HiddenLayers(**layers), start


def _table(values: Sequence[float], *, columns: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(values[start : start + columns]) for start in range(0, len(values), columns))


def write(path: Path, model: Model) -> None:
    path.write_bytes(dump(model))


def dump(model: Model) -> bytes:
    features = zlib.compress("\n".join(model.rows).encode("utf-8"), level=9)
    layers = {field.name: getattr(model.hidden, field.name) for field in fields(HiddenLayers)}
    header = {
        "version": model.version,
        "choices": [asdict(head) for head in model.choices],
        "labels": [asdict(head) for head in model.labels],
        "temperature": model.temperature,
        "sure": model.sure,
        "unclear": model.unclear,
        "priors": model.priors,
        "hidden": {name: _shape(layer) for name, layer in layers.items() if layer},
        "bytes_of_features": len(features),
    }
    hidden = b"".join(_packed_layer(layer) for layer in layers.values())
    return json.dumps(header).encode("utf-8") + b"\n" + features + hidden + model.weights


def _shape(layer: Sequence[Any]) -> list[int]:
    return [len(layer), len(layer[0])] if isinstance(layer[0], tuple) else [len(layer)]


def _packed_layer(layer: Sequence[Any]) -> bytes:
    values = list(chain.from_iterable(layer)) if layer and isinstance(layer[0], tuple) else layer
    return struct.pack(f"<{len(values)}f", *values)
