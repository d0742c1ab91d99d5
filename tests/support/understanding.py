"""Understanding by a table of words: what a test writes into a text is exactly what is understood of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chalicelib.model.assessment import Alarm, Assessment, Category, Entity, Signal
from chalicelib.model.lexicon import ShopLexicon

CATEGORIES: Final = {
    "质量": Category.QUALITY,
    "物流": Category.LOGISTICS,
    "政策": Category.POLICY,
    "态度": Category.ATTITUDE,
}
SIGNALS: Final = {
    "起火": Signal.SAFETY,
    "12315": Signal.REGULATOR,
    "律师": Signal.LEGAL,
    "欺诈": Signal.FRAUD,
    "人工": Signal.HUMAN,
}
_NO_LEXICON: Final = ShopLexicon()
ENTITIES: Final = {"order": re.compile(r"订单(\d+)"), "phone": re.compile(r"电话(\d+)")}


def understood(
    text: str,
    *,
    subject: str | None = None,
    channel: str | None = None,
    written: Sequence[tuple[int, datetime]] = (),
    lexicon: ShopLexicon = _NO_LEXICON,
) -> Assessment:
    """Unsure of a text with none of the words for a category. A shop's word is as good as ours."""
    own = {term.text: term.category for term in lexicon.terms if term.category}
    labels = tuple(dict.fromkeys(category for word, category in {**CATEGORIES, **own}.items() if word in text))
    return Assessment(
        language="zh-Hans",
        primary=labels[0] if labels else Category.NONE,
        labels=labels,
        confidence=0.9 if labels else 0.1,
        abstained=not labels,
        signals=tuple(signal for word, signal in SIGNALS.items() if word in text),
        alarms=tuple(
            Alarm(signal=signal, text=word, start=text.index(word), end=text.index(word) + len(word))
            for word, signal in SIGNALS.items()
            if word in text
        ),
        entities=tuple(
            Entity(kind=kind, value=match[1], start=match.start(1), end=match.end(1))
            for kind, pattern in ENTITIES.items()
            for match in pattern.finditer(text)
        ),
        model="words",
        lexicon=lexicon.version,
    )
