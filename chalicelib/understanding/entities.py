"""What a text names: orders, parcels, phones, mail addresses, item tags, sums, days and products, where they stand.

A run of digits is one thing only: what one rule has taken no later rule takes, so an order number is never a phone and
a date never a sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from chalicelib.model.assessment import Entity

from . import numerals
from .amounts import amounts
from .checksums import passes_luhn
from .dates import DatedFrom, dates
from .found import TAKEN, Found, without
from .issuers import CARRIERS, PLATFORMS, issuer
from .naming import (
    DEVICE,
    EMAIL,
    ORDER,
    PHONE,
    RULES,
    TAG,
    TRACKING,
    Rule,
)
from .products import products
from .text import Folded

_DIGIT: Final = re.compile(r"\d")
_NUMERAL: Final = re.compile(rf"[\d十{numerals.NUMERALS}]")
_SHOWN: Final = frozenset({ORDER, TRACKING, PHONE, EMAIL, TAG})
_ISSUERS: Final = {ORDER: PLATFORMS, TRACKING: CARRIERS}


def find(folded: str) -> list[Found]:
    """Every number and address that the rules know, personal ones included, in order, without overlap."""
    found: list[Found] = []
    spoken = len(_NUMERAL.findall(folded))
    folded = numerals.read(folded)
    digits = len(_DIGIT.findall(folded))
    for rule in RULES:
        if rule.may_find(folded, digits=digits, numerals=spoken):
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
        return folded[before:start] + TAKEN * (end - start) + folded[end:after]

    return rule.pattern.sub(blank, folded)


def entities(
    numbers: Sequence[Found], folded: Folded, *, original: str, language: str, written: Sequence[DatedFrom] = ()
) -> Iterator[Entity]:
    """What may be shown and searched, with the spans of the original, in order, without overlap.

    ``numbers`` are those of ``find``. ``written`` says on which days the text was written (see ``dates``).
    """
    shown = [_issued(one, folded.text) for one in map(_as_tag, numbers) if one.kind in _SHOWN]
    for one in sorted((*shown, *_told(numbers, folded.text, language, written)), key=lambda one: one.start):
        start, end = folded.span(one.start, one.end)
        value = one.value or original[start:end]
        yield Entity(kind=one.kind, value=value, start=start, end=end, about=one.about)


def _as_tag(one: Found) -> Found:
    """The number of a phone (IMEI) is personal, and names the goods as a tag does. Its last digit checks the others."""
    is_imei = one.kind == DEVICE and len(one.value) == 15 and one.value.isdecimal() and passes_luhn(one.value)
    return replace(one, kind=TAG) if is_imei else one


def _issued(one: Found, text: str) -> Found:
    issuers = _ISSUERS.get(one.kind)
    if issuers is None:
        return one
    about = issuer(issuers, one.value, folded=text, start=one.start, end=one.end)
    return replace(one, about=about)


def _told(numbers: Sequence[Found], text: str, language: str, written: Sequence[DatedFrom]) -> list[Found]:
    """Days first: 11月3号 holds numbers that sums would take."""
    rest = without(text, numbers)
    days = dates(rest, written=written)
    rest = without(rest, days)
    sums = amounts(rest, language=language)
    return [*days, *sums, *products(without(rest, sums))]
