"""Postmark's inbound JSON. The login is invented."""

from __future__ import annotations

import base64
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json
from tests.channels.specimens.mailgun import small_mail


def postmark_mail(**fields: Any) -> bytes:
    base = {
        "FromFull": {"Email": "lin@example.com", "Name": "林女士", "MailboxHash": ""},
        "OriginalRecipient": "support@shop.example",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "Subject": "杯子碎了",
        "Date": "Wed, 11 Nov 2026 20:00:00 +0000",
        "Headers": [{"Name": "Message-ID", "Value": "<p-1@example.com>"}],
    }
    return as_json(base | fields)


def postmark_request(body: bytes, account: ChannelAccount) -> Request:
    login, *_ = account.secret("basic_auth")
    shown = "Basic " + base64.b64encode(login.encode()).decode()
    return Request(method="POST", headers={"content-type": "application/json", "authorization": shown}, body=body)


POSTMARK: Final = Specimen(
    account=ChannelAccount(
        channel="postmark",
        account="inbound",
        shop="demo",
        secrets={"basic_auth": ("specimen-user:specimen-password",), "token_key": ("specimen-token-key",)},
        settings={"email_account": "support@shop.example"},
    ),
    examples=(
        Example(
            body=postmark_mail(TextBody="收到的杯子碎了，要求退款"),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id="p-1@example.com",
        ),
        Example(
            body=postmark_mail(RawEmail=small_mail("Hi", identifier=str(FAR_INTEGER)).decode(), TextBody="not read"),
            text="Hi",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 10_000,
        postmark_mail(),
        postmark_mail(TextBody=["a", "list"]),
        postmark_mail(Attachments=[{"Name": "a.png", "Content": "A"}]),
        postmark_mail(RawEmail=" "),
    ),
    hook=Hook(
        signed=postmark_request,
        tampered=lambda body: body,
        signature=Place(part="headers", name="authorization"),
        timestamp=None,
        signing_secret=("basic_auth", "specimen-user:specimen-password-other"),
        needed=("basic_auth",),
        silent=(),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        covers_body=False,
    ),
)
