"""``x-twitter.json``: the challenge-response check, and signatures of calls."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import from_json

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, signed_call


def replay(vector: Vector) -> Sequence[str]:
    account = account_of("x", secrets={"consumer_secret": [vector["consumer_secret"]]})
    if vector.get("kind") != "handshake":
        return signed_call(vector, account)
    asked, expect = vector["request"], vector["expect"]
    answer = call(Request(method=asked["method"], query=asked["query"]), account, now=clock(0)).answer
    if answer is None:
        return ("there is no answer",)
    said = from_json(answer.body) if "json" in expect else None
    return differences(status=(answer.status, expect["status"]), json=(said, expect.get("json")))
