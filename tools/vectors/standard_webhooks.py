"""``standard-webhooks.json``: signatures of any webhook by that standard, checked by the relay."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, lowered


def replay(vector: Vector) -> Sequence[str]:
    expect = vector["expect"]
    account = account_of("relay", secrets={"signing": [vector.get("secret") or vector["public_key"]]})
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    says_what = "dedupe_key" in expect
    outcome = call(request, account, now=clock(vector["now"]), parse=says_what)
    differing = differences(refused=(outcome.refused, None if expect["valid"] else "signature"))
    if says_what:
        names = [message.external_id for message in outcome.messages]
        differing += differences(dedupe_key=(names, [expect["dedupe_key"]]))
    return differing
