"""TikTok Shop. Key and secret are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

from .lazada import app_request


def tiktok_push(kind: Any, data: Any, **more: Any) -> bytes:
    return as_json({"type": kind, "shop_id": "7494726673780148744", "timestamp": 1704076325, "data": data, **more})


def tiktok_message(content: Any, /, kind: str = "TEXT", **more: Any) -> bytes:
    data = {
        "message_id": "7327112393057371999",
        "conversation_id": "576486316948490001",
        "type": kind,
        "content": json.dumps(content, ensure_ascii=False),
        "create_time": 1704076325,
        "is_visible": True,
        "sender": {"im_user_id": "7494560109732334092", "role": "BUYER"},
    }
    return tiktok_push(14, data | more)


TIKTOK_SHOP: Final = Specimen(
    account=ChannelAccount(
        channel="tiktok_shop",
        account="demo",
        shop="demo",
        secrets={"app_secret": ("specimen-app-secret-newest",)},
        settings={"app_key": "6a8cspecimen"},
    ),
    examples=(
        Example(
            body=tiktok_message({"content": "杯子碎了"}),
            text="杯子碎了",
            external_id="7327112393057371999",
        ),
        Example(
            body=tiktok_message({"order_id": "5764"}, "ORDER_CARD", message_id=FAR_INTEGER),
            text="[ORDER_CARD]\nOrder id: 5764",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=tiktok_push(
                12,
                {
                    "order_id": "576486316948490001",
                    "return_id": "4035463945335048707",
                    "return_type": "REFUND",
                    "return_status": "RETURN_OR_REFUND_REQUEST_PENDING",
                    "return_role": "BUYER",
                    "update_time": 1644412885,
                },
                tts_notification_id="7327112393057371910",
            ),
            text="Return 4035463945335048707 of order 576486316948490001.\nReturn type: REFUND\n"
            "Return status: RETURN_OR_REFUND_REQUEST_PENDING\nReturn role: BUYER",
            external_id="7327112393057371910",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 10_000,
        tiktok_push("message", {}),
        tiktok_push(14, "words"),
        tiktok_push(12, None),
        tiktok_message({}, message_id=None),
    ),
    hook=Hook(
        signed=app_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name="authorization"),
        timestamp=None,
        signing_secret=("app_secret", "specimen-app-secret-other"),
        needed=("app_secret",),
        silent=(
            tiktok_push(1, {"order_id": "576684019603311365", "order_status": "AWAITING_SHIPMENT"}),
            tiktok_push(13, {"conversation_id": "576486316948490001"}),
            tiktok_push(9_999, "never heard of"),
            tiktok_message({"content": "您好"}, sender={"im_user_id": "1", "role": "CUSTOMER_SERVICE"}),
            tiktok_message({"content": "hidden"}, is_visible=False),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
