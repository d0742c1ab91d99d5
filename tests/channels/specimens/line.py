"""LINE. All secrets are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_base64
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

USER: Final = "U206d25c2ea6bd87c17655609a1c37cb8"


def line_event(message: dict[str, Any], *, event_id: Any = "01HK0ABCDEFGHJKMNPQRSTVWXY", **fields: Any) -> bytes:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(NOW.timestamp() * 1000),
        "source": {"type": "user", "userId": USER},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "message": {"id": "325708", **message},
    }
    return as_json({"destination": "U0", "events": [event | fields]})


def line_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("channel_secret")
    return Request(method="POST", headers={"x-line-signature": hmac_base64(newest, body)}, body=body)


LINE: Final = Specimen(
    account=ChannelAccount(
        channel="line",
        account="shop-account",
        shop="demo",
        secrets={"channel_secret": ("5pecimen0channel0secret",), "access_token": ("specimen-access-token",)},
    ),
    examples=(
        Example(
            body=line_event({"type": "text", "text": "收到破損的杯子"}),
            text="收到破損的杯子",
            external_id="01HK0ABCDEFGHJKMNPQRSTVWXY",
        ),
        Example(body=line_event({"type": "image"}, event_id=FAR_INTEGER), text="[image]", external_id=str(FAR_INTEGER)),
        Example(
            body=line_event({"type": "hologram", "depth": 3}, event_id=None),
            text="[hologram]\ndepth: 3",
            external_id="325708",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 10_000,
        as_json({"events": 3}),
        as_json({"events": [3]}),
        line_event({}),
        line_event({"type": "text", "text": ["a", "list"]}),
        line_event({"type": "text", "text": "x"}, timestamp="soon"),
        line_event({"type": "text", "text": "x"}, source={"type": "user"}),
    ),
    hook=Hook(
        signed=line_request,
        tampered=lambda body: body.replace(b"message", b"massage", 1),
        signature=Place(part="headers", name="x-line-signature"),
        timestamp=None,
        signing_secret=("channel_secret", "0ther0channel0secret"),
        needed=("channel_secret",),
        silent=(
            as_json({"destination": "U0", "events": []}),
            line_event({}, type="follow"),
            line_event({}, type="unsend", unsend={"messageId": "325708"}),
            line_event({}, type="neverHeardOf"),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
