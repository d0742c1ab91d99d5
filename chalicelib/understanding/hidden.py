"""The hidden layer of the classifier: looks at each clause, because "fast delivery, but the shoe is broken" means each
word with its neighbours. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from operator import mul

from .model_file import HiddenLayer


def answers(layer: HiddenLayer, clauses: Sequence[Sequence[float]]) -> list[float]:
    """What the layer adds to the score of each head; a clause is the layer's inputs before scaling."""
    if not layer.scales:
        return []
    units = list(zip(*(_lit(layer, clause) for clause in clauses), strict=True))
    thinned = sqrt(len(clauses))
    pooled = [sum(unit) / thinned for unit in units] + [max(unit) for unit in units]
    return [sum(map(mul, row, pooled)) for row in layer.answers]


def slopes(layer: HiddenLayer, clauses: Sequence[Sequence[float]], *, head: int) -> list[list[float]]:
    """For each clause: how the answer to one head changes with each of its unscaled inputs."""
    if not layer.scales:
        return []
    lit = [_lit(layer, clause) for clause in clauses]
    highest = [max(unit) for unit in zip(*lit, strict=True)]
    of_sums, of_highest = layer.answers[head][: len(highest)], layer.answers[head][len(highest) :]
    thinned = sqrt(len(clauses))
    columns = list(zip(*layer.weights, strict=True))
    found = []
    for clause in lit:
        bright = [
            (in_sum / thinned + (in_highest if value == top else 0.0)) if value > 0 else 0.0
            for value, top, in_sum, in_highest in zip(clause, highest, of_sums, of_highest, strict=True)
        ]
        found.append(
            [scale * sum(map(mul, column, bright)) for scale, column in zip(layer.scales, columns, strict=True)]
        )
    return found


def _lit(layer: HiddenLayer, clause: Sequence[float]) -> list[float]:
    """What each unit answers to one clause."""
    inputs = list(map(mul, clause, layer.scales))
    return [max(bias + sum(map(mul, row, inputs)), 0.0) for row, bias in zip(layer.weights, layer.biases, strict=True)]
