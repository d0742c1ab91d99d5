"""Deliveries as the channels bring them, each with only what a test is about."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.channels.email.threads import reply_address
from chalicelib.model.delivery import Delivery
from tests.support.world import MAIL, SHOP, World

CUSTOMER = "wang@customer.example"
MAILER_DAEMON = "mailer-daemon@customer.example"


def relayed(world: World, text: str, **data: Any) -> Delivery:
    """A complaint by relay: ``external_id``, ``conversation_id``, ``customer`` … as the relay's JSON names them."""
    event = {"type": "complaint.received", "data": {"text": text, **data}}
    return world.delivery("relay", SHOP, json.dumps(event).encode())


def wechat(world: World, text: str, *, message: str, openid: str = "openid-1") -> Delivery:
    sent_at = int(world.clock.seconds())
    xml = (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>{sent_at}</CreateTime>"
        f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content><MsgId>{message}</MsgId></xml>"
    )
    return world.delivery("wechat_oa", SHOP, xml.encode())


def mailed(
    world: World,
    text: str,
    *,
    sender: str = CUSTOMER,
    to: str = MAIL,
    subject: str = "屏幕坏了",
    message: str | None = None,
    headers: tuple[str, ...] = (),
) -> Delivery:
    """``message`` is the Message-ID without angle brackets, a new one unless given; ``headers`` are whole lines."""
    name = message or f"{world.runtime.ids.new('p')}@customer.example"
    lines = (
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: <{name}>",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *headers,
    )
    raw = "\r\n".join((*lines, "", text)).encode()
    return world.mail(raw, sender=sender, recipients=(to,))


def address_of(world: World, complaint: str) -> str:
    """Where the customer's answer to this complaint goes."""
    account = world.accounts.get("email", MAIL)
    return reply_address(complaint, keys=account.secret("token_key"), domain="demo.example")


def answered(world: World, complaint: str, text: str, **about: Any) -> Delivery:
    """The customer answers the mail we sent about a complaint."""
    about.setdefault("subject", "Re: 屏幕坏了")
    return mailed(world, text, to=address_of(world, complaint), **about)
