"""CSV and its relatives: records by line, with the delimiter found by trying."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from .problems import Unusable

DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE: Final = 65_536
ROWS_TRIED: Final = 10

Score = Callable[[Sequence[object]], int]
"""How many cells of a row are headings we know."""


def delimiter_of(path: Path, *, charset: str, score: Score) -> str:
    """The one under which most headings are known; among equals, the one that makes the widest header."""
    with path.open(encoding=charset, newline="") as file:
        sample = file.read(SAMPLE)

    def quality(delimiter: str) -> tuple[int, int]:
        return max(((score(row), len(row)) for row in _rows(sample, delimiter)), default=(0, 0))

    return max(DELIMITERS, key=quality)


def records(path: Path, *, charset: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on. Raises ``Unusable`` at a quotation that does not end."""
    with path.open(encoding=charset, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise Unusable(f"line {line}: {error}; is there a quotation mark too many or too few?") from None


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), ROWS_TRIED)
    except csv.Error:
        return
