"""What the texts of a week say: kept beside the numbers, which are counted anyhow."""

from __future__ import annotations

from .base import Instant, Word
from .rise import Subject


class WeeklyWord(Word):
    """How many of the customers whose texts were read wrote it."""

    word: str
    texts: int


class WeeklyCause(Word):
    """``read`` texts were read for it; ``examples`` are ids of complaints."""

    subject: Subject
    read: int
    words: tuple[WeeklyWord, ...] = ()
    examples: tuple[str, ...] = ()


class Weekly(Word):
    """``week`` is an ISO week, ``2026-W46``."""

    shop: str
    week: str
    made_at: Instant
    causes: tuple[WeeklyCause, ...] = ()
