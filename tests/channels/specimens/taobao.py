"""淘宝 and 天猫. All secrets are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Asking, Example, Specimen, as_json

TOPIC: Final = "taobao_refund_RefundCreated"


def taobao_message(*, topic: str = TOPIC, id: Any = FAR_INTEGER, **content: Any) -> dict[str, Any]:  # noqa: A002
    refund = {
        "buyer_nick": "t**8",
        "buyer_open_uid": "AAHd5specimen",
        "refund_fee": "129.00",
        "oid": 2398765432109876543,
        "tid": 2398765432109876543,
        "refund_id": 183456789012345678,
        "bill_type": "refund_bill",
        "refund_phase": "aftersale",
        "modified": "2026-11-12 03:59:00",
        **content,
    }
    told = json.dumps(refund, ensure_ascii=False)
    return {"id": id, "topic": topic, "content": told, "pub_time": "2026-11-12 03:59:01", "user_id": 2206123456789}


def taobao_page(items: tuple[bytes, ...]) -> bytes:
    messages = b",".join(items)
    return (
        b'{"tmc_messages_consume_response":{"messages":{"tmc_message":[' + messages + b']},"request_id":"specimen"}}'
        if items
        else b'{"tmc_messages_consume_response":{"request_id":"specimen"}}'
    )


TAOBAO: Final = Specimen(
    account=ChannelAccount(
        channel="taobao",
        account="flagship",
        shop="demo",
        secrets={"app_secret": ("specimen-taobao-app-secret",), "session_key": ("specimen-taobao-session",)},
        settings={"app_key": "31234567", "group": "default"},
    ),
    examples=(
        Example(
            body=as_json(taobao_message()),
            text="售后申请：退款\n退款金额：129.00 元\n订单号：2398765432109876543\n售后单号：183456789012345678",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"[]",
        b"{}",
        as_json({"topic": TOPIC, "id": 1}),
        as_json({**taobao_message(), "content": "{"}),
        as_json({**taobao_message(), "topic": {}}),
        as_json(taobao_message(refund_id=None, tid=None)),
        as_json({name: value for name, value in taobao_message().items() if name != "id"}),
    ),
    asking=Asking(
        page=taobao_page,
        refusal=b'{"error_response":{"code":25,"msg":"Invalid signature","sub_code":"isv.sign-check-failure"}}',
        signing_secret="app_secret",
        needed=("app_secret", "app_key"),
        silent=(
            as_json(taobao_message(topic="taobao_trade_TradeRated", id=7)),
            as_json(taobao_message(topic="taobao_refund_RefundSuccess", id=8)),
            as_json(taobao_message(topic="never_heard_of", id=9)),
        ),
        is_confirmation=lambda body: b"tmc.messages.confirm" in body,
        confirmed=b'{"tmc_messages_confirm_response":{"is_success":true}}',
    ),
)
