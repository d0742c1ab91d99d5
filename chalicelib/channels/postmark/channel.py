"""Postmark's inbound mail: https://postmarkapp.com/developer/user-guide/inbound/parse-an-email

Postmark signs nothing. The webhook's address carries a login, which every call then shows. A refusal is 401, which
Postmark repeats for hours; 403 would end that, and with it the mail that came while a login was being put right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

from chalicelib.channels.base import Channel, Features, Proof, Request
from chalicelib.channels.basic_auth import BASIC_AUTH, verify_basic
from chalicelib.channels.email.posted import SECRETS, SETTINGS, read_posted
from chalicelib.channels.email.reading import part_contents
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import read_mail


class PostmarkChannel(Channel):
    name: ClassVar[str] = "postmark"
    features: ClassVar[Features] = Features(
        title={"en": "Postmark inbound", "zh": "Postmark 收信"},
        proof=Proof.SECRET,
        secrets=(BASIC_AUTH, *SECRETS),
        settings=SETTINGS,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        verify_basic(request.headers, logins=account.secret(BASIC_AUTH))

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return read_posted(read_mail(delivery.body).as_posted(), delivery, account)

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        mail = read_mail(delivery.body).as_posted()
        return part_contents(mail.raw, parts)
