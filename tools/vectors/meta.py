"""``meta.json``: the address check, and signatures of calls."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, signed_call


def replay(vector: Vector) -> Sequence[str]:
    if vector.get("kind") == "handshake":
        return _handshake(vector)
    return signed_call(vector, account_of("meta", secrets={"app_secret": [vector["secret"]]}))


def _handshake(vector: Vector) -> Sequence[str]:
    asked, expect = vector["request"], vector["expect"]
    account = account_of("meta", secrets={"verify_token": [vector["config"]["verify_token"]]})
    answer = call(Request(method=asked["method"], query=asked["query"]), account, now=clock(0)).answer
    if answer is None:
        return ("there is no answer",)
    content_type = answer.content_type.partition(";")[0]
    return differences(
        status=(answer.status, expect["status"]),
        body=(answer.body, expect.get("body", answer.body)),
        content_type=(content_type, expect.get("content_type", content_type)),
    )
