"""小红书: after-sale pushes to an address with our key. All secrets and numbers are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

MILLISECONDS: Final = int(NOW.timestamp() * 1000)


def xiaohongshu_push(tag: str = "msg_after_sale_create", **data: Any) -> dict[str, Any]:
    told = {"returnsId": "R701", "orderId": "P701", "returnType": 1, "refundFee": 89.9, "updateTime": MILLISECONDS}
    return {"msgTag": tag, "sellerId": "5f7", "data": json.dumps(told | data)}


def xiaohongshu_request(body: bytes, account: ChannelAccount) -> Request:
    hook_key, *_ = account.secret("hook_key")
    return Request(method="POST", query={"hook_key": hook_key}, body=body)


def xiaohongshu_probe(token: str) -> Request:
    query = {"signature": signature(token, "1770427700", "77120983"), "timestamp": "1770427700", "nonce": "77120983"}
    return Request(method="GET", query=query | {"echostr": "echo-0001"})


XIAOHONGSHU: Final = Specimen(
    account=ChannelAccount(
        channel="xiaohongshu",
        account="nobody-guesses-this",
        shop="demo",
        secrets={"hook_key": ("specimen-hook-key-1",), "token": ("specimen-mini-token",)},
        settings={"experimental": "yes"},
    ),
    examples=(
        Example(
            body=as_json([xiaohongshu_push()]),
            text="售后申请：退货退款\n退款金额：89.9 元\n订单号：P701\n售后单号：R701",
            external_id=f"R701:{MILLISECONDS}",
        ),
        Example(
            body=as_json(xiaohongshu_push(returnsId=FAR_INTEGER, returnType=9, refundFee=None)),
            text=f"售后申请：类型 9\n订单号：P701\n售后单号：{FAR_INTEGER}",
            external_id=f"{FAR_INTEGER}:{MILLISECONDS}",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"{}",
        b"[1]",
        b"\xff\xfe",
        b"[" * 10_000,
        as_json([{"msgTag": "msg_after_sale_create", "data": "not JSON"}]),
        as_json([{"msgTag": "msg_after_sale_create"}]),
        as_json([xiaohongshu_push(returnsId="", orderId=None)]),
        as_json([xiaohongshu_push(updateTime="soon")]),
    ),
    hook=Hook(
        signed=xiaohongshu_request,
        tampered=lambda body: body + b" ",
        covers_body=False,
        signature=Place(part="query", name="hook_key"),
        timestamp=None,
        signing_secret=("hook_key", "specimen-hook-key-2"),
        needed=("hook_key",),
        silent=(
            as_json([xiaohongshu_push("msg_after_sale_transfer")]),
            as_json([{"msgTag": "never_heard_of", "data": "no JSON either"}]),
            b"[]",
        ),
        acknowledgement=Answer(body='{"success":true,"error_code":0,"error_msg":""}', content_type="application/json"),
        probes=(
            Probe(request=xiaohongshu_probe("specimen-mini-token"), answer=Answer(body="echo-0001")),
            Probe(request=xiaohongshu_probe("specimen-other-token"), answer=None),
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
