"""A table on a terminal: columns as wide as needed, numbers to the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column is words, the others are numbers."""
    widths = [max(_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [_line(row, widths) for row in (head, *rows)]
    return "\n".join([title, "", lines[0], "  ".join("-" * width for width in widths), *lines[1:], ""])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = ((" " * (width - _width(cell)), cell) for cell, width in zip(row, widths, strict=True))
    return "  ".join([first[1] + first[0], *(space + cell for space, cell in others)]).rstrip()


def _width(text: str) -> int:
    """Chinese characters take two places."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
