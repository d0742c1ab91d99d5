"""``ebay.json``: the endpoint's challenge and signed notifications, of the official SDK."""

from __future__ import annotations

import json
from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, lowered

NO_CLOCK = clock(0)
"""The platform signs no time."""


def replay(vector: Vector) -> Sequence[str]:
    return _challenge(vector) if vector["kind"] == "handshake" else _notification(vector)


def _challenge(vector: Vector) -> Sequence[str]:
    asked, config, expect = vector["request"], vector["config"], vector["expect"]
    account = account_of(
        "ebay",
        secrets={"verification_token": [config["verificationToken"]]},
        settings={"endpoint": config["endpoint"]},
    )
    answer = call(Request(method=asked["method"], query=asked["query"]), account, now=NO_CLOCK).answer
    if answer is None:
        return ("the challenge was not answered",)
    return differences(
        status=(answer.status, expect["status"]),
        content_type=(answer.content_type, expect["content_type"]),
        json=(json.loads(answer.body), expect["json"]),
    )


def _notification(vector: Vector) -> Sequence[str]:
    entry = f"{vector['decoded_header']['kid']}:{vector['public_key_response']['key']}"
    account = account_of("ebay", secrets={"public_keys": [entry]})
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    outcome = call(request, account, now=NO_CLOCK)
    valid = vector["expect"]["valid"]
    return differences(
        refused=(outcome.refused, None if valid else "signature"),
        status=(outcome.answer and outcome.answer.status, 204 if valid else 412),
    )
