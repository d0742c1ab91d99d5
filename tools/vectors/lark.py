"""``lark.json``: the robot's signature and message, and sealed events."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pydantic_core import to_json

from chalicelib.alerts.callbacks import answer_to_lark, open_lark, verify_lark
from chalicelib.alerts.robots.base import SIGNING, URL
from chalicelib.alerts.robots.lark import Lark, sign
from chalicelib.model.errors import MalformedPayload, SignatureInvalid

from .replay import Vector, account_of, clock, differences, lowered


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _sign(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(sign=(sign(inputs["timestamp"], inputs["secret"]), expect["sign"]))


def _request(inputs: Vector, expect: Vector) -> Sequence[str]:
    url = expect["url"].replace("{hook_id}", "vectors")
    account = account_of("lark", secrets={URL: [url], SIGNING: [inputs["secret"]]})
    call = Lark().call(inputs["text"], account, now=clock(int(inputs["timestamp"])))
    return differences(url=(call.url, url), json=(json.loads(to_json(call.document)), expect["json"]))


def _decrypt(inputs: Vector, expect: Vector) -> Sequence[str]:
    opened = open_lark(inputs["encrypt"], encrypt_key=inputs["encrypt_key"])
    return differences(plaintext=(opened.decode(), expect["plaintext"]))


def _event(inputs: Vector, expect: Vector) -> Sequence[str]:
    headers, body = lowered(inputs["headers"]), inputs["body"].encode()
    try:
        verify_lark(
            body,
            encrypt_key=inputs["encrypt_key"],
            timestamp=headers.get("x-lark-request-timestamp", ""),
            nonce=headers.get("x-lark-request-nonce", ""),
            signature=headers.get("x-lark-signature", ""),
        )
        opened = open_lark(json.loads(body)["encrypt"], encrypt_key=inputs["encrypt_key"]).decode()
    except (SignatureInvalid, MalformedPayload) as error:
        return (f"refused: {error}",) if expect["valid"] else ()
    differing = differences(valid=(True, expect["valid"]), plaintext=(opened, expect["plaintext"]))
    if "body" in expect:
        differing += differences(body=(answer_to_lark(opened.encode()), json.loads(expect["body"])))
    token = inputs.get("verification_token")
    return (*differing, *differences(token=(json.loads(opened).get("token", token), token)))


_KINDS: Final[Mapping[str, Callable[[Vector, Vector], Sequence[str]]]] = {
    "bot_sign": _sign,
    "bot_request": _request,
    "event_decrypt": _decrypt,
    "event_callback": _event,
}
