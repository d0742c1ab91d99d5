"""The bodies of the topics that complain, as far as we read them.

https://shopify.dev/docs/api/webhooks
https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import full_name, person
from chalicelib.model.message import Customer

_ORDER: Final = "gid://shopify/Order/"


class Buyer(Fields):
    id: Line = None
    email: Line = None
    phone: Line = None
    first_name: Line = None
    last_name: Line = None

    def as_customer(self) -> Customer:
        return person(
            identifier=self.id,
            name=full_name(self.first_name, self.last_name),
            phone=self.phone,
            email=self.email,
        )


class Refund(Fields):
    order_id: str
    note: Line = None
    created_at: Line = None


class CancelledOrder(Fields):
    """``name`` is the number that customers know, for example ``#1001``."""

    id: str
    name: Line = None
    email: Line = None
    phone: Line = None
    customer: Buyer | None = None
    cancel_reason: Line = None
    cancelled_at: Line = None
    note: Line = None

    def as_customer(self) -> Customer:
        known = self.customer or Buyer()
        return known.model_copy(
            update={"email": known.email or self.email, "phone": known.phone or self.phone}
        ).as_customer()


class ReturnedOrder(Fields):
    id: Line = None
    admin_graphql_api_id: Line = None


class ReturnLine(Fields):
    quantity: Line = None
    return_reason: Line = None
    return_reason_note: Line = None
    customer_note: Line = None

    def as_text(self) -> str:
        """Quantity and reason, then what was written about them."""
        times = f"{self.quantity} × " if self.quantity else ""
        notes = " / ".join(filter(None, (self.return_reason_note, self.customer_note)))
        return f"{times}{self.return_reason or 'no reason given'}" + (f" ({notes})" if notes else "")


class Return(Fields):
    """``name`` is the order's with a suffix, for example ``#1001-R1``."""

    id: str
    name: Line = None
    status: Line = None
    order_id: Line = None
    order: ReturnedOrder | None = None
    customer: Buyer | None = None
    return_line_items: tuple[ReturnLine, ...] = ()

    def of_order(self) -> str | None:
        order = self.order or ReturnedOrder()
        return self.order_id or order.id or (order.admin_graphql_api_id or "").removeprefix(_ORDER) or None


class Dispute(Fields):
    id: str
    order_id: Line = None
    type: Line = None
    amount: Line = None
    currency: Line = None
    reason: Line = None
    status: Line = None
    evidence_due_by: Line = None
    initiated_at: Line = None


class DataRequest(Fields):
    id: Line = None


class PrivacyRequest(Fields):
    """All three privacy topics in one; each has some of the fields."""

    shop_domain: str = Field(min_length=1)
    customer: Buyer | None = None
    orders_requested: tuple[str, ...] = ()
    orders_to_redact: tuple[str, ...] = ()
    data_request: DataRequest | None = None
