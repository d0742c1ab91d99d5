"""Lines sorted into days on disk: events come complaint by complaint and are wanted day by day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

HELD: Final = 20_000
"""So many lines are in memory at most before a day is read again."""


class Spool:
    """Keeps its lines in ``folder``, which is whoever's makes and removes it."""

    def __init__(self, folder: Path, *, held: int = HELD) -> None:
        self.folder, self.held = folder, held
        self.count = 0
        self._waiting: dict[str, list[str]] = {}

    def add(self, day: str, line: str) -> None:
        self._waiting.setdefault(day, []).append(line)
        self.count += 1
        if self.count % self.held == 0:
            self._write()

    def days(self) -> Iterator[tuple[str, list[str]]]:
        """One day after the other, whole and sorted: so the same events are the same lines, however they came."""
        self._write()
        for path in sorted(self.folder.iterdir()):
            with path.open(encoding="utf-8", newline="\n") as file:  # a line ends here and at no other sign of Unicode
                yield path.name, sorted(line.removesuffix("\n") for line in file)

    def _write(self) -> None:
        for day, lines in self._waiting.items():
            with (self.folder / day).open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in lines)
        self._waiting.clear()
