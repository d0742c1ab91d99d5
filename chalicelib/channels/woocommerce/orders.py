"""An order as the webhook tells it.

https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties

A refund comes as ``order.updated``: the order holds its refunds, and is ``refunded`` once all of it went back.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import full_name, iso_moment, order_of, person, told
from chalicelib.model.message import Customer, Inbound

PLATFORM: Final = "woocommerce"

_COMPLAINING: Final = frozenset({"refunded", "cancelled"})
_GUEST: Final = "0"


class Billing(Fields):
    first_name: Line = None
    last_name: Line = None
    email: Line = None
    phone: Line = None


class Refund(Fields):
    reason: Line = None
    total: Line = None


class Order(Fields):
    """``number`` is what the buyer knows; some extensions make it differ from ``id``."""

    id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
    number: Line = None
    status: Line = None
    currency: Line = None
    customer_id: Line = None
    customer_note: Line = None
    date_modified_gmt: Line = None
    billing: Billing | None = None
    refunds: tuple[Refund, ...] | None = None

    def complains(self) -> bool:
        return self.status in _COMPLAINING or bool(self.refunds)

    def as_inbound(self, delivery_id: str) -> Inbound:
        number = self.number or self.id
        return Inbound(
            text=told(
                f"Order {number} was {self._fate()}.",
                refunds="; ".join(self._told(refund) for refund in self.refunds or ()),
                note_of_the_customer=self.customer_note,
            ),
            customer=self._customer(),
            order=order_of(number, PLATFORM),
            external_id=":".join(filter(None, (delivery_id, self.id, self.date_modified_gmt))),
            sent_at=iso_moment(self.date_modified_gmt),
            conversation=f"order:{self.id}",
        )

    def _fate(self) -> str:
        return self.status if self.status in _COMPLAINING and self.status else "refunded in part"

    def _told(self, refund: Refund) -> str:
        amount = " ".join(filter(None, ((refund.total or "").removeprefix("-"), self.currency)))
        return f"{amount} ({refund.reason})" if refund.reason else amount

    def _customer(self) -> Customer:
        billing = self.billing or Billing()
        return person(
            identifier=None if self.customer_id == _GUEST else self.customer_id,
            name=full_name(billing.first_name, billing.last_name),
            phone=billing.phone,
            email=billing.email,
        )
