"""The order directory: the shop's systems put orders in, agents look them up."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.aftersales.warranty import warranty_until
from chalicelib.desk.permissions import EVERYBODY, ORDER_SOURCES
from chalicelib.model.errors import InvalidInput
from chalicelib.model.message import Customer
from chalicelib.model.order import Order
from chalicelib.understanding.privacy import mask_customer

from . import order_shapes as shapes
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .masking import reads_masked
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
TAG: Final = "Orders"
FOUND_BY: Final = {
    "tag": "What hangs on the goods.",
    "serial": "The maker's number.",
    "tracking": "Of a parcel.",
    "phone": "Of the customer.",
    "email": "Of the customer.",
    "customer": "The platform's id of the customer.",
}


@blueprint.operation(
    "POST",
    "/v1/orders",
    summary="Put orders into the directory",
    tag=TAG,
    body=shapes.OrdersBody,
    answers={200: shapes.OrdersTakenShape},
    roles=ORDER_SOURCES,
)
def post_orders(call: Call[shapes.OrdersBody]) -> Response:
    """Whole orders, each under its platform and number. Of two states the one with the later ``source_at`` stays, so
    sending again, or in another order, is harmless. One wrong field refuses the call, and nothing of it is kept.
    """
    orders = call.content.orders
    taken = call.runtime.orders.put(call.principal.shop, orders)
    items = (
        shapes.TakenShape(platform=order.platform, number=order.number, result=result)
        for order, result in zip(orders, taken, strict=True)
    )
    return json_answer(shapes.OrdersTakenShape(items=tuple(items)))


@blueprint.operation(
    "GET",
    "/v1/orders/{platform}/{number}",
    summary="One order",
    tag=TAG,
    answers={200: shapes.FoundOrderShape},
    roles=EVERYBODY,
)
def get_order(call: Call[Any], platform: str, number: str) -> Response:
    order = call.runtime.orders.get(call.principal.shop, platform=platform, number=number)
    customer = mask_customer(order.customer) if reads_masked(call) else order.customer
    return json_answer(order_shape(order, customer=customer))


@blueprint.operation(
    "GET",
    "/v1/orders",
    summary="Find orders by what hangs on them or whom they belong to",
    tag=TAG,
    answers={200: shapes.OrdersShape},
    parameters=(*(Parameter(name=name, description=about) for name, about in FOUND_BY.items()), *PAGING),
    roles=EVERYBODY,
)
def get_orders(call: Call[Any]) -> Response:
    """Exactly one of the parameters. A tag alone leads to product, order and warranty."""
    asked = [(name, value) for name in FOUND_BY if (value := call.query.get(name, "").strip())]
    if len(asked) != 1:
        names = ", ".join(FOUND_BY)
        raise InvalidInput("name one thing to look for", fields={"query": f"exactly one of {names}"})
    kind, value = asked[0]
    page = call.runtime.orders.find(
        call.principal.shop, kind=kind, value=value, limit=limit_of(call.query), cursor=cursor_of(call.query)
    )
    items = tuple(order_shape(one, customer=mask_customer(one.customer)) for one in page.items)
    return json_answer(shapes.OrdersShape(items=items, next=page.next))


def order_shape(order: Order, *, customer: Customer | None = None) -> shapes.FoundOrderShape:
    warranties = tuple(
        shapes.WarrantyShape(sku=item.sku, tag=item.tag, serial=item.serial, until=warranty_until(order, item))
        for item in order.items
    )
    shown = order if customer is None else order.model_copy(update={"customer": customer})
    return shapes.FoundOrderShape(**dict(shown), warranties=warranties)
