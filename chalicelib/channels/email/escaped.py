"""ISO-2022-JP as Japanese mail programs really write it: with characters of the NEC rows, such as ① and №, which no
standard has (https://www.rfc-editor.org/rfc/rfc1468).
"""

from __future__ import annotations

import re
from typing import Final

_SHIFT: Final = re.compile(rb"\x1b(\$[@B]|\$\([A-Z]|\([A-Z]|\$\)[A-Z])")
_TWO_BYTES: Final = (b"$B", b"$@")
_KANA: Final = b"(I"


def read_escaped(data: bytes) -> str:
    """Never raises: what stands for nothing becomes U+FFFD."""
    first, *pieces = _SHIFT.split(data)
    segments = [first.decode("ascii", "replace")]
    segments += [_segment(shift, content) for shift, content in zip(pieces[::2], pieces[1::2], strict=True)]
    return "".join(segments)


def _segment(shift: bytes, content: bytes) -> str:
    if shift in _TWO_BYTES:
        pairs = (content[at : at + 2] for at in range(0, len(content), 2))
        return b"".join(map(_shifted, pairs)).decode("cp932", "replace")
    if shift == _KANA:
        return bytes(byte | 0x80 for byte in content).decode("cp932", "replace")
    return content.decode("ascii", "replace")


def _shifted(pair: bytes) -> bytes:
    """The Shift_JIS form of a row and a cell."""
    if len(pair) < 2 or not all(0x21 <= byte <= 0x7E for byte in pair):
        return pair
    row, cell = pair
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    if row % 2:
        return bytes((lead, cell + (0x1F if cell < 0x60 else 0x20)))
    return bytes((lead, cell + 0x7E))
