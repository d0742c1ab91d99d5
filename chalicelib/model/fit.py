"""How much of a text, or of a list, goes into a row. Measured as JSON in UTF-8, the form in which rows are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from pydantic_core import to_json

T = TypeVar("T")


def clipped(text: str, *, characters: int, size: int | None = None) -> str:
    """The beginning: at most so many characters, and at most so many bytes."""
    text = text[:characters]
    if size is None or len(to_json(text)) <= size:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if len(to_json(text[:middle])) <= size:
            fits = middle
        else:
            too_long = middle
    return text[:fits]


def first_within(items: Iterable[T], *, size: int) -> Iterator[T]:
    """The first of them, as long as together they are not larger than ``size`` bytes."""
    taken = 0
    for item in items:
        taken += len(to_json(item))
        if taken > size:
            return
        yield item
