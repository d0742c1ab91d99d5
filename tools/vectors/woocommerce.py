"""``woocommerce.json``: signed webhooks, secrets with entities, and the unsigned ping."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, lowered

NO_CLOCK = clock(0)
"""The platform signs no time."""


def replay(vector: Vector) -> Sequence[str]:
    expect = vector["expect"]
    account = account_of("woocommerce", secrets={"secret": [vector.get("secret", "not the sender's")]})
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    outcome = call(request, account, now=NO_CLOCK)
    if "status" in expect:
        kept = (outcome.answer and outcome.answer.status, len(outcome.messages))
        return differences(status_and_messages=(kept, (expect["status"], 0)))
    differing = differences(refused=(outcome.refused, None if expect["valid"] else "signature"))
    if "dedupe_key" in expect:
        names = [(message.external_id or "").partition(":")[0] for message in outcome.messages]
        differing += differences(dedupe_key=(names, [expect["dedupe_key"]]))
    return differing
