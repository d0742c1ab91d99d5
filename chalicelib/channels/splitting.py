"""A long answer in parts that the platform takes, cut where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_PAUSES: Final = (
    re.compile(r"\n+"),
    re.compile(r"[。！？!?；;]+|\.\s"),
    re.compile(r"[，,、]|\s+"),
)
_JOINER: Final = "\u200d"


CHARACTERS: Final = "utf-32-le"
"""The encoding for limits in characters: four bytes each."""


def split(text: str, *, limit: int, encoding: str = "utf-8") -> tuple[str, ...]:
    """Parts of at most ``limit`` bytes that hold all of ``text`` but the space around the cuts."""
    return tuple(_parts(text.strip(), limit=limit, encoding=encoding))


def _parts(rest: str, *, limit: int, encoding: str) -> Iterator[str]:
    while len(encoded := rest.encode(encoding)) > limit:
        cut = _place_to_cut(rest, most=len(encoded[:limit].decode(encoding, errors="ignore")))
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _place_to_cut(text: str, *, most: int) -> int:
    """After the last paragraph, sentence or word in the second half of what fits; else between two characters."""
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, most // 2, most)]
        if ends:
            return ends[-1]
    cut = most
    while cut > 1 and _belong_together(text[cut - 1], text[cut]):
        cut -= 1
    return cut if cut > 1 else most


def _belong_together(before: str, after: str) -> bool:
    """Accents, variation selectors and joined emoji are one sign to a reader."""
    return before == _JOINER or after == _JOINER or unicodedata.category(after) in ("Mn", "Me", "Sk")
