"""Labelled texts to train on, and what else is known of them.

The texts are not part of this project. What people and the teacher said of the texts of the pool is:
``tools/teaching/readings.tsv.gz``, one text a line: its id, the reader's codes (or nothing), the teacher's odds (or
nothing) as two hexadecimal digits for each choice and label. ``splices.tsv.gz`` beside it says which parts of which
texts make further ones that only the teacher has seen.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from chalicelib.understanding.classifier import UNCLEAR

from .teaching import splices
from .teaching.splices import Splice

FILES: Final = ("dev.jsonl", "dev2.jsonl", "unspecified.jsonl")
POOL: Final = "pool.jsonl.gz"
READINGS: Final = Path(__file__).parent / "teaching" / "readings.tsv.gz"
CHOICES: Final = ("policy", "quality", "logistics", "attitude", "none", UNCLEAR)
LABELS: Final = ("policy", "quality", "logistics", "attitude")
CODES: Final = dict(zip("pqlanu", CHOICES, strict=True))
"""What a reader writes for each choice, the primary one first."""

_CAREFUL: Final = 3.0
_CAUSELESS: Final = 2.0
"""Few, and mistaking one for a complaint with a cause costs more than asking a person."""
_TAUGHT_ONLY: Final = 0.7
_SPLICED: Final = 0.5
_TRUST_IN_READER: Final = 0.5
"""Against the teacher, who has seen many readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """``taught`` are the teacher's odds of the choices and the labels. A text that nobody read has only these."""

    text: str
    primary: str
    labels: tuple[str, ...]
    language: str
    source: str
    name: str = ""
    collection: str = ""
    weight: float = 1.0
    taught: tuple[float, ...] = ()
    is_read: bool = True

    @property
    def shares(self) -> list[float]:
        """Of the choices, one in all."""
        read = [float(choice == self.primary) for choice in CHOICES]
        taught = list(self.taught[: len(CHOICES)])
        return self._mixed(read, [odds / sum(taught) for odds in taught])

    @property
    def odds(self) -> list[float]:
        """Of each label."""
        read = [float(label in self.labels) for label in LABELS]
        return self._mixed(read, list(self.taught[len(CHOICES) :]))

    def _mixed(self, read: list[float], taught: list[float]) -> list[float]:
        if not taught:
            return read
        trust = _TRUST_IN_READER if self.is_read else 0.0
        return [trust * mine + (1 - trust) * theirs for mine, theirs in zip(read, taught, strict=True)]


def examples(folder: Path, *, readings: Path = READINGS, spliced: Path = splices.SPLICES) -> list[Example]:
    """The labelled texts of the folder, those of its pool that have been read or taught since, and what was made of
    their parts."""
    said = _readings(readings) if readings.is_file() else {}
    careful, quick, causeless = (folder / name for name in FILES)
    found = [
        *_read(careful, said, weight=_CAREFUL),
        *_read(quick, said),
        *_read(causeless, said, primary=UNCLEAR, weight=_CAUSELESS),
    ]
    if (folder / POOL).is_file():
        known = {one.text for one in found}
        found += (one for one in _from_pool(folder / POOL, said) if one.text not in known)
    if spliced.is_file():
        found += _spliced({one.name: one for one in found}, splices.read(spliced))
    return found


def _spliced(found: Mapping[str, Example], made: Iterable[Splice]) -> Iterator[Example]:
    texts = {name: one.text for name, one in found.items()}
    for splice in made:
        if all(piece.name in found for piece in splice.pieces):
            taught = _odds(splice.odds)
            yield Example(
                text=splice.text(texts),
                primary=_likeliest(taught),
                labels=(),
                language=found[splice.pieces[0].name].language,
                source="splice",
                weight=_SPLICED,
                taught=taught,
                is_read=False,
            )


def _readings(path: Path) -> dict[str, tuple[str, tuple[float, ...]]]:
    with gzip.open(path, "rt", encoding="ascii") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {name: (codes, _odds(bytes.fromhex(odds))) for name, codes, odds in rows}


def _odds(written: bytes) -> tuple[float, ...]:
    return tuple(byte / 255 for byte in written)


def _likeliest(taught: Sequence[float]) -> str:
    return max(zip(taught, CHOICES, strict=False))[1]


def _read(
    path: Path,
    said: Mapping[str, tuple[str, tuple[float, ...]]],
    *,
    primary: str | None = None,
    weight: float = 1.0,
) -> Iterator[Example]:
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield Example(
                text=row["text"],
                primary=primary or row["primary"],
                labels=tuple(row.get("labels", ())),
                language=row["lang"],
                source=path.stem,
                name=row.get("id", ""),
                collection=row.get("source", ""),
                weight=weight,
                taught=said.get(row.get("id", ""), ("", ()))[1],
            )


def _from_pool(path: Path, said: Mapping[str, tuple[str, tuple[float, ...]]]) -> Iterable[Example]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"] in said:
                yield _of_pool(row, *said[row["id"]])


def _of_pool(row: Mapping[str, Any], codes: str, taught: tuple[float, ...]) -> Example:
    named = [CODES[code] for code in codes]
    return Example(
        text=row["text"],
        primary=named[0] if named else _likeliest(taught),
        labels=tuple(label for label in named if label in LABELS),
        language=row["lang"],
        source="pool",
        name=row["id"],
        collection=row["source"],
        weight=1.0 if named else _TAUGHT_ONLY,
        taught=taught,
        is_read=bool(named),
    )
