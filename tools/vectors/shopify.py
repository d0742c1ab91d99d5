"""``shopify.json``: signed webhooks, and the digest of the query scheme with its official value."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request
from chalicelib.channels.signing import hmac_hex

from .replay import Vector, account_of, call, clock, differences, lowered

NO_CLOCK = clock(0)
"""The platform signs no time."""


def replay(vector: Vector) -> Sequence[str]:
    expect = vector["expect"]
    if "canonical" in vector:
        return differences(hmac=(hmac_hex(vector["client_secret"], vector["canonical"].encode()), expect["hmac_hex"]))
    account = account_of("shopify", secrets={"client_secret": [vector["client_secret"]]})
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    outcome = call(request, account, now=NO_CLOCK, parse="dedupe_key" in expect)
    differing = differences(refused=(outcome.refused, None if expect["valid"] else "signature"))
    if "dedupe_key" in expect:
        names = [message.external_id for message in outcome.messages]
        differing += differences(dedupe_key=(names, [expect["dedupe_key"]]))
    if "status" in expect:
        differing += differences(status=(outcome.answer and outcome.answer.status, expect["status"]))
    return differing
