"""What single words cannot say: a second look at each clause, because "fast delivery, but the shoe is broken" means
each word with its neighbours, and a third at all clauses together, in their order: what is said first is mostly what is
complained of. Pure.

Everything is a whole number, many to a long one (``lanes``), so the same text gets the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import sqrt
from operator import mul
from typing import Final

from . import lanes
from .lanes import Matrix
from .model_file import HiddenLayers

ALONE, FIRST, BETWEEN, LAST = range(4)
"""Where a clause stands among those of its text: the row of the biases that is its own."""
FADING: Final = 0.7
"""What a clause counts of the one before it, in the sums that mind the order."""
_FINE_BITS: Final = 22
_FINE: Final = 1 << _FINE_BITS
"""Into how many parts one is divided when what units answer is counted: for six digits of every result."""
_PARTS_BITS: Final = 24
_PARTS: Final = 1 << _PARTS_BITS
"""The same for weights of clauses and for shares."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What the units answer to all clauses of a text: ``lit`` clause by clause, as one, and times the weights."""

    lit: Sequence[int]
    pooled: int
    product: int


class Hidden:
    """The layers made ready for many texts."""

    def __init__(self, layers: HiddenLayers) -> None:
        self._heads, self._units, self._mixing = len(layers.answers), len(layers.weights), len(layers.mixing)
        self._clause = Matrix([list(map(mul, row, layers.scales)) for row in layers.weights], parts=_PARTS)
        self._biases = [_counted(row, _PARTS * _PARTS) for row in layers.biases] or [0] * (LAST + 1)
        self._text = Matrix([*layers.answers, *layers.mixing], parts=_FINE)
        self._mixing_biases = _counted([*[0.0] * self._heads, *layers.mixing_biases], _FINE * _FINE)
        self._last = Matrix(layers.last_answers, parts=_FINE)

    def lit(self, sums: Sequence[int], *, share: float, stands: int) -> int:
        """What each unit answers to one clause: ``sums`` of its inputs' bytes, and their share of the length of one."""
        reached = self._clause.product(sums) * round(share * _PARTS) + self._biases[stands]
        return lanes.above_zero(reached, self._units, bits=2 * _PARTS_BITS - _FINE_BITS)

    def pool(self, lit: Sequence[int]) -> Pool:
        """Of at least one clause."""
        pooled = self._pooled(lit)
        return Pool(lit=lit, pooled=pooled, product=self._product(pooled))

    def answers(self, pool: Pool) -> list[float]:
        """What the layers add to the score of each head."""
        return self._answers(pool.product)

    def answers_of(self, lit: Sequence[int], *, like: Pool) -> list[float]:
        """The same of other clauses, most of them as in the pool: only what became different is multiplied."""
        return self._answers(like.product + self._product(self._pooled(lit) - like.pooled))

    def _pooled(self, lit: Sequence[int]) -> int:
        """Each unit's sum over the clauses, over the root of their number; its highest value; the sum that fades."""
        units = self._units
        thinned = sum(lit) * round(_PARTS / sqrt(len(lit)))
        faded = sum([one * round(_PARTS * FADING**place) for place, one in enumerate(lit)])
        highest = reduce(lambda one, other: lanes.highest(one, other, units), lit)
        sums = [lanes.above_zero(one, units, bits=_PARTS_BITS) for one in (thinned, faded)]
        return lanes.joined([sums[0], highest, sums[1]], units)

    def _product(self, pooled: int) -> int:
        return self._text.product(lanes.unpacked(pooled, 3 * self._units))

    def _answers(self, product: int) -> list[float]:
        heads, mixing = self._heads, self._mixing
        once = lanes.unpacked(product, heads + mixing)[:heads]
        mixed = lanes.above_zero(product + self._mixing_biases, heads + mixing, bits=_FINE_BITS)
        again = lanes.unpacked(self._last.product(lanes.unpacked(mixed, heads + mixing)[heads:]), heads)
        return [(one + more) / (_FINE * _FINE) for one, more in zip(once, again, strict=False)]


def standing(place: int, *, of: int) -> int:
    """Where the clause at this place stands, of so many."""
    if of <= 1:
        return ALONE
    if place == 0:
        return FIRST
    return LAST if place == of - 1 else BETWEEN


def _counted(values: Sequence[float], parts: int) -> int:
    return lanes.packed([round(value * parts) for value in values])
