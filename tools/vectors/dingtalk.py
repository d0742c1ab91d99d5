"""``dingtalk.json``: the robot's signature, and callbacks, which are sealed as those of 微信 are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from chalicelib.alerts.robots.base import SIGNING, URL
from chalicelib.alerts.robots.dingtalk import DingTalk, query, sign
from chalicelib.channels.wechat_oa.crypto import open_sealed, seal
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.errors import MalformedPayload

from .replay import Vector, account_of, differences

_URL: Final = "https://oapi.dingtalk.com/robot/send?access_token=vectors"


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _sign(inputs: Vector, expect: Vector) -> Sequence[str]:
    timestamp, secret = inputs["timestamp_ms"], inputs["secret"]
    account = account_of("dingtalk", secrets={URL: [_URL], SIGNING: [secret]})
    now = datetime.fromtimestamp(int(timestamp) // 1000, UTC).replace(microsecond=int(timestamp) % 1000 * 1000)
    return differences(
        sign=(sign(timestamp, secret), expect["sign"]),
        query=(query(timestamp, secret), expect["query"]),
        url=(DingTalk().call("x", account, now=now).url, f"{_URL}&{expect['query']}"),
    )


def _callback(inputs: Vector, expect: Vector) -> Sequence[str]:
    sealed, asked = json.loads(inputs["body"])["encrypt"], inputs["query"]
    offered = asked.get("signature") or asked.get("msg_signature")
    is_genuine = signature(inputs["token"], asked["timestamp"], asked["nonce"], sealed) == offered
    try:
        opened = open_sealed(sealed, aes_keys=[inputs["aes_key"]], app_id=inputs["receive_id"]).decode()
    except MalformedPayload as error:
        return (f"refused: {error}",) if expect["valid"] else ()
    if not is_genuine or not expect["valid"]:
        return differences(valid=(is_genuine, expect["valid"]))
    again = seal(
        opened.encode(),
        aes_key=inputs["aes_key"],
        app_id=expect["receive_id"],
        random16=expect["random16"].encode(),
    )
    return differences(plaintext=(opened, expect["plaintext"]), sealed_again=(again, sealed))


def _reply(inputs: Vector, expect: Vector) -> Sequence[str]:
    sealed = seal(
        inputs["plaintext"].encode(),
        aes_key=inputs["aes_key"],
        app_id=inputs["receive_id"],
        random16=inputs["random16"].encode(),
    )
    signed = signature(inputs["token"], inputs["timestamp"], inputs["nonce"], sealed)
    answer = {
        "msg_signature": signed,
        "timeStamp": inputs["timestamp"],
        "nonce": inputs["nonce"],
        "encrypt": sealed,
    }
    return differences(
        encrypt=(sealed, expect["encrypt"]),
        msg_signature=(signed, expect["msg_signature"]),
        reply_json=(answer, expect["reply_json"]),
    )


_KINDS: Final[Mapping[str, Callable[[Vector, Vector], Sequence[str]]]] = {
    "bot_sign": _sign,
    "post_secure": _callback,
    "reply_encrypt": _reply,
}
