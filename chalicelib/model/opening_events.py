"""What came in and what was made of it."""

from __future__ import annotations

from typing import Literal

from .assessment import Assessment
from .base import Word
from .clock import Clock
from .entitlement import EntitlementRecord
from .message import Customer, Message, OrderReference, ReplyAddress
from .order import Goods
from .routing import RoutingDecision


class Received(Word):
    """The first message made a complaint. ``is_trusted``: a person sent it, and the one it names. ``familiar`` is the
    agent who last had a complaint of this customer, ``complained_before`` how often the same customer had complained
    of the same order in the 30 days before; ``None`` where no order is named.
    """

    type: Literal["received"] = "received"
    channel: str
    account: str
    customer: Customer
    order: OrderReference | None = None
    language: str
    subject: str | None = None
    reply_to: ReplyAddress | None = None
    is_trusted: bool = True
    familiar: str | None = None
    complained_before: int | None = None
    message: Message


class Assessed(Word):
    type: Literal["assessed"] = "assessed"
    assessment: Assessment


class Routed(Word):
    type: Literal["routed"] = "routed"
    decision: RoutingDecision


class ClocksChanged(Word):
    """The clocks named here are now so; ``cause`` says what moved them."""

    type: Literal["clocks_changed"] = "clocks_changed"
    cause: str
    clocks: tuple[Clock, ...]


class EntitlementsChanged(Word):
    """What the rules say has changed, or what they were asked about; ``cause`` is why they were asked."""

    type: Literal["entitlements_changed"] = "entitlements_changed"
    cause: str
    record: EntitlementRecord


class MessageAdded(Word):
    """The customer wrote again. ``customer`` and ``order`` are what is now known of them."""

    type: Literal["message_added"] = "message_added"
    message: Message
    customer: Customer
    order: OrderReference | None = None
    reply_to: ReplyAddress | None = None


class OrderKnown(Word):
    """The order it is about came in, or says something else now."""

    type: Literal["order_known"] = "order_known"
    goods: Goods
