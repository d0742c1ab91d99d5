"""What single words cannot say: a second look at each clause, because "fast delivery, but the shoe is broken" means
each word with its neighbours, and a third at all clauses together, in their order: what is said first is mostly what is
complained of. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from operator import mul
from types import MappingProxyType
from typing import Final

from .lanes import Matrix
from .model_file import HiddenLayers

ALONE, FIRST, BETWEEN, LAST = range(4)
"""Where a clause stands among those of its text: the row of the biases that is its own."""
FADING: Final = 0.7
"""What a clause counts of the one before it, in the sums that mind the order."""
_FINE: Final = 2.0**18
"""Into how many parts one is divided when pooled values are counted: far more than change an answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One clause: the sums of its inputs' bytes, what they share of the length of one, and where it stands."""

    sums: Sequence[int]
    share: float
    stands: int = ALONE


@dataclass(frozen=True, slots=True)
class Pool:
    """All clauses of a text, to be asked what the layers answer when a few of them are different.

    ``units`` are the columns of ``lit``, ``counted`` is what is made of them, ``product`` that times the weights.
    """

    lit: Sequence[Sequence[float]]
    units: Sequence[Sequence[float]]
    counted: Sequence[int]
    product: int


class Hidden:
    """The layers made ready for many texts."""

    def __init__(self, layers: HiddenLayers) -> None:
        self.layers = layers
        self._heads = len(layers.answers)
        self._clause = Matrix([list(map(mul, row, layers.scales)) for row in layers.weights])
        self._text = Matrix([*layers.answers, *layers.mixing])

    def answers(self, lit: Sequence[Sequence[float]]) -> list[float]:
        """What the layers add to the score of each head, given what each unit answers to each clause."""
        return self._answers(self._text.product(_counted(list(zip(*lit, strict=True)))))

    def pool(self, lit: Sequence[Sequence[float]]) -> Pool:
        units = list(zip(*lit, strict=True))
        counted = _counted(units)
        return Pool(lit=lit, units=units, counted=counted, product=self._text.product(counted))

    def answers_of(self, pool: Pool, changed: Mapping[int, Sequence[float]] = MappingProxyType({})) -> list[float]:
        """The same as ``answers``, where ``changed`` holds the clauses that are not as in the pool, by their places."""
        if not changed:
            return self._answers(pool.product)
        units = _changed_units(pool, changed)
        places = [unit + start for start in range(0, len(pool.counted), len(pool.units)) for unit in units]
        counts = zip(places, _counted(list(units.values())), strict=True)
        return self._answers(
            pool.product + self._text.product_of((place, count - pool.counted[place]) for place, count in counts)
        )

    def _answers(self, product: int) -> list[float]:
        values, unit = self._text.outputs(product), self._text.unit / _FINE
        mixed = _above_zero(values[self._heads :], self.layers.mixing_biases, unit=unit)
        return [
            unit * value + sum(map(mul, row, mixed))
            for value, row in zip(values, self.layers.last_answers, strict=False)
        ]

    def lit(self, clause: Seen) -> list[float]:
        """What each unit answers to one clause."""
        sums, unit = self._clause.times(clause.sums), self._clause.unit * clause.share
        return _above_zero(sums, self.layers.biases[clause.stands] if self.layers.biases else (), unit=unit)


def standing(place: int, *, of: int) -> int:
    """Where the clause at this place stands, of so many."""
    if of <= 1:
        return ALONE
    if place == 0:
        return FIRST
    return LAST if place == of - 1 else BETWEEN


def _changed_units(pool: Pool, changed: Mapping[int, Sequence[float]]) -> dict[int, list[float]]:
    """What the units that answer differently now answer to each clause."""
    units: dict[int, list[float]] = {}
    for place, lit in changed.items():
        for unit, (before, after) in enumerate(zip(pool.lit[place], lit, strict=True)):
            if before != after:
                units.setdefault(unit, list(pool.units[unit]))[place] = after
    return units


def _counted(units: Sequence[Sequence[float]]) -> list[int]:
    """Each unit's sum over the clauses, over the root of their number; its highest value; the sum that fades."""
    fine = _FINE
    clauses = len(units[0]) if units else 1
    shares = [FADING**place for place in range(clauses)]
    sums, highest, faded = map(sum, units), map(max, units), (sum(map(mul, unit, shares)) for unit in units)
    return [
        *(int(one / sqrt(clauses) * fine) for one in sums),
        *(int(one * fine) for one in highest),
        *(int(one * fine) for one in faded),
    ]


def _above_zero(counts: Sequence[int], biases: Sequence[float], *, unit: float) -> list[float]:
    return [value if (value := unit * count + bias) > 0.0 else 0.0 for count, bias in zip(counts, biases, strict=True)]
