"""Topics as messages. Every topic that is not listed here says nothing that needs an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from chalicelib.channels.marketplaces.reading import iso_moment, order_of, read_json, told
from chalicelib.model.message import Customer, Inbound

from .payload import CancelledOrder, Dispute, PrivacyRequest, Refund, Return

PLATFORM: Final = "shopify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one topic says. ``order`` is what people call it, ``order_id`` what the platform does."""

    text: str
    customer: Customer = field(default_factory=Customer)
    order: str | None = None
    order_id: str | None = None
    at: str | None = None

    def as_inbound(self) -> Inbound:
        return Inbound(
            text=self.text,
            customer=self.customer,
            order=order_of(self.order or self.order_id, PLATFORM),
            sent_at=iso_moment(self.at),
            conversation=f"order:{self.order_id}" if self.order_id else None,
        )


def _refund(body: bytes) -> Told:
    refund = read_json(Refund, body)
    return Told(
        text=told(f"A refund was made for order {refund.order_id}.", note=refund.note),
        order_id=refund.order_id,
        at=refund.created_at,
    )


def _cancelled(body: bytes) -> Told:
    order = read_json(CancelledOrder, body)
    return Told(
        text=told(f"Order {order.name or order.id} was cancelled.", reason=order.cancel_reason, note=order.note),
        customer=order.as_customer(),
        order=order.name,
        order_id=order.id,
        at=order.cancelled_at,
    )


def _return(body: bytes) -> Told:
    returned = read_json(Return, body)
    order_id = returned.of_order()
    return Told(
        text=told(
            f"Return {returned.name or returned.id}" + (f" of order {order_id}." if order_id else "."),
            status=returned.status,
            items="; ".join(line.as_text() for line in returned.return_line_items),
        ),
        customer=returned.customer.as_customer() if returned.customer else Customer(),
        order_id=order_id,
    )


def _dispute(body: bytes) -> Told:
    dispute = read_json(Dispute, body)
    return Told(
        text=told(
            f"A payment dispute ({dispute.type or 'of no stated type'})"
            + (f" about order {dispute.order_id}." if dispute.order_id else "."),
            amount=" ".join(filter(None, (dispute.amount, dispute.currency))),
            reason=dispute.reason,
            status=dispute.status,
            evidence_due_by=dispute.evidence_due_by,
        ),
        order_id=dispute.order_id,
        at=dispute.initiated_at,
    )


def _privacy(headline: str) -> Callable[[bytes], Told]:
    """A task for a person. It names whom it is about, because nothing else in the request does."""

    def tell(body: bytes) -> Told:
        asked = read_json(PrivacyRequest, body)
        buyer = asked.customer
        return Told(
            text=told(
                headline,
                shop=asked.shop_domain,
                customer=buyer.id if buyer else None,
                email=buyer.email if buyer else None,
                phone=buyer.phone if buyer else None,
                orders=", ".join((*asked.orders_requested, *asked.orders_to_redact)),
                request=asked.data_request.id if asked.data_request else None,
            ),
            customer=buyer.as_customer() if buyer else Customer(),
        )

    return tell


PRIVACY: Final[Mapping[str, Callable[[bytes], Told]]] = {
    "customers/data_request": _privacy("Privacy task: a customer asks for the data kept about them."),
    "customers/redact": _privacy("Privacy task: erase the data kept about this customer."),
    "shop/redact": _privacy("Privacy task: erase the data kept about this shop and its customers."),
}
TOPICS: Final[Mapping[str, Callable[[bytes], Told]]] = {
    "refunds/create": _refund,
    "orders/cancelled": _cancelled,
    "returns/request": _return,
    "returns/update": _return,
    "disputes/create": _dispute,
    "disputes/update": _dispute,
    **PRIVACY,
}
