"""Mailgun routes: https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http

The mail is read as any other and answered by e-mail. Every answer but 200 and 406 makes Mailgun try again for eight
hours, so a wrong key loses nothing while it is put right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features, Proof, Request
from chalicelib.channels.email.posted import SECRETS, SETTINGS, read_posted
from chalicelib.channels.email.reading import part_contents
from chalicelib.channels.forms import read_form
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import read_mail_form
from .signature import verify

SIGNING_KEY: Final = "signing_key"


class MailgunChannel(Channel):
    name: ClassVar[str] = "mailgun"
    features: ClassVar[Features] = Features(
        title={"en": "Mailgun routes", "zh": "Mailgun 收信"},
        proof=Proof.CALL,
        secrets=(SIGNING_KEY, *SECRETS),
        settings=SETTINGS,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        keys = account.secret(SIGNING_KEY)
        try:
            form = read_form(request.body, request.headers.get("content-type", ""))
        except MalformedPayload:
            raise SignatureInvalid("the body is no form") from None
        verify(form, keys=keys, now=now)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        form = read_form(delivery.body, delivery.headers.get("content-type", ""))
        return read_posted(read_mail_form(form), delivery, account)

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        mail = read_mail_form(read_form(delivery.body, delivery.headers.get("content-type", "")))
        return part_contents(mail.raw, parts)
