"""Mailgun routes, with the raw mail in a form. All secrets are invented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.mailgun.signature import TOLERANCE, signature
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen

FORM_TYPE: Final = "application/x-www-form-urlencoded"
TOKEN: Final = "06c96bafc3f42a66b9edd546347a2fe18dc23461fe80dc52f0"


def small_mail(text: str, *, subject: str = "", identifier: str = "") -> bytes:
    lines = [
        "From: Lin <lin@example.com>",
        "To: support@shop.example",
        f"Subject: {subject}",
        f"Message-ID: <{identifier}>",
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
        "",
    ]
    return "\r\n".join(lines).encode()


def mailgun_fields(account: ChannelAccount) -> dict[str, str]:
    key, *_ = account.secret("signing_key")
    timestamp = str(int(NOW.timestamp()))
    return {"timestamp": timestamp, "token": TOKEN, "signature": signature(key, timestamp=timestamp, token=TOKEN)}


def mailgun_form(fields: Mapping[str, str | bytes], account: ChannelAccount) -> Request:
    body = urlencode({**fields, **mailgun_fields(account)}).encode()
    return Request(method="POST", headers={"content-type": FORM_TYPE}, body=body)


def mailgun_request(body: bytes, account: ChannelAccount) -> Request:
    envelope = {"recipient": "support@shop.example", "sender": "lin@example.com"}
    return mailgun_form({**envelope, "body-mime": body}, account)


MAILGUN: Final = Specimen(
    account=ChannelAccount(
        channel="mailgun",
        account="specimen-mime",
        shop="demo",
        secrets={"signing_key": ("specimen-signing-key",), "token_key": ("specimen-token-key",)},
        settings={"email_account": "support@shop.example"},
    ),
    examples=(
        Example(
            body=small_mail("收到的杯子碎了，要求退款", subject="杯子碎了", identifier="m-1@example.com"),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id="m-1@example.com",
        ),
        Example(body=small_mail("Hi", identifier=str(FAR_INTEGER)), text="Hi", external_id=str(FAR_INTEGER)),
    ),
    malformed=(b"", b" \r\n "),
    hook=Hook(
        signed=mailgun_request,
        tampered=lambda body: body.replace(b"token=0", b"token=1"),
        signature=Place(part="form", name="signature"),
        timestamp=Place(part="form", name="timestamp"),
        signing_secret=("signing_key", "specimen-signing-key-other"),
        needed=("signing_key",),
        silent=(),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        tolerance=TOLERANCE,
    ),
)
