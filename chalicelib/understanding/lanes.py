"""Many small sums in one long number: Python adds and multiplies long numbers far faster than it loops over short ones.

A packed number holds whole numbers side by side, in lanes of 64 bits. Packed numbers may be added, and multiplied by a
whole number; the result is exact as long as no lane leaves ±2⁶². Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from struct import unpack
from typing import Final

_BYTES: Final = 8
_LANE: Final = 8 * _BYTES
_MIDDLE: Final = 1 << (_LANE - 2)
_SIGN: Final = 128
_LIFTED: Final = bytes(byte ^ _SIGN for byte in range(256))
"""From a signed byte to one that is 128 higher and never negative."""


def packed(values: Sequence[int]) -> int:
    """A negative lane borrows from the next; ``unpacked`` gives it back."""
    return sum(value << (_LANE * lane) for lane, value in enumerate(values))


def packed_bytes(signed: bytes) -> int:
    """The same for one signed byte a lane, without a loop."""
    spread = bytearray(_BYTES * len(signed))
    spread[::_BYTES] = signed.translate(_LIFTED)
    return int.from_bytes(spread, "little") - _everywhere(_SIGN, len(signed))


def unpacked(number: int, lanes: int) -> list[int]:
    lifted = number + _everywhere(_MIDDLE, lanes)
    return [value - _MIDDLE for value in unpack(f"<{lanes}Q", lifted.to_bytes(_BYTES * lanes, "little"))]


@cache
def _everywhere(value: int, lanes: int) -> int:
    return packed([value] * lanes)
