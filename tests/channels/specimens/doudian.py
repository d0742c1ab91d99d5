"""抖店: after-sale pushes. All secrets and numbers are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.doudian.signature import event_sign
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

APP_KEY: Final = "7300000000000000001"
AFTER_SALE: Final = 7230000000000000001
ORDER: Final = 6921000000000000001


def doudian_push(tag: str, msg_id: Any = "m1", **data: Any) -> dict[str, Any]:
    told = {"aftersale_id": AFTER_SALE, "p_id": ORDER, "s_id": ORDER + 1, "shop_id": 1, "update_time": 1770173200}
    return {"tag": tag, "msg_id": msg_id, "data": json.dumps(told | data)}


def doudian_request(body: bytes, account: ChannelAccount) -> Request:
    app_secret, *_ = account.secret("app_secret")
    return Request(
        method="POST", headers={"app-id": APP_KEY, "event-sign": event_sign(APP_KEY, body, app_secret)}, body=body
    )


DOUDIAN: Final = Specimen(
    account=ChannelAccount(
        channel="doudian",
        account="flagship",
        shop="demo",
        secrets={"app_secret": ("specimen-doudian-secret",)},
        settings={"app_key": APP_KEY},
    ),
    examples=(
        Example(
            body=as_json([doudian_push("200", aftersale_type=0, reason_code=12, refund_amount=12905)]),
            text=f"售后申请：退货退款\n退款金额：129.05 元\n原因代码：12\n订单号：{ORDER}\n售后单号：{AFTER_SALE}",
            external_id="m1",
        ),
        Example(
            body=as_json(doudian_push("217", msg_id=FAR_INTEGER)),
            text=f"平台客服介入售后\n订单号：{ORDER}\n售后单号：{AFTER_SALE}",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"{}",
        b"[1]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 10_000,
        as_json([{"tag": "200", "msg_id": "m1", "data": "not JSON"}]),
        as_json([{"tag": "200", "msg_id": "m1"}]),
        as_json([doudian_push("200", aftersale_id="", p_id=None)]),
        as_json([doudian_push("212", update_time="soon")]),
    ),
    hook=Hook(
        signed=doudian_request,
        tampered=lambda body: body.replace(b"tag", b"tog", 1),
        signature=Place(part="headers", name="event-sign"),
        timestamp=None,
        signing_secret=("app_secret", "specimen-doudian-other"),
        needed=("app_secret",),
        silent=(
            as_json([{"tag": "0", "msg_id": "0", "data": "2026-02-04T10:45:00+08:00"}]),
            as_json([doudian_push("206"), doudian_push("207", msg_id="m2")]),
            as_json([{"tag": "9999", "msg_id": "m3", "data": "{}"}]),
            b"[]",
        ),
        acknowledgement=Answer(body='{"code":0,"msg":"success"}', content_type="application/json"),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
