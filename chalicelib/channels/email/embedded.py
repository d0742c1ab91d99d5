"""Files that old programs write straight into the text: uuencoded and yEnc blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_UU: Final = re.compile(
    rb"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,200})\r?\n(?:[ -`][ -z]{0,90}\r?\n)+?end[ \t]*(?:\r?\n|\Z)",
    re.MULTILINE,
)
_YENC: Final = re.compile(rb"^=ybegin [^\r\n]*?name=(?P<name>[^\r\n]{1,200})\r?\n", re.MULTILINE)
_YENC_END: Final = re.compile(rb"^=yend[^\r\n]*(?:\r?\n|\Z)", re.MULTILINE)
_MOST: Final = 50
_LONG_BLOCK: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes ``start`` up to ``end`` of the text are one file, in ``encoding`` (a Content-Transfer-Encoding)."""

    start: int
    end: int
    name: str
    encoding: str


def find_blocks(text: bytes) -> list[Block]:
    """In the order of the text, the first fifty."""
    if b"\nend" not in text and b"=ybegin" not in text:
        return []
    found = sorted((*_uuencoded(text), *_yenc(text)), key=lambda block: block.start)
    return found[:_MOST]


def _uuencoded(text: bytes) -> Iterator[Block]:
    for match in _UU.finditer(text[:_LONG_BLOCK]):
        yield Block(match.start(), match.end(), match["name"].decode("latin-1").strip(), "x-uuencode")


def _yenc(text: bytes) -> Iterator[Block]:
    for match in _YENC.finditer(text):
        end = _YENC_END.search(text, match.end())
        if end:
            yield Block(match.start(), end.end(), match["name"].decode("latin-1").strip(), "x-yencode")
