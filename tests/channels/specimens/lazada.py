"""Lazada. Key and secret are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_hex
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

APP_KEY: Final = "123456"


def lazada_push(message_type: Any = 0, **data: Any) -> bytes:
    return as_json(
        {
            "seller_id": "null",
            "message_type": message_type,
            "data": data,
            "timestamp": 1603766859530,
            "site": "lazada_vn",
        }
    )


def app_request(body: bytes, account: ChannelAccount) -> Request:
    """Signed as Lazada and TikTok Shop sign."""
    newest, *_ = account.secret("app_secret")
    content = account.settings["app_key"].encode() + body
    return Request(method="POST", headers={"authorization": hmac_hex(newest, content)}, body=body)


LAZADA: Final = Specimen(
    account=ChannelAccount(
        channel="lazada",
        account="demo",
        shop="demo",
        secrets={"app_secret": ("specimen-app-secret-newest",)},
        settings={"app_key": APP_KEY},
    ),
    examples=(
        Example(
            body=lazada_push(
                order_status="canceled",
                reverse_order_id="501977696648153",
                reverse_order_line_id="502491640048153",
                trade_order_id="252883361348153",
                trade_order_line_id="252883361948153",
                status_update_time=1603703663,
            ),
            text="Reverse order 501977696648153 of order 252883361348153.\nOrder status: canceled\n"
            "Reverse order line id: 502491640048153\nTrade order line id: 252883361948153\nMarketplace: lazada_vn",
            external_id="501977696648153:502491640048153:canceled:1603703663",
        ),
        Example(
            body=lazada_push(reverse_order_id=FAR_INTEGER),
            text=f"Reverse order {FAR_INTEGER}.\nMarketplace: lazada_vn",
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
        lazada_push("orders"),
        as_json({"message_type": 0, "data": "words"}),
        lazada_push(reverse_order_id=["a", "list"]),
    ),
    hook=Hook(
        signed=app_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name="authorization"),
        timestamp=None,
        signing_secret=("app_secret", "specimen-app-secret-other"),
        needed=("app_secret",),
        silent=(
            lazada_push(order_status="unpaid", trade_order_id="260422900198363", status_update_time=1603698638),
            lazada_push(order_status="unpaid", trade_order_id="260422900198363", reverse_order_id="null"),
            lazada_push(8, expires=1),
            lazada_push(9_999),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
