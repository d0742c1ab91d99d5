"""What a text names: orders, parcels, phones and mail addresses, in their normal form, where they stand.

A run of digits is one thing only: what one rule has taken no later rule takes, so an order number is never a phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.model.assessment import Entity

from . import numerals
from .naming import (
    ACCOUNT,
    ADDRESS,
    BANK_CARD,
    DEVICE,
    EMAIL,
    IP_ADDRESS,
    NAME,
    NATIONAL_ID,
    ORDER,
    PASSPORT,
    PHONE,
    QQ,
    RULES,
    SECRET,
    SERVICE_LINE,
    TRACKING,
    VIN,
    WECHAT,
    Rule,
)
from .text import Folded

_TAKEN: Final = "\x00"
_DIGIT: Final = re.compile(rf"[\d十{numerals.NUMERALS}]")
_FEWEST_DIGITS: Final = {
    ACCOUNT: 0,
    ADDRESS: 1,
    BANK_CARD: 13,
    DEVICE: 2,
    EMAIL: 0,
    IP_ADDRESS: 4,
    NAME: 0,
    NATIONAL_ID: 7,
    PASSPORT: 7,
    PHONE: 7,
    QQ: 5,
    SECRET: 1,
    SERVICE_LINE: 10,
    VIN: 2,
    WECHAT: 0,
}
"""A text with fewer has none of that kind, and is not searched for it; a plate, an order or a parcel takes one."""
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
    digits = len(_DIGIT.findall(folded))
    folded = numerals.read(folded)
    for rule in RULES:
        if digits >= _FEWEST_DIGITS.get(rule.kind, 1):
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
