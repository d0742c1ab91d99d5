"""What a routing rule asks: all that is given must hold; of a list, one is enough."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Final, Self, TypeVar

from pydantic import Field, StringConstraints, model_validator

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.base import Word

from .case import Case

MOST_CONTACTS: Final = 20
LONGEST_HOURS: Final = 7 * 24
"""So many contacts of a customer, of so many hours, are remembered."""

Item = TypeVar("Item")
OneOf = Annotated[tuple[Item, ...], Field(min_length=1, max_length=500)]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class OrderValue(Word):
    """What was paid for the order, ``at_least`` and ``below`` in ``currency``; an order that is not known, or was paid
    in another currency, does not hold.
    """

    at_least: Amount | None = None
    below: Amount | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.at_least is None and self.below is None:
            raise ValueError("give 'at_least', 'below', or both")
        if self.at_least is not None and self.below is not None and self.below <= self.at_least:
            raise ValueError("'below' has to be more than 'at_least'")
        return self

    def holds(self, case: Case) -> bool:
        if case.order_value is None or case.currency != self.currency:
            return False
        return (self.at_least is None or case.order_value >= self.at_least) and (
            self.below is None or case.order_value < self.below
        )


class Contacts(Word):
    """The same customer came so often within so many hours, this time included."""

    at_least: Annotated[int, Field(ge=2, le=MOST_CONTACTS)]
    within_hours: Annotated[int, Field(ge=1, le=LONGEST_HOURS)]

    def holds(self, case: Case) -> bool:
        return case.came(within=timedelta(hours=self.within_hours)) >= self.at_least


class Condition(Word):
    """``categories`` are asked of the primary category, ``labels`` of any that applies. Language tags match by prefix:
    ``zh`` holds for ``zh-Hans`` and ``zh-Hant``. ``words`` are found in what the customer wrote, in any case and width;
    Latin words only as whole words.
    """

    signals: OneOf[Signal] | None = None
    categories: OneOf[Category] | None = None
    labels: OneOf[Category] | None = None
    abstained: bool | None = None
    languages: OneOf[str] | None = None
    languages_except: OneOf[str] | None = None
    shops: OneOf[str] | None = None
    channels: OneOf[str] | None = None
    accounts: OneOf[str] | None = None
    tiers: OneOf[str] | None = None
    order_value: OrderValue | None = None
    products: OneOf[str] | None = None
    """SKUs, of orders with one product."""
    contacts: Contacts | None = None
    words: OneOf[Term] | None = None
    severities: OneOf[Severity] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("a rule without a condition hides all after it; say it under 'otherwise'")
        return self

    def holds(self, case: Case, *, severity: Severity) -> bool:
        """``severity`` is what it is so far. Words last, since they cost the most."""
        understood = case.assessment
        return (
            _within(severity, self.severities)
            and _within(case.shop, self.shops)
            and _within(case.channel, self.channels)
            and _within(case.account, self.accounts)
            and _within(understood.primary, self.categories)
            and _meets(understood.labels, self.labels)
            and _meets(understood.signals, self.signals)
            and (self.abstained is None or understood.abstained is self.abstained)
            and (self.languages is None or _is_spoken(understood.language, self.languages))
            and (self.languages_except is None or not _is_spoken(understood.language, self.languages_except))
            and (self.tiers is None or (case.tier or "").casefold() in map(str.casefold, self.tiers))
            and _within(case.product, self.products)
            and (self.order_value is None or self.order_value.holds(case))
            and (self.contacts is None or self.contacts.holds(case))
            and (self.words is None or any(self.found(case.text)))
        )

    def found(self, text: str) -> Iterator[str]:
        """Which of its words the text has."""
        folded = _folded(text)
        return (word for word in self.words or () if _pattern(word).search(folded))


def _within(one: Item, some: tuple[Item, ...] | None) -> bool:
    return some is None or one in some


def _meets(present: tuple[Item, ...], some: tuple[Item, ...] | None) -> bool:
    return some is None or not set(some).isdisjoint(present)


def _is_spoken(language: str, tags: tuple[str, ...]) -> bool:
    return any(language == tag or language.startswith(f"{tag}-") for tag in tags)


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=2_000)
def _pattern(word: str) -> re.Pattern[str]:
    """Between Chinese characters nothing marks where a word ends, between Latin letters something does."""
    folded = _folded(word)
    before = r"(?<![a-z0-9])" if folded[:1].isascii() and folded[:1].isalnum() else ""
    after = r"(?![a-z0-9])" if folded[-1:].isascii() and folded[-1:].isalnum() else ""
    return re.compile(before + re.escape(folded) + after)
