"""An order as the shop's own systems know it: what was bought, where it travelled, how often it was repaired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from .base import Instant, Word
from .message import Customer

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Platform = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
]
Said = Annotated[str, StringConstraints(max_length=300)]
Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
"""A decimal string in the order's currency."""
MOST_NAMES: Final = 40
"""Tags, serials and parcel numbers of one order: each is a row by which it is found, in one transaction of 100."""


class TraceEvent(Word):
    """One scan of a parcel."""

    at: Instant
    what: Literal["picked_up", "in_transit", "out_for_delivery", "signed", "returned", "lost", "damaged", "other"] = (
        "other"
    )
    text: Said = ""


class Parcel(Word):
    """``signed_by``: who took it, ``consignee`` or in the carrier's words; ``signing_consent``: whether the consumer
    agreed when it was somebody else (电子商务法 51, 快递市场管理办法 2024).
    """

    tracking: Name | None = None
    carrier: Name | None = None
    shipped_at: Instant | None = None
    promised_by: Instant | None = None
    signed_at: Instant | None = None
    signed_by: Said | None = None
    signing_consent: bool | None = None
    events: tuple[TraceEvent, ...] = Field(default=(), max_length=60)

    @property
    def arrived_at(self) -> Instant | None:
        """When it was signed for, as said or by the trace."""
        signed = (event.at for event in self.events if event.what == "signed")
        return self.signed_at or min(signed, default=None)


class Repair(Word):
    """``ready`` is absent while the goods are away."""

    sent_in: date
    ready: date | None = None
    fault: Said = ""


class OrderItem(Word):
    """``tag`` is what hangs on the goods (RFID or a code), ``serial`` the maker's number, ``batch`` the production lot.
    ``category`` as the rules
    know it, for example ``phone`` or ``appliance_large``; ``price`` is what was paid for one.
    """

    sku: Name
    name: Said = ""
    category: Name | None = None
    quantity: int = Field(default=1, ge=1)
    price: Money | None = None
    tag: Name | None = None
    serial: Name | None = None
    batch: Name | None = None
    warranty_months: int | None = Field(default=None, ge=0, le=1_200)
    repairs: tuple[Repair, ...] = Field(default=(), max_length=30)


class Goods(Word):
    """What a complaint's order says of what was bought and who brought it, as far as it is one thing: of several nobody
    knows which is meant. ``signed_at`` is when the last parcel was signed for.
    """

    sku: str | None = None
    batch: str | None = None
    courier: str | None = None
    signed_at: Instant | None = None


class Order(Word):
    """``source_at`` is when the source last changed it: of two states the later one counts, however they arrive.

    ``jurisdiction``, ``profile``, ``region``, ``seller_type``, ``merchant`` and ``member_tier`` decide which rules
    apply (``docs/policies.md``); ``promises`` are those given with this order.
    """

    platform: Platform
    number: Name
    source_at: Instant
    ordered_at: Instant | None = None
    paid_at: Instant | None = None
    price_paid: Money | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    jurisdiction: Literal["CN", "TW", "HK", "EU", "UK", "US"] | None = None
    region: Name | None = None
    profile: Name | None = None
    seller_type: Literal["self", "third_party"] | None = None
    merchant: Name | None = None
    member_tier: Name | None = None
    buyer: Literal["consumer", "business"] | None = None
    customer: Customer = Customer()
    items: tuple[OrderItem, ...] = Field(default=(), max_length=100)
    parcels: tuple[Parcel, ...] = Field(default=(), max_length=20)
    promises: tuple[dict[str, Any], ...] = Field(default=(), max_length=20)
    installed_on: date | None = None
    invoice_on: date | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if sum(1 for _ in self._names()) > MOST_NAMES:
            raise ValueError(f"an order has at most {MOST_NAMES} tags, serials and tracking numbers together")
        return self

    @property
    def signed_at(self) -> Instant | None:
        """When everything had arrived; ``None`` while something is under way."""
        arrived = [parcel.arrived_at for parcel in self.parcels]
        known = [moment for moment in arrived if moment]
        return max(known) if known and len(known) == len(arrived) else None

    @property
    def goods(self) -> Goods:
        return Goods(
            sku=_only(item.sku for item in self.items),
            batch=_only(item.batch for item in self.items),
            courier=_only(parcel.carrier for parcel in self.parcels),
            signed_at=self.signed_at,
        )

    def found_by(self) -> Iterator[tuple[str, str]]:
        """(kind, value) of everything by which it is looked up."""
        yield from self.customer.contacts
        yield from self._names()

    def _names(self) -> Iterator[tuple[str, str]]:
        for item in self.items:
            if item.tag:
                yield "tag", item.tag
            if item.serial:
                yield "serial", item.serial
        for parcel in self.parcels:
            if parcel.tracking:
                yield "tracking", parcel.tracking


def _only(values: Iterable[str | None]) -> str | None:
    """The one there is; a dash says that nobody knows it."""
    named = {value for value in values if value and value != "-"}
    return named.pop() if len(named) == 1 else None


_FAMILIES: Final = {"tmall": "taobao", "doudian": "douyin", "kuaishou_shop": "kuaishou", "pdd": "pinduoduo"}
"""Platforms that share their order numbers, or go by two names."""
_ANYWHERE: Final = frozenset({None, "", "other", "shop"})


def named(orders: tuple[Order, ...], *, platform: str | None) -> Order | None:
    """Which of the orders of one number is meant: the platform's, or the only one where none is said."""
    wanted = _family(platform)
    if wanted in _ANYWHERE:
        return orders[0] if len(orders) == 1 else None
    return next((one for one in orders if _family(one.platform) == wanted), None)


def _family(platform: str | None) -> str | None:
    folded = platform.strip().lower() if platform else None
    return _FAMILIES.get(folded, folded) if folded else None
