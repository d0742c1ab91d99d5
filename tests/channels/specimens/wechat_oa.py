"""微信公众号 in secure mode. All secrets are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.wechat_oa.crypto import seal
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

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
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
