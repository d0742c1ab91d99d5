"""Many small sums in one long number: Python adds and multiplies long numbers far faster than it loops over short ones.

A packed number holds whole numbers side by side, in lanes of 64 bits. Packed numbers may be added, and multiplied by a
whole number; the result is exact as long as no lane leaves ±2⁶³. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import compress
from operator import mul
from struct import pack, unpack
from typing import Final

_BYTES: Final = 8
_HIGHEST_BIT: Final = 8 * _BYTES - 1
_TOP: Final = 1 << _HIGHEST_BIT
"""Of a lane: added it makes every lane positive, turned over it makes the bytes those of a signed number."""
_SIGN: Final = 128
_LIFTED: Final = bytes(byte ^ _SIGN for byte in range(256))
"""From a signed byte to one that is 128 higher and never negative."""


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


def above_zero(number: int, lanes: int, *, bits: int = 0) -> int:
    """Each lane, or zero where it is negative; without its last ``bits``."""
    lifted = number + _everywhere(_TOP, lanes)
    positive = lifted >> _HIGHEST_BIT & _everywhere(1, lanes)
    kept = lifted & (positive << _HIGHEST_BIT) - positive
    return kept >> bits & _everywhere((_TOP >> bits) - 1, lanes) if bits else kept


def highest(one: int, other: int, lanes: int) -> int:
    """Lane by lane the higher of the two."""
    return other + above_zero(one - other, lanes)


def joined(numbers: Sequence[int], lanes: int) -> int:
    """One behind the other, each of so many lanes."""
    return sum([number << 8 * _BYTES * lanes * place for place, number in enumerate(numbers)])


@cache
def _everywhere(value: int, lanes: int) -> int:
    return int.from_bytes(value.to_bytes(_BYTES, "little") * lanes, "little")


class Matrix:
    """Weights of many outputs, each a whole number of the parts into which one is divided; ready to be multiplied by
    whole numbers below 2³⁰.
    """

    def __init__(self, rows: Sequence[Sequence[float]], *, parts: int) -> None:
        self._outputs = len(rows)
        self._columns = [packed([round(weight * parts) for weight in column]) for column in zip(*rows, strict=True)]

    def product(self, values: Sequence[int]) -> int:
        """An output a lane. Products of one matrix may be added. Zeros cost nothing."""
        return sum(map(mul, compress(self._columns, values), filter(None, values)))
