"""Until when an item is under its maker's or seller's warranty, as far as its order tells. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.order import Order, OrderItem
from chalicelib.policies.facts import ZONES
from chalicelib.policies.periods import months_later

HOME: Final = "CN"
"""Where an order was made that does not say so."""


def delivered_on(order: Order) -> date | None:
    """The day, where the customer is, on which the last parcel was signed for; ``None`` while one is under way."""
    arrivals = [parcel.arrived_at for parcel in order.parcels]
    if not arrivals or None in arrivals:
        return None
    zone = ZoneInfo(ZONES[order.jurisdiction or HOME])
    return max(arrival for arrival in arrivals if arrival).astimezone(zone).date()


def warranty_until(order: Order, item: OrderItem) -> date | None:
    """The last day: counted from installation, delivery or invoice, and longer by the days spent in repair (C10).

    ``None`` when the order says neither how long nor from when. What the law adds is for the rules to say.
    """
    begun = order.installed_on or delivered_on(order) or order.invoice_on
    if begun is None or item.warranty_months is None:
        return None
    away = sum((one.ready - one.sent_in).days for one in item.repairs if one.ready)
    return months_later(begun, item.warranty_months) + timedelta(days=away)
