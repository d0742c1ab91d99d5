"""腾讯云短信: answers of customers. All secrets and numbers are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

from .aliyun_sms import with_hook_key

SECOND: Final = int(NOW.timestamp())


def answered(**told: Any) -> bytes:
    """As a customer's text message is pushed."""
    base = {"extend": "", "mobile": "13800000000", "nationcode": "86", "sign": "某品牌客服", "text": "不满意"}
    return as_json({**base, "time": SECOND, **told})


TENCENT_SMS: Final = Specimen(
    account=ChannelAccount(
        channel="tencent_sms",
        account="main",
        shop="demo",
        secrets={"hook_key": ("specimen-hook-key-1",), "secret_key": ("specimen-secret-key",)},
        settings={
            "secret_id": "specimen-secret-id",
            "sdk_app_id": "1400000001",
            "sign_name": "某品牌客服",
            "template_id": "1900001",
            "template_parameters": '["{number}", "{token}"]',
            "region": "ap-beijing",
        },
    ),
    examples=(
        Example(body=answered(), text="不满意", external_id=f"+8613800000000:{SECOND}:409c2bce5f8271b9"),
        Example(
            body=answered(mobile=FAR_INTEGER, nationcode=None, text=""),
            text="[SMS]",
            external_id=f"+86{FAR_INTEGER}:{SECOND}:e3b0c44298fc1c14",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"1",
        b"\xff\xfe",
        b"[" * 10_000,
        answered(mobile=""),
        answered(time=None),
        answered(time="soon"),
        answered(time=10**15),
    ),
    hook=Hook(
        signed=with_hook_key,
        tampered=lambda body: body + b" ",
        covers_body=False,
        signature=Place(part="query", name="hook_key"),
        timestamp=None,
        signing_secret=("hook_key", "specimen-hook-key-2"),
        needed=("hook_key",),
        silent=(as_json([{"mobile": "13800000000", "report_status": "SUCCESS", "sid": "1"}]), b"[]", b"{}"),
        acknowledgement=Answer(body='{"result":0,"errmsg":"OK"}', content_type="application/json"),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
