"""微博粉丝服务. All secrets and ids are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.channels.weibo.channel import TOLERANCE
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

SENDER: Final = 2489500000
WRITTEN: Final = "Thu Nov 12 04:00:00 +0800 2026"


def weibo_push(kind: str, text: str | None = None, **fields: Any) -> bytes:
    base = {"type": kind, "receiver_id": 1902500000, "sender_id": SENDER, "created_at": WRITTEN, "text": text}
    return as_json(base | {"data": {}} | fields)


def weibo_query(app_secret: str, **more: str) -> dict[str, str]:
    timestamp, nonce = str(int(NOW.timestamp() * 1000)), "5521907"
    signed = signature(app_secret, timestamp, nonce)
    return {"signature": signed, "timestamp": timestamp, "nonce": nonce, **more}


def weibo_request(body: bytes, account: ChannelAccount) -> Request:
    app_secret, *_ = account.secret("app_secret")
    return Request(method="POST", query=weibo_query(app_secret), body=body)


WEIBO: Final = Specimen(
    account=ChannelAccount(
        channel="weibo",
        account="nobody-guesses-this",
        shop="demo",
        secrets={"app_secret": ("specimen-weibo-secret",), "access_token": ("specimen-weibo-token",)},
    ),
    examples=(
        Example(
            body=weibo_push("text", " 跑鞋第二次穿就开胶 "),
            text="跑鞋第二次穿就开胶",
            external_id=f"{SENDER}:{WRITTEN}:df03f2b120027a47",
        ),
        Example(
            body=weibo_push("image", "发了一张图片", sender_id=FAR_INTEGER, data={"vfid": FAR_INTEGER, "tovfid": ""}),
            text=f"[图片]\n发了一张图片\nvfid: {FAR_INTEGER}",
            external_id=f"{FAR_INTEGER}:{WRITTEN}:8ce34e2c611451d7",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 10_000,
        weibo_push("text", "x", sender_id=None),
        weibo_push("text", "x", created_at=""),
        weibo_push("text", "x", created_at="soon"),
        weibo_push("text", "x", data="text"),
    ),
    hook=Hook(
        signed=weibo_request,
        tampered=lambda body: body + b" ",
        covers_body=False,
        signature=Place(part="query", name="signature"),
        timestamp=Place(part="query", name="timestamp"),
        signing_secret=("app_secret", "specimen-weibo-other"),
        needed=("app_secret",),
        silent=(
            weibo_push("event", "关注事件消息", data={"subtype": "follow"}),
            weibo_push("event", data={"subtype": "never_heard_of"}),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(
                request=Request(method="GET", query=weibo_query("specimen-weibo-secret", echostr="dnPdpTZz85")),
                answer=Answer(body="dnPdpTZz85"),
            ),
            Probe(
                request=Request(method="GET", query=weibo_query("specimen-weibo-other", echostr="dnPdpTZz85")),
                answer=None,
            ),
            Probe(request=Request(method="GET"), answer=None),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        tolerance=TOLERANCE,
    ),
)
