"""Shopee. The key is invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_hex
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

URL: Final = "https://desk.example/hooks/shopee/demo"
SHOP: Final = 60011111


def shopee_push(code: int, data: Any) -> bytes:
    return as_json({"code": code, "timestamp": 1704076325, "shop_id": SHOP, "data": data})


def shopee_chat(kind: str = "message", **content: Any) -> bytes:
    base = {"conversation_id": "c-1", "from_id": 42, "from_user_name": "mei", "from_shop_id": 7}
    return shopee_push(10, {"type": kind, "content": base | content})


def shopee_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("partner_key")
    return Request(method="POST", headers={"authorization": hmac_hex(newest, f"{URL}|".encode() + body)}, body=body)


SHOPEE: Final = Specimen(
    account=ChannelAccount(
        channel="shopee",
        account="demo",
        shop="demo",
        secrets={"partner_key": ("specimen-partner-key-newest",)},
        settings={"callback_url": URL},
    ),
    examples=(
        Example(
            body=shopee_push(
                29,
                {
                    "return_sn": "2401010001",
                    "order_sn": "240101QSK8S7BX",
                    "return_status": "REQUESTED",
                    "buyer_note": "杯子碎了",
                },
            ),
            text="Return 2401010001 of order 240101QSK8S7BX.\nReturn status: REQUESTED\nBuyer note: 杯子碎了",
            external_id="2401010001:REQUESTED",
        ),
        Example(
            body=shopee_chat(message_id=FAR_INTEGER, message_type="text", content={"text": "什么时候发货？"}),
            text="什么时候发货？",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=shopee_chat(message_id="2", message_type="image", content={"url": "https://cf.shopee.example/1"}),
            text="A chat message without text.\nMessage type: image\nContent url: https://cf.shopee.example/1",
            external_id="2",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 10_000,
        as_json({"code": "returns"}),
        shopee_push(29, None),
        shopee_push(29, "words"),
        shopee_push(29, {"order_sn": "1"}),
        shopee_push(10, []),
        shopee_push(10, {"type": "message", "content": {}}),
    ),
    hook=Hook(
        signed=shopee_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name="authorization"),
        timestamp=None,
        signing_secret=("partner_key", "specimen-partner-key-other"),
        needed=("partner_key",),
        silent=(
            shopee_push(3, {"ordersn": "240101QSK8S7BX", "status": "SHIPPED"}),
            shopee_push(9_999, "never heard of"),
            shopee_chat("notification", message_id="3"),
            shopee_chat(message_id="4", from_shop_id=SHOP, content={"text": "the shop's own words"}),
            as_json({}),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
