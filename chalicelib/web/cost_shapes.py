"""What handling complaints costs a shop, as it is sent to us and shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalicelib.model.costs import CostItem, Currency
from chalicelib.model.order import Money

from .shapes import Shape


class CostsBody(Shape):
    """Amounts as decimal strings in ``currency``, one for each of what is counted; what is left out is not known."""

    currency: Currency = "CNY"
    each: Mapping[CostItem, Money]


class CostsShape(Shape):
    """``version`` 0: the shop has written none."""

    version: int
    currency: str
    each: Mapping[CostItem, Money]
    written_by: str
    written_at: datetime | None
