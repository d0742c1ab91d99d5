"""The words of a text that must alarm us, as they were written: a few for each signal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from chalicelib.model.assessment import Alarm, Signal
from chalicelib.model.lexicon import ShopLexicon

from .lexicon import Hit
from .shop_words import alarming as alarming_the_shop
from .signals import alarming, raging
from .text import Folded

MOST: Final = 3
"""For each signal, the first in the text that are different."""


def alarms_in(read: Folded, *, original: str, lexicon: ShopLexicon) -> tuple[Alarm, ...]:
    """In order of appearance. ``read`` is ``original``, squeezed."""
    hits = chain(alarming(read.text), alarming_the_shop(read.text, lexicon), raging(read.text))
    return tuple(_alarm(hit, read=read, original=original) for hit in _few(sorted(hits, key=_place), read=read))


def signals_of(alarms: Iterable[Alarm]) -> tuple[Signal, ...]:
    """Gravest first."""
    given = {one.signal for one in alarms}
    return tuple(signal for signal in Signal if signal in given)


def _place(hit: Hit) -> tuple[int, int]:
    """Of two that begin together the longer one first: it says more."""
    return hit.start, -hit.end


def _few(hits: Iterable[Hit], *, read: Folded) -> Iterator[Hit]:
    """Not the same words again, nor a part of what was just said."""
    known: set[tuple[str, str]] = set()
    told: dict[str, int] = {}
    count: Counter[str] = Counter()
    for hit in hits:
        words = (hit.name, read.text[hit.start : hit.end])
        if hit.end <= told.get(hit.name, 0) or words in known or count[hit.name] == MOST:
            continue
        known.add(words)
        told[hit.name] = hit.end
        count[hit.name] += 1
        yield hit


def _alarm(hit: Hit, *, read: Folded, original: str) -> Alarm:
    start, end = read.span(hit.start, hit.end)
    return Alarm(signal=str(hit.name), text=original[start:end], start=start, end=end)
