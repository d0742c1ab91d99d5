"""Orders as they are sent to us and answered. OpenAPI is generated from these."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Discriminator, Field, RootModel, Tag

from chalicelib.model.order import Order
from chalicelib.store import Taken

from .shapes import Shape

MOST_ORDERS = 100


class OrderBatch(Shape):
    orders: Annotated[tuple[Order, ...], Field(min_length=1, max_length=MOST_ORDERS)]


def _kind(sent: Any) -> str | None:
    if not isinstance(sent, dict):
        return None
    return "batch" if "orders" in sent else "order"


_BY_KIND = Discriminator(
    _kind, custom_error_type="orders", custom_error_message="Input should be an order, or an object with orders"
)


class OrdersBody(RootModel[Annotated[Annotated[OrderBatch, Tag("batch")] | Annotated[Order, Tag("order")], _BY_KIND]]):
    """One order, or ``{"orders": […]}`` with up to a hundred."""

    @property
    def orders(self) -> tuple[Order, ...]:
        return self.root.orders if isinstance(self.root, OrderBatch) else (self.root,)


class TakenShape(Shape):
    platform: str
    number: str
    result: Taken
    """``older``: a later state was here before, and stays."""


class OrdersTakenShape(Shape):
    items: tuple[TakenShape, ...]
    next: str | None = None


class WarrantyShape(Shape):
    """What is promised with the item itself; what the law adds is in the entitlements of a complaint."""

    sku: str
    tag: str | None
    serial: str | None
    until: date | None
    """The last day, days in repair included; null when the order does not tell."""


class FoundOrderShape(Order):
    """An order with the warranty of each item. In lists the customer is masked."""

    warranties: tuple[WarrantyShape, ...]


class OrdersShape(Shape):
    items: tuple[FoundOrderShape, ...]
    next: str | None
