"""Complaints with names of their own, and what is said of them together."""

from __future__ import annotations

from typing import Any

from chalicelib.intake.opening import opened
from chalicelib.matters.together import Together
from chalicelib.model.complaint import Complaint
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import Customer, Direction, Inbound, Message, OrderReference
from chalicelib.routing.rules import rule_book
from tests.support.fakes import START
from tests.support.understanding import understood
from tests.support.world import SHOP

TEXT = "质量太差，手机用了两天屏幕就坏了"


def complaint(
    name: str,
    text: str = TEXT,
    *,
    channel: str = "email",
    order: str | None = None,
    customer: Customer | None = None,
    is_authentic: bool = True,
    at: Any = START,
) -> Complaint:
    inbound = Inbound(
        text=text,
        customer=customer or Customer(email=f"{name}@customer.example"),
        order=OrderReference(number=order) if order else None,
        is_authentic=is_authentic,
    )
    message = Message(id=f"m-{name}", direction=Direction.INBOUND, text=text, at=at, channel=channel)
    after, _ = opened(
        inbound,
        message,
        complaint=name,
        shop=SHOP,
        account=SHOP,
        assessment=understood(text),
        rules=rule_book(),
        now=at,
    )
    return after


def together(*complaints: Complaint) -> Together:
    return Together(complaints, actor=SYSTEM, at=START)
