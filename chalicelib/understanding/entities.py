"""What a text names: orders, parcels, phones and mail addresses, in their normal form, where they stand.

A run of digits is one thing only: what one rule has taken no later rule takes, so an order number is never a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.model.assessment import Entity

from .naming import EMAIL, ORDER, PHONE, RULES, TRACKING, Rule
from .personal import NAME, PLATE, WECHAT
from .text import Folded

_TAKEN: Final = "\x00"
_DIGIT: Final = re.compile(r"[\d〇零一幺二三四五六七八九十]")
_WITHOUT_DIGITS: Final = frozenset({EMAIL, NAME, PLATE, WECHAT})
_SHOWN: Final = frozenset({ORDER, TRACKING, PHONE, EMAIL})


@dataclass(frozen=True, slots=True)
class Found:
    """``start`` and ``end`` count characters of the folded text."""

    kind: str
    value: str
    start: int
    end: int


def find(folded: str) -> list[Found]:
    """Everything the rules know, personal numbers included, in order of appearance, without overlap."""
    found: list[Found] = []
    has_digits = bool(_DIGIT.search(folded))
    for rule in RULES:
        if has_digits or rule.kind in _WITHOUT_DIGITS:
            folded = _take(rule, folded, found)
    return sorted(found, key=lambda one: one.start)


def _take(rule: Rule, folded: str, found: list[Found]) -> str:
    """Adds what the rule finds and hands back the text with that blanked, so offsets stay."""

    def blank(match: re.Match[str]) -> str:
        start, end = match.span(1)
        value = rule.normal(match[1])
        if not rule.check(value):
            return match[0]
        found.append(Found(kind=rule.kind, value=value, start=start, end=end))
        before, after = match.start(), match.end()
        return folded[before:start] + _TAKEN * (end - start) + folded[end:after]

    return rule.pattern.sub(blank, folded)


def entities(found: Iterable[Found], folded: Folded) -> Iterator[Entity]:
    """What may be shown and searched, with the spans of the original."""
    for one in found:
        if one.kind in _SHOWN:
            start, end = folded.span(one.start, one.end)
            yield Entity(kind=one.kind, value=one.value, start=start, end=end)
