"""Rows that could not be used: told at the end, and kept beside the file to be mended and imported."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from chalicelib.reports.csv_table import inert

from .sheets import Cell
from .tables import Row

SHOWN: Final = 20


class Rejections:
    """``FILE.rejected.csv`` is there exactly when the last run rejected something. In UTF-8 with the mark that
    spreadsheets want; no cell of it comes alive there.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self._columns = path, columns
        self.found: list[tuple[int, str]] = []
        self._open = ExitStack()
        self._writer: Any = None
        path.unlink(missing_ok=True)

    def add(self, row: Row, reason: str) -> None:
        if self._writer is None:
            file = self._open.enter_context(self.path.open("w", encoding="utf-8-sig", newline=""))
            self._writer = csv.writer(file)
            self._writer.writerow(["line", "reason", *map(_inert, self._columns)])
        self._writer.writerow([row.number, reason, *(_inert(row.cells.get(name, "")) for name in self._columns)])
        self.found.append((row.number, reason))

    def told(self) -> list[str]:
        lines = [f"line {number}: {reason}" for number, reason in self.found[:SHOWN]]
        if len(self.found) > SHOWN:
            lines.append(f"and {len(self.found) - SHOWN} more")
        return [*lines, f"all of them are in {self.path}"] if lines else []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()


def _inert(cell: Cell) -> str:
    """``complaints`` takes the apostrophe off again."""
    return str(inert(str(cell)))
