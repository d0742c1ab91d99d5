"""Texts made of parts of others, so that the small model learns from the teacher what each part means and what two
issues in one text come to.

The file holds no texts: for each splice the ids and places of its one or two pieces, what joins them, and the
teacher's odds, as in the readings.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SPLICES: Final = Path(__file__).parent / "splices.tsv.gz"

_CUT: Final = re.compile(
    r"(?<=[。！？；，,.!?;~…\n])(?=[^。！？；，,.!?;~…\n\s])|(?=但是|但|不过|可是|然而|结果|\bbut\b|\bhowever\b)"
)
_MOST_PARTS: Final = 4
_JOINED: Final = 0.4
_JOINERS: Final = {"zh": ("，", "。", "，但是", "，而且", " "), "en": (". ", ", ", ", but ", ", and ", " and ", "! ")}
_MIX: Final = {"zh-Hans": 0.55, "zh-Hant": 0.08, "en": 0.37}
_SHORTEST: Final = 5
_LONGEST: Final = 700


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` of the text of this id."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Splice:
    pieces: tuple[Piece, ...]
    joiner: str
    odds: bytes = b""

    def text(self, texts: Mapping[str, str]) -> str:
        return self.joiner.join(texts[piece.name][piece.start : piece.end] for piece in self.pieces)


def draw(texts: Mapping[str, str], groups: Mapping[tuple[str, str], Sequence[str]], *, number: int) -> Iterator[Splice]:
    """``groups``: language and primary category → ids. All categories of a language are drawn alike."""
    while number:
        [language] = random.choices(list(_MIX), list(_MIX.values()))
        choices = [names for (of, _), names in groups.items() if of == language]
        pieces = [_piece(random.choice(random.choice(choices)), texts)]
        if random.random() < _JOINED:
            pieces.append(_piece(random.choice(random.choice(choices)), texts))
        splice = Splice(tuple(pieces), random.choice(_JOINERS[language[:2]]) if len(pieces) > 1 else "")
        if _SHORTEST <= len(splice.text(texts)) <= _LONGEST:
            yield splice
            number -= 1


def _piece(name: str, texts: Mapping[str, str]) -> Piece:
    """One to four clauses in a row, never all of several."""
    text = texts[name]
    edges = [0, *(cut.start() for cut in _CUT.finditer(text) if cut.start()), len(text)]
    clauses = len(edges) - 1
    if clauses < 2:
        return Piece(name, 0, len(text))
    taken = random.randint(1, min(clauses - 1, _MOST_PARTS))
    first = random.randint(0, clauses - taken)
    return Piece(name, edges[first], edges[first + taken])


def read(path: Path = SPLICES) -> list[Splice]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_of_line(line.rstrip("\n").split("\t")) for line in lines]


def write(splices: Sequence[Splice], path: Path = SPLICES) -> None:
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for splice in splices:
            places = (f"{piece.name}:{piece.start}:{piece.end}" for piece in splice.pieces)
            file.write("\t".join((splice.odds.hex(), splice.joiner, *places)).encode() + b"\n")


def _of_line(fields: Sequence[str]) -> Splice:
    odds, joiner, *places = fields
    return Splice(tuple(map(_of_place, places)), joiner, bytes.fromhex(odds))


def _of_place(place: str) -> Piece:
    name, start, end = place.split(":")
    return Piece(name, int(start), int(end))
