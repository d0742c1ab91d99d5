"""企业微信 and 微信客服. All secrets are invented."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.wechat_oa.crypto import seal
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen

from .wechat_oa import wechat_xml

CORP_ID: Final = "ww5f0c1a2b3d4e6f78"
OPEN_KFID: Final = "wkSpecimen"
TOKEN: Final = "specimen-wecom-token"
AES_KEY: Final = "c3BlY2ltZW4tYWVzLWtleS1vZi0zMi1ieXRlcy0wMDI"


def sealed(body: bytes, *, corp_id: str = CORP_ID) -> str:
    return seal(body, aes_key=AES_KEY, app_id=corp_id, random16=b"0123456789abcdef")


def query(token: str, encrypted: str) -> dict[str, str]:
    timestamp, nonce = str(int(NOW.timestamp())), "583920174"
    return {
        "msg_signature": signature(token, timestamp, nonce, encrypted),
        "timestamp": timestamp,
        "nonce": nonce,
    }


def wecom_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("token")
    encrypted = sealed(body)
    told = f"<xml><ToUserName>{CORP_ID}</ToUserName><AgentID></AgentID><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return Request(method="POST", query=query(newest, encrypted), body=told.encode())


def wecom_probe(token: str = TOKEN, *, corp_id: str = CORP_ID, spaces: bool = False) -> Request:
    echo = sealed(b"6130948571203948571", corp_id=corp_id)
    shown = echo.replace("+", " ") if spaces else echo
    return Request(method="GET", query=query(token, echo) | {"echostr": shown})


def kf_notice(**fields: str) -> bytes:
    return wechat_xml("event", Event="kf_msg_or_event", **{"Token": "ENCsync", "OpenKfId": OPEN_KFID} | fields)


WECOM_KF: Final = Specimen(
    account=ChannelAccount(
        channel="wecom_kf",
        account="corp",
        shop="demo",
        secrets={"token": (TOKEN,), "encoding_aes_key": (AES_KEY,), "kf_secret": ("specimen/kf secret",)},
        settings={"corp_id": CORP_ID},
    ),
    examples=(
        Example(
            body=wechat_xml("text", Content="空调师傅没来", MsgId=str(FAR_INTEGER), AgentID="1"),
            text="空调师傅没来",
            external_id=str(FAR_INTEGER),
        ),
        Example(body=wechat_xml("image", MediaId="media-1", MsgId="2"), text="[图片]", external_id="2"),
    ),
    malformed=(
        b"",
        b"<xml>",
        b"\xff\xfe",
        b"<xml><MsgType>text</MsgType></xml>",
        kf_notice(OpenKfId=" "),
        b'<!DOCTYPE xml [<!ENTITY a "aaaa">]>' + wechat_xml("text", Content="&a;"),
    ),
    hook=Hook(
        signed=wecom_request,
        tampered=lambda body: body.replace(b"CDATA[", b"CDATA[A", 1),
        signature=Place(part="query", name="msg_signature"),
        timestamp=Place(part="query", name="timestamp"),
        signing_secret=("token", "specimen-wecom-other"),
        needed=("token", "encoding_aes_key"),
        silent=(
            kf_notice(),
            wechat_xml("event", Event="change_contact"),
            wechat_xml("event", Event="never_heard_of"),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=wecom_probe(), answer=Answer(body="6130948571203948571")),
            Probe(request=wecom_probe(spaces=True), answer=Answer(body="6130948571203948571")),
            Probe(request=wecom_probe("specimen-wecom-other"), answer=None),
            Probe(request=wecom_probe(corp_id="ww-another"), answer=None),
            Probe(request=Request(method="GET"), answer=None),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
