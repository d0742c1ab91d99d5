"""The signed relay. Its secret is invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.relay import standard_webhooks
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json


def relay_event(**data: Any) -> bytes:
    return as_json({"type": "complaint.received", "timestamp": "2026-11-12T04:00:00+08:00", "data": data})


def relay_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("signing")
    return Request(
        method="POST", headers=standard_webhooks.sign(body, identifier="msg_1", now=NOW, keys=[newest]), body=body
    )


RELAY: Final = Specimen(
    account=ChannelAccount(
        channel="relay",
        account="forwarder",
        shop="demo",
        secrets={"signing": ("whsec_c3BlY2ltZW4tcmVsYXktc2VjcmV0LW5ld2VzdC0wMDE=",)},
        settings={"email_account": "support"},
    ),
    examples=(
        Example(
            body=relay_event(channel="12315", external_id=FAR_INTEGER, text="安全带扣失灵，商家拒绝退货"),
            text="安全带扣失灵，商家拒绝退货",
            external_id=str(FAR_INTEGER),
        ),
        Example(body=relay_event(text="No id of its own."), text="No id of its own.", external_id="msg_1"),
    ),
    malformed=(b"", b"{", b"[]", b"\xff\xfe", b"[" * 10_000, b"{}", relay_event(), relay_event(text=["a", "list"])),
    hook=Hook(
        signed=relay_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name=standard_webhooks.SIGNATURE),
        timestamp=Place(part="headers", name=standard_webhooks.TIMESTAMP),
        signing_secret=("signing", "whsec_c3BlY2ltZW4tcmVsYXktc2VjcmV0LW90aGVyLTAwMDI="),
        needed=("signing",),
        silent=(as_json({"type": "complaint.withdrawn", "data": {}}), as_json({"type": "never.heard.of"})),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        tolerance=standard_webhooks.TOLERANCE,
    ),
)
