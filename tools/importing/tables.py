"""A file of complaints as a table: its columns, how many rows, and the rows as often as somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from . import delimited, jsonlines, sheets
from .charset import charset_of
from .delimited import Score
from .problems import Unusable
from .sheets import Cell

FILE_LIMIT: Final = 200_000_000
HEADER_WITHIN: Final = 10
"""Titles and remarks may stand above the header."""

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_JSON_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")
Records = Callable[[], Iterator[tuple[int, Sequence[Cell]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``number`` is its line or row in the file. ``problem`` says why its cells cannot be trusted."""

    number: int
    cells: Mapping[str, Cell]
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    columns: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[Row]]


def read_table(path: Path, *, score: Score, encoding: str | None = None, sheet: str | None = None) -> Table:
    """Reads the file once to its end, so that damage is found before anything is sent. Raises ``Unusable``."""
    if path.stat().st_size > FILE_LIMIT:
        raise Unusable(f"{path} is larger than {FILE_LIMIT / 1e6:.0f} MB: split it")
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_OFFICE:
        raise Unusable(f"{path} is an old or an encrypted workbook: open it and save it as XLSX without a password")
    if start == _ZIP:
        return _headed(partial(sheets.records, path, sheet=sheet), score=score, strict=False)
    charset = charset_of(path, said=encoding)
    if path.suffix.lower() in _JSON_SUFFIXES:
        return _of_objects(path, charset)
    delimiter = delimited.delimiter_of(path, charset=charset, score=score)
    return _headed(partial(delimited.records, path, charset=charset, delimiter=delimiter), score=score, strict=True)


def _of_objects(path: Path, charset: str) -> Table:
    columns: dict[str, None] = {}
    count = 0
    for _, found in jsonlines.objects(path, charset=charset):
        columns.update(dict.fromkeys(found))
        count += 1

    def rows() -> Iterator[Row]:
        for number, found in jsonlines.objects(path, charset=charset):
            yield Row(number=number, cells=found)

    return Table(columns=tuple(columns), count=count, rows=rows)


def _headed(records: Records, *, score: Score, strict: bool) -> Table:
    """``strict``: a row wider than its header has been cut in the wrong places."""
    head = list(islice(_filled(records), HEADER_WITHIN))
    if not head:
        raise Unusable("the file has no rows")
    header_at, header = max(head, key=lambda record: score(record[1]))
    columns = _names(header)

    def rows() -> Iterator[Row]:
        for number, cells in _filled(records):
            if number > header_at:
                spare = strict and any(cells[len(columns) :])
                problem = "more cells than the header has; is a quotation mark missing?" if spare else None
                yield Row(number=number, cells=dict(zip(columns, cells, strict=False)), problem=problem)

    return Table(columns=columns, count=sum(1 for _ in rows()), rows=rows)


def _filled(records: Records) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((number, cells) for number, cells in records() if any(str(cell).strip() for cell in cells))


def _names(header: Sequence[Cell]) -> tuple[str, ...]:
    """Printable, and each only once."""
    names: dict[str, None] = {}
    for position, cell in enumerate(header, start=1):
        name = "".join(each if each.isprintable() else " " for each in str(cell))
        name = " ".join(name.split()) or f"column {position}"
        names[f"{name} ({position})" if name in names else name] = None
    return tuple(names)
