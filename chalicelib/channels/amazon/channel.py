"""Amazon: notifications about orders, from a queue that the Selling Partner API writes to. What buyers write comes by
mail (``mail.py``).
"""

from __future__ import annotations

from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features
from chalicelib.channels.documents import Document
from chalicelib.channels.marketplaces.reading import iso_moment, order_of, told
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound
from chalicelib.model.ports import ChannelAccount

from .notification import Notification, read_notification

ORDER_CHANGE: Final = "ORDER_CHANGE"
BY_THE_BUYER: Final = "buyerrequestedchange"


class AmazonChannel(Channel):
    """The account is named after the seller's id, by which notifications find it."""

    name: ClassVar[str] = "amazon"
    features: ClassVar[Features] = Features(title={"en": "Amazon", "zh": "亚马逊"}, webhook=False)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        """What a buyer asks for is a complaint; a change of state is not, nor any other type."""
        notification = read_notification(delivery.body)
        if notification.type.upper() != ORDER_CHANGE:
            return ()
        change = notification.payload.child("orderchangenotification")
        if change.text("orderchangetype").lower() != BY_THE_BUYER:
            return ()
        return (_asked(notification, change),)


def _asked(notification: Notification, change: Document) -> Inbound:
    """One conversation for each order. Raises ``MalformedPayload`` for one that names no order."""
    order, trigger = change.text("amazonorderid"), change.child("orderchangetrigger")
    if not order:
        raise MalformedPayload("a change of an order without its number", fields=["AmazonOrderId"])
    text = told(
        trigger.text("changereason") or "Buyer requested a change",
        order=order,
        status=change.child("summary").text("orderstatus") or None,
        marketplace=change.child("summary").text("marketplaceid") or None,
    )
    return Inbound(
        text=text,
        customer=Customer(),
        external_id=notification.id,
        sent_at=iso_moment(trigger.text("timeoforderchange")) or notification.at,
        order=order_of(order, "amazon"),
        conversation=order,
    )
