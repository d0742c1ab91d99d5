"""The hidden layer of the classifier: looks at each clause, because "fast delivery, but the shoe is broken" means each
word with its neighbours. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import Final

from . import lanes
from .model_file import HiddenLayer

_PRECISION: Final = 2.0**28
"""Whole parts of the largest weight: rounding to them changes no score by more than a millionth."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One clause: the sums of its inputs' bytes, and what they share of the length of one."""

    sums: Sequence[int]
    share: float


class Hidden:
    """A layer made ready: each input's weights for all units are one long number."""

    def __init__(self, layer: HiddenLayer) -> None:
        self.layer = layer
        self._units = len(layer.biases)
        columns = zip(*layer.weights, strict=True)
        self._scaled = [
            [scale * value for value in column] for scale, column in zip(layer.scales, columns, strict=True)
        ]
        largest = max((abs(value) for column in self._scaled for value in column), default=0.0)
        self._part = largest / _PRECISION or 1.0
        self._columns = [lanes.packed([round(value / self._part) for value in column]) for column in self._scaled]

    def answers(self, clauses: Sequence[Seen]) -> list[float]:
        """What the layer adds to the score of each head."""
        units = list(zip(*map(self._lit, clauses), strict=True))
        thinned = sqrt(len(clauses))
        pooled = [sum(unit) / thinned for unit in units] + list(map(max, units))
        return [sum(map(mul, row, pooled)) for row in self.layer.answers]

    def slopes(self, clauses: Sequence[Seen], *, heads: Sequence[int]) -> list[list[list[float]]]:
        """By head, for each clause: how the answer changes with each of its sums."""
        lit = list(map(self._lit, clauses))
        highest = list(map(max, zip(*lit, strict=True)))
        return [
            [
                self._slope(head, clause, seen, highest=highest, of=len(lit))
                for clause, seen in zip(lit, clauses, strict=True)
            ]
            for head in heads
        ]

    def _slope(self, head: int, lit: Sequence[float], seen: Seen, *, highest: Sequence[float], of: int) -> list[float]:
        answers = self.layer.answers[head] if lit else ()
        thinned = sqrt(of)
        bright = [
            (in_sum / thinned + (in_highest if value == top else 0.0)) if value > 0 else 0.0
            for value, top, in_sum, in_highest in zip(
                lit, highest, answers[: self._units], answers[self._units :], strict=True
            )
        ]
        return [seen.share * sum(map(mul, column, bright)) for column in self._scaled]

    def _lit(self, clause: Seen) -> list[float]:
        """What each unit answers to one clause."""
        whole = lanes.unpacked(sum(map(mul, self._columns, clause.sums)), self._units)
        part = self._part * clause.share
        return [max(bias + part * value, 0.0) for value, bias in zip(whole, self.layer.biases, strict=True)]
