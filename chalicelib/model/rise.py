"""A sudden rise of complaints: what it is about, how far it went, and what of it has been told."""

from __future__ import annotations

from datetime import date
from typing import Final

from .base import Instant, Word

SHOP: Final = "shop"
"""The dimension of everything together; its value is empty."""
BROAD: Final = frozenset({SHOP, "category"})
"""What holds many causes."""


class Subject(Word):
    """``dimension`` is ``batch``, ``product`` (a SKU), ``courier``, ``category`` or ``shop``."""

    dimension: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}".strip()


class Rise(Word):
    """``count`` complaints came within ``days`` days up to ``last_day``, where ``expected`` were to be thought of; on
    the day it went furthest. ``also`` are subjects whose rise it explains. ``turn`` counts the writings.
    """

    id: str
    shop: str
    subject: Subject
    also: tuple[Subject, ...] = ()
    first_day: date
    last_day: date
    days: int
    count: int
    expected: float
    examples: tuple[str, ...] = ()
    """Ids of complaints, the newest first."""
    found_at: Instant
    told_count: int = 0
    """How many there were when it was told; 0 when nobody has been told yet."""
    times_told: int = 0
    turn: int = 0
