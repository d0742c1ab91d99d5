"""How long to wait before the next attempt. Pure: the randomness is passed in."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

_MOST_DOUBLINGS: Final = 20


def backoff(attempts: int, *, first: timedelta, longest: timedelta, random: Random) -> timedelta:
    """After ``attempts`` failures (at least one): doubles from ``first`` to ``longest``, with full jitter over its
    upper half, so that those who failed together do not come again together.
    """
    ceiling: timedelta = min(first * 2 ** min(attempts - 1, _MOST_DOUBLINGS), longest)
    return ceiling * (0.5 + random.random() / 2)
