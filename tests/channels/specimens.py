"""One specimen for every channel of the registry. All secrets are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.relay import standard_webhooks
from chalicelib.channels.wechat_oa.crypto import seal
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.ports import ChannelAccount

from .specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen

EMPTY: Final = Answer()


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


# --- form


FORM: Final = Specimen(
    account=ChannelAccount(channel="form", account="web", shop="demo", settings={"email_account": "support"}),
    examples=(
        Example(
            body=as_json(
                {
                    "text": "收到的杯子碎了，要求退款",
                    "subject": "杯子碎了",
                    "customer": {"name": "林女士", "email": "lin@example.com"},
                    "order": {"platform": "taobao", "number": FAR_INTEGER},
                }
            ),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id=None,
        ),
        Example(
            body=as_json({"text": "The parcel never came."}),
            text="The parcel never came.",
            headers={"idempotency-key": '"8e03978e-40d5-43e8-bc93-6894a57f9324"'},
            external_id="8e03978e-40d5-43e8-bc93-6894a57f9324",
        ),
    ),
    malformed=(b"", b"{", b"[]", b"\xff\xfe", b"[" * 10_000, as_json({"subject": "no text"}), as_json({"text": " "})),
)


# --- relay


def relay_event(**data: Any) -> bytes:
    return as_json({"type": "complaint.received", "timestamp": "2026-11-12T04:00:00+08:00", "data": data})


def relay_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("signing")
    return Request(
        method="POST", headers=standard_webhooks.sign(body, identifier="msg_1", now=NOW, keys=[newest]), body=body
    )


RELAY: Final = Specimen(
    account=ChannelAccount(
        channel="relay",
        account="forwarder",
        shop="demo",
        secrets={"signing": ("whsec_c3BlY2ltZW4tcmVsYXktc2VjcmV0LW5ld2VzdC0wMDE=",)},
        settings={"email_account": "support"},
    ),
    examples=(
        Example(
            body=relay_event(channel="12315", external_id=FAR_INTEGER, text="安全带扣失灵，商家拒绝退货"),
            text="安全带扣失灵，商家拒绝退货",
            external_id=str(FAR_INTEGER),
        ),
        Example(body=relay_event(text="No id of its own."), text="No id of its own.", external_id="msg_1"),
    ),
    malformed=(b"", b"{", b"[]", b"\xff\xfe", b"[" * 10_000, b"{}", relay_event(), relay_event(text=["a", "list"])),
    hook=Hook(
        signed=relay_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name=standard_webhooks.SIGNATURE),
        timestamp=Place(part="headers", name=standard_webhooks.TIMESTAMP),
        signing_secret=("signing", "whsec_c3BlY2ltZW4tcmVsYXktc2VjcmV0LW90aGVyLTAwMDI="),
        needed=("signing",),
        silent=(as_json({"type": "complaint.withdrawn", "data": {}}), as_json({"type": "never.heard.of"})),
        acknowledgement=EMPTY,
        probes=(
            Probe(request=Request(method="GET"), answer=EMPTY),
            Probe(request=Request(method="HEAD"), answer=EMPTY),
        ),
        tolerance=standard_webhooks.TOLERANCE,
    ),
)


# --- wechat_oa


APP_ID: Final = "wx5f0c1a2b3d4e6f78"
OPENID: Final = "oSpecimen_openid-0001"


def wechat_xml(kind: str, **fields: str) -> bytes:
    base = {
        "ToUserName": "gh_specimen",
        "FromUserName": OPENID,
        "CreateTime": str(int(NOW.timestamp())),
        "MsgType": kind,
    }
    told = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in (base | fields).items())
    return f"<xml>{told}</xml>".encode()


def wechat_json(kind: str, **fields: Any) -> bytes:
    base = {"ToUserName": "gh_specimen", "FromUserName": OPENID, "CreateTime": int(NOW.timestamp()), "MsgType": kind}
    return as_json(base | fields)


def wechat_request(body: bytes, account: ChannelAccount) -> Request:
    (token, *_), (aes_key, *_) = account.secret("token"), account.secret("encoding_aes_key")
    sealed = seal(body, aes_key=aes_key, app_id=APP_ID, random16=b"0123456789abcdef")
    timestamp, nonce = str(int(NOW.timestamp())), "415670741"
    return Request(
        method="POST",
        query={
            "signature": signature(token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": OPENID,
            "encrypt_type": "aes",
            "msg_signature": signature(token, timestamp, nonce, sealed),
        },
        body=f"<xml><ToUserName>gh_specimen</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode(),
    )


def wechat_probe(token: str) -> Request:
    timestamp, nonce = str(int(NOW.timestamp())), "1514711492"
    query = {
        "signature": signature(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": "4375120948345356249",
    }
    return Request(method="GET", query=query)


WECHAT_OA: Final = Specimen(
    account=ChannelAccount(
        channel="wechat_oa",
        account="shop-account",
        shop="demo",
        secrets={
            "token": ("specimen-token-newest",),
            "encoding_aes_key": ("c3BlY2ltZW4tYWVzLWtleS1vZi0zMi1ieXRlcy0wMDE",),
            "app_secret": ("specimen-app-secret",),
        },
        settings={"app_id": APP_ID},
    ),
    examples=(
        Example(
            body=wechat_xml("text", Content="蛋糕里吃出一根头发", MsgId="24918273645509181"),
            text="蛋糕里吃出一根头发",
            external_id="24918273645509181",
        ),
        Example(
            body=wechat_json("text", Content="空调安装师傅乱收费😡", MsgId=FAR_INTEGER),
            text="空调安装师傅乱收费😡",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=wechat_xml("image", MediaId="media-1", PicUrl="http://mmbiz.example/1", MsgId="1"),
            text="[图片]",
            external_id="1",
        ),
        Example(
            body=wechat_xml("hologram", Depth="3", MsgId="2"),
            text="[hologram]\nDepth: 3",
            external_id="2",
        ),
    ),
    malformed=(
        b"",
        b"<xml>",
        b"{",
        b"{}",
        b"\xff\xfe",
        b"<xml><MsgType>text</MsgType></xml>",
        wechat_xml("text", Content="x", CreateTime="soon"),
        b'<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + wechat_xml("text", Content="&b;"),
        b'<!DOCTYPE xml SYSTEM "http://attacker.example/x.dtd">' + wechat_xml("text", Content="x"),
        b"<xml><MsgType>&undefined;</MsgType></xml>",
    ),
    hook=Hook(
        signed=wechat_request,
        tampered=lambda body: body.replace(b"CDATA[", b"CDATA[A", 1),
        signature=Place(part="query", name="msg_signature"),
        timestamp=Place(part="query", name="timestamp"),
        signing_secret=("token", "specimen-token-other"),
        needed=("token", "encoding_aes_key"),
        silent=(
            wechat_xml("event", Event="subscribe", EventKey="qrscene_1"),
            wechat_json("event", Event="never_heard_of", Depth=3),
        ),
        acknowledgement=Answer(body="success"),
        probes=(
            Probe(request=wechat_probe("specimen-token-newest"), answer=Answer(body="4375120948345356249")),
            Probe(request=wechat_probe("specimen-token-other"), answer=None),
            Probe(request=Request(method="GET"), answer=None),
            Probe(request=Request(method="HEAD"), answer=EMPTY),
        ),
    ),
)


# --- email


EMAIL: Final = Specimen(
    account=ChannelAccount(
        channel="email",
        account="support@shop.example",
        shop="demo",
        secrets={"token_key": ("specimen-token-key",)},
        settings={"from": "support@shop.example", "domain": "shop.example"},
    ),
    examples=(
        Example(
            body=(
                "From: Lin <lin@example.com>\r\n"
                "To: support@shop.example\r\n"
                "Subject: =?utf-8?B?5p2v5a2Q56KO5LqG?=\r\n"
                "Date: Wed, 11 Nov 2026 20:00:00 +0000\r\n"
                "Message-ID: <specimen-1@example.com>\r\n"
                "MIME-Version: 1.0\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: 8bit\r\n"
                "\r\n"
                "收到的杯子碎了，要求退款\r\n"
            ).encode(),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id="specimen-1@example.com",
        ),
    ),
    malformed=(),
)


SPECIMENS: Final = {each.name: each for each in (EMAIL, FORM, RELAY, WECHAT_OA)}
