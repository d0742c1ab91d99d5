"""What corrections say of a channel's mix: a shift of each category's score. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log
from typing import Final

from chalicelib.model.assessment import Category

FEWEST: Final = 30
"""Corrections of a channel below which nothing is learnt of it."""
LARGEST: Final = 0.7
"""As a logarithm of odds: at most about twice as likely, or half."""
_SMOOTHING: Final = 10.0

Corrected = tuple[str, str, str]
"""Channel, what the model said, what a person said."""


def priors(corrections: Iterable[Corrected]) -> dict[str, dict[str, float]]:
    """Channel → category → shift: the logarithm of how often corrections led to the category over how often they led
    away from it, smoothed by ten of each, within bounds.
    """
    by_channel: dict[str, list[tuple[str, str]]] = {}
    for channel, said, truth in corrections:
        by_channel.setdefault(channel, []).append((said, truth))
    return {
        channel: _shifts(pairs) for channel, pairs in sorted(by_channel.items()) if channel and len(pairs) >= FEWEST
    }


def _shifts(pairs: list[tuple[str, str]]) -> dict[str, float]:
    away, towards = Counter(said for said, _ in pairs), Counter(truth for _, truth in pairs)
    return {
        category.value: _bounded(log((towards[category.value] + _SMOOTHING) / (away[category.value] + _SMOOTHING)))
        for category in Category
    }


def _bounded(shift: float) -> float:
    return round(max(-LARGEST, min(LARGEST, shift)), 4)
