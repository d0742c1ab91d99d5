"""Many small sums in one long number: Python adds and multiplies long numbers far faster than it loops over short ones.

A packed number holds whole numbers side by side, in lanes of 64 bits. Packed numbers may be added, and multiplied by a
whole number; the result is exact as long as no lane leaves ±2⁶³. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from struct import pack, unpack
from typing import Final

_BYTES: Final = 8
_TOP: Final = 1 << (8 * _BYTES - 1)
"""Of a lane: added it makes every lane positive, turned over it makes the bytes those of a signed number."""
_SIGN: Final = 128
_LIFTED: Final = bytes(byte ^ _SIGN for byte in range(256))
"""From a signed byte to one that is 128 higher and never negative."""
_PARTS: Final = 1 << 24
"""Into how many the largest weight of a matrix is divided: enough for six digits of every result."""


def packed(values: Sequence[int]) -> int:
    """A negative lane borrows from the next; ``unpacked`` gives it back."""
    top = _everywhere(_TOP, len(values))
    return (int.from_bytes(pack(f"<{len(values)}q", *values), "little") ^ top) - top


def packed_bytes(signed: bytes) -> int:
    """The same for one signed byte a lane."""
    spread = bytearray(_BYTES * len(signed))
    spread[::_BYTES] = signed.translate(_LIFTED)
    return int.from_bytes(spread, "little") - _everywhere(_SIGN, len(signed))


def unpacked(number: int, lanes: int) -> tuple[int, ...]:
    top = _everywhere(_TOP, lanes)
    return unpack(f"<{lanes}q", ((number + top) ^ top).to_bytes(_BYTES * lanes, "little"))


@cache
def _everywhere(value: int, lanes: int) -> int:
    return int.from_bytes(value.to_bytes(_BYTES, "little") * lanes, "little")


class Matrix:
    """Weights of many outputs, ready to be multiplied by whole numbers below 2³⁰."""

    def __init__(self, rows: Sequence[Sequence[float]]) -> None:
        largest = max((abs(weight) for row in rows for weight in row), default=0.0)
        self._outputs = len(rows)
        self.unit = largest / _PARTS or 1.0
        parts = 1 / self.unit
        self._columns = [packed([round(weight * parts) for weight in column]) for column in zip(*rows, strict=True)]

    def times(self, values: Iterable[int]) -> tuple[int, ...]:
        """An output each, in units of ``unit``."""
        return self.outputs(self.product(values))

    def product(self, values: Iterable[int]) -> int:
        """The same, still packed. Products of one matrix may be added."""
        return sum([column * value for column, value in zip(self._columns, values, strict=False) if value])

    def product_of(self, values: Iterable[tuple[int, int]]) -> int:
        """Of some values and their places; all others are zero."""
        columns = self._columns
        return sum([columns[place] * value for place, value in values if value])

    def outputs(self, product: int) -> tuple[int, ...]:
        return unpacked(product, self._outputs)
