"""抖音: direct messages. All secrets and ids are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.douyin.signature import body_signature
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

SENDER: Final = "specimen-open-id-sender"
BRAND: Final = "specimen-open-id-brand"


def douyin_content(kind: str, **fields: Any) -> dict[str, Any]:
    base = {
        "conversation_short_id": "@conversation/1==",
        "server_message_id": "@message/1==",
        "conversation_type": 1,
        "create_time": int(NOW.timestamp() * 1000),
        "message_type": kind,
        "source": "",
        "user_infos": [{"open_id": BRAND, "nick_name": "旗舰店"}, {"open_id": SENDER, "nick_name": "小林"}],
    }
    return base | fields


def douyin_event(content: Any, event: str = "im_receive_msg", **fields: Any) -> bytes:
    base = {"event": event, "from_user_id": SENDER, "to_user_id": BRAND, "client_key": "aw1", "content": content}
    return as_json(base | fields)


def douyin_message(kind: str, **fields: Any) -> bytes:
    """As the platform sends it: JSON in a string."""
    return douyin_event(json.dumps(douyin_content(kind, **fields)))


def douyin_request(body: bytes, account: ChannelAccount) -> Request:
    client_secret, *_ = account.secret("client_secret")
    return Request(
        method="POST",
        headers={"x-douyin-signature": body_signature(client_secret, body), "msg-id": "A1"},
        body=body,
    )


ACCOUNT: Final = ChannelAccount(
    channel="douyin", account="brand", shop="demo", secrets={"client_secret": ("specimen-douyin-secret",)}
)
TEST_CALL: Final = as_json({"event": "verify_webhook", "client_key": "", "content": {"challenge": FAR_INTEGER}})
ANSWERED: Final = Answer(body=f'{{"challenge":{FAR_INTEGER}}}', content_type="application/json")

DOUYIN: Final = Specimen(
    account=ACCOUNT,
    examples=(
        Example(
            body=douyin_message("text", text=" 榨汁机开箱就是坏的！ "),
            text="榨汁机开箱就是坏的！",
            external_id="@message/1==",
        ),
        Example(
            body=douyin_event(douyin_content("user_local_image", server_message_id=FAR_INTEGER)),
            text="[图片]",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 10_000,
        douyin_event("not JSON"),
        douyin_event([]),
        douyin_event(None),
        douyin_event(douyin_content("text", create_time="soon")),
        douyin_event(douyin_content("text", text="x"), from_user_id=" "),
    ),
    hook=Hook(
        signed=douyin_request,
        tampered=lambda body: body.replace(b"event", b"evant", 1),
        signature=Place(part="headers", name="x-douyin-signature"),
        timestamp=None,
        signing_secret=("client_secret", "specimen-douyin-other"),
        needed=("client_secret",),
        silent=(
            douyin_event(json.dumps(douyin_content("text", text="已登记")), "im_send_msg", from_user_id=BRAND),
            douyin_event("{}", "im_enter_direct_msg"),
            douyin_event("{}", "im_recall_msg"),
            douyin_event("no JSON either", "never_heard_of"),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=douyin_request(TEST_CALL, ACCOUNT), answer=ANSWERED),
            Probe(request=Request(method="POST", body=TEST_CALL), answer=None),
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
