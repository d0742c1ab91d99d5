"""What had to be mended or left out while reading one mail, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from .charsets import Decoded

_MOST: Final = 50


@dataclass(slots=True)
class Repairs:
    """Collects notes, each once. Charset repairs are kept apart because they are what people ask about."""

    charsets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def take(self, decoded: Decoded, *, where: str) -> str:
        """The decoded text, after writing down what it took."""
        if decoded.repair:
            _add(self.charsets, f"{where}: {decoded.repair}")
        return decoded.text

    def note(self, what: str) -> None:
        _add(self.others, what)

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.charsets, *self.others)


def _add(notes: list[str], what: str) -> None:
    if what not in notes and len(notes) < _MOST:
        notes.append(what)
