"""Words that a customer may say by a tap (``Effect.choices``), as far as a platform has room for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from chalicelib.model.effect import Choices


def that_fit(
    choices: Choices | None, *, most: int, longest: int, measure: Callable[[str], int] = len
) -> tuple[str, ...]:
    """All words, or none where one of them is too long or there are too many: half a scale would lead the customer.

    ``longest`` is in characters, or in what ``measure`` counts.
    """
    if choices is None or len(choices.words) > most or any(measure(word) > longest for word in choices.words):
        return ()
    return choices.words


def under_the_last(parts: Sequence[str], choices: Choices | None) -> Iterator[tuple[str, Choices | None]]:
    """Every part of a long text with what is tapped under it."""
    for place, part in enumerate(parts, start=1):
        yield part, choices if place == len(parts) else None


def in_bytes(word: str) -> int:
    return len(word.encode())
