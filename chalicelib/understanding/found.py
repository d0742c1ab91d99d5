"""Something found in a folded text, and the text without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

TAKEN: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Found:
    """``start`` and ``end`` count characters of the folded text. An empty ``value`` is
    what is written there. ``about`` is as in ``Entity``.
    """

    kind: str
    value: str
    start: int
    end: int
    about: str | None = None


def without(folded: str, found: Iterable[Found]) -> str:
    """As long as it was: nothing matches where something else stands, and nothing matches across it. ``found`` is in
    order and does not overlap.
    """
    pieces: list[str] = []
    done = 0
    for one in found:
        pieces += (folded[done : one.start], TAKEN * (one.end - one.start))
        done = one.end
    return "".join((*pieces, folded[done:]))
