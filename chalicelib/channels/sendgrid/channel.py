"""SendGrid: mail by Inbound Parse, and the event webhook.

https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks

Both are signed alike. A parse setting without a security policy signs nothing; it has to know a login instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features, Request
from chalicelib.channels.basic_auth import BASIC_AUTH, verify_basic
from chalicelib.channels.email.posted import SECRETS, SETTINGS, read_posted
from chalicelib.channels.email.reading import part_contents
from chalicelib.channels.forms import is_multipart, read_form
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import read_mail_form, require_events
from .signature import SIGNATURE, verify

VERIFICATION_KEY: Final = "verification_key"


class SendGridChannel(Channel):
    name: ClassVar[str] = "sendgrid"
    features: ClassVar[Features] = Features(
        title={"en": "SendGrid Inbound Parse", "zh": "SendGrid 收信"},
        secrets=(VERIFICATION_KEY, BASIC_AUTH, *SECRETS),
        settings=SETTINGS,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """A call that is signed has to be signed well, whatever else it carries."""
        if SIGNATURE in request.headers:
            verify(request.headers, request.body, keys=account.secret(VERIFICATION_KEY))
        elif is_multipart(request.headers.get("content-type", "")):
            verify_basic(request.headers, logins=account.secret(BASIC_AUTH))
        else:
            raise SignatureInvalid("events have to be signed")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        """Events tell what became of mail that went out through SendGrid; a complaint they are not."""
        content_type = delivery.headers.get("content-type", "")
        if not is_multipart(content_type):
            require_events(delivery.body)
            return ()
        return read_posted(read_mail_form(read_form(delivery.body, content_type)), delivery, account)

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        mail = read_mail_form(read_form(delivery.body, delivery.headers.get("content-type", "")))
        return part_contents(mail.raw, parts)
