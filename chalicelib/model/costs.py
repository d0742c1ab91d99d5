"""What handling complaints costs a shop: amounts it sets itself, each for one of what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from .base import Instant, Word
from .order import Money

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""


class CostGroup(StrEnum):
    RETURNS_AND_REFUNDS = "returns_and_refunds"
    REPAIR_AND_EXCHANGE = "repair_and_exchange"
    SERVICE_STAFF = "service_staff"
    STORAGE_AND_FREIGHT = "storage_and_freight"


class CostItem(StrEnum):
    """What is counted, and costs something each time it happens."""

    RETURN = "return"
    REFUND = "refund"
    PRICE_PROTECTION = "price_protection"
    REPAIR = "repair"
    EXCHANGE = "exchange"
    REPLY = "reply"
    RESOLUTION = "resolution"
    HELD_HOUR = "held_hour"
    """An hour in which an agent held a complaint; whoever holds three at once costs three times."""
    PARCEL = "parcel"
    """Sent for an after-sale, whichever way."""
    STORED_DAY = "stored_day"
    """A day on which a customer's goods lay with us."""


GROUPS: Final[Mapping[CostGroup, tuple[CostItem, ...]]] = {
    CostGroup.RETURNS_AND_REFUNDS: (CostItem.RETURN, CostItem.REFUND, CostItem.PRICE_PROTECTION),
    CostGroup.REPAIR_AND_EXCHANGE: (CostItem.REPAIR, CostItem.EXCHANGE),
    CostGroup.SERVICE_STAFF: (CostItem.REPLY, CostItem.RESOLUTION, CostItem.HELD_HOUR),
    CostGroup.STORAGE_AND_FREIGHT: (CostItem.PARCEL, CostItem.STORED_DAY),
}


class CostTable(Word):
    """``version`` counts the writings; 0 is the empty one of a shop that has written none. ``each`` in ``currency``;
    what is not in it is not known, and free of charge is 0.
    """

    version: int = 0
    currency: Currency = "CNY"
    each: Mapping[CostItem, Money] = {}
    written_by: str = ""
    written_at: Instant | None = None
