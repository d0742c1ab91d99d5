"""What single words cannot say: a second look at each clause, because "fast delivery, but the shoe is broken" means
each word with its neighbours, and a third at all clauses together. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import Final

from .lanes import Matrix
from .model_file import HiddenLayers

_FINE: Final = 2.0**18
"""Into how many parts one is divided when pooled values are counted: far more than change an answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One clause: the sums of its inputs' bytes, and what they share of the length of one."""

    sums: Sequence[int]
    share: float


class Hidden:
    """The layers made ready for many texts."""

    def __init__(self, layers: HiddenLayers) -> None:
        self.layers = layers
        self._heads = len(layers.answers)
        self._clause = Matrix([list(map(mul, row, layers.scales)) for row in layers.weights])
        self._text = Matrix([*layers.answers, *layers.mixing])

    def answers(self, lit: Sequence[Sequence[float]]) -> list[float]:
        """What the layers add to the score of each head, given what each unit answers to each clause."""
        pooled = _pooled(lit)
        values = self._text.times([int(value * _FINE) for value in pooled])
        unit = self._text.unit / _FINE
        mixed = _above_zero(values[self._heads :], self.layers.mixing_biases, unit=unit)
        return [
            unit * value + sum(map(mul, row, mixed))
            for value, row in zip(values, self.layers.last_answers, strict=False)
        ]

    def lit(self, clause: Seen) -> list[float]:
        """What each unit answers to one clause."""
        return _above_zero(self._clause.times(clause.sums), self.layers.biases, unit=self._clause.unit * clause.share)


def _pooled(lit: Sequence[Sequence[float]]) -> list[float]:
    """The units' sums over the clauses, over the root of their number, and their highest values."""
    units = list(zip(*lit, strict=True))
    thinned = sqrt(len(lit))
    return [sum(unit) / thinned for unit in units] + list(map(max, units))


def _above_zero(counts: Sequence[int], biases: Sequence[float], *, unit: float) -> list[float]:
    return [value if (value := unit * count + bias) > 0.0 else 0.0 for count, bias in zip(counts, biases, strict=True)]
