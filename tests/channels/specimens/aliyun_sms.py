"""阿里云短信: answers of customers. All secrets and numbers are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json


def answered(**told: Any) -> bytes:
    """As a customer's text message is pushed."""
    base = {"phone_number": "13800000000", "content": "还是没有收到退款", "send_time": "2026-11-11 20:00:00"}
    return as_json([{**base, "sign_name": "某品牌客服", "dest_code": "1069000", "sequence_id": "501", **told}])


def reported(*, success: bool) -> bytes:
    report = {"phone_number": "13800000000", "success": success, "biz_id": "900^0", "out_id": "x1", "sms_size": "1"}
    return as_json([{**report, "report_time": "2026-11-11 20:00:03", "err_code": "DELIVERED"}])


def with_hook_key(body: bytes, account: ChannelAccount) -> Request:
    hook_key, *_ = account.secret("hook_key")
    return Request(method="POST", query={"hook_key": hook_key}, body=body)


ALIYUN_SMS: Final = Specimen(
    account=ChannelAccount(
        channel="aliyun_sms",
        account="main",
        shop="demo",
        secrets={"hook_key": ("specimen-hook-key-1",), "access_key_secret": ("specimen-access-key-secret",)},
        settings={
            "access_key_id": "specimen-access-key",
            "sign_name": "某品牌客服",
            "template_code": "SMS_300000001",
            "template_parameters": '{"number": "{number}", "code": "{token}"}',
        },
    ),
    examples=(
        Example(body=answered(), text="还是没有收到退款", external_id="501"),
        Example(body=answered(sequence_id=FAR_INTEGER, content=" "), text="[SMS]", external_id=str(FAR_INTEGER)),
    ),
    malformed=(
        b"",
        b"{",
        b"{}",
        b"[1]",
        b"\xff\xfe",
        b"[" * 10_000,
        answered(phone_number=""),
        answered(sequence_id=None),
        answered(send_time="soon"),
    ),
    hook=Hook(
        signed=with_hook_key,
        tampered=lambda body: body + b" ",
        covers_body=False,
        signature=Place(part="query", name="hook_key"),
        timestamp=None,
        signing_secret=("hook_key", "specimen-hook-key-2"),
        needed=("hook_key",),
        silent=(reported(success=True), reported(success=False), b"[]", as_json([{"never": "heard of"}])),
        acknowledgement=Answer(body='{"code":0,"msg":"接收成功"}', content_type="application/json"),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
