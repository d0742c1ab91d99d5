"""``relay.json``: whole requests to the signed relay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.channels.base import Request

from .replay import Outcome, Vector, account_of, call, clock, differences, lowered, refusal


def replay(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    account = account_of("relay", secrets={"signing": inputs["secrets"]})
    request = Request(method="POST", headers=lowered(inputs["headers"]), body=inputs["body"].encode())
    outcome = call(request, account, now=clock(inputs["now"]))
    if not expect["valid"]:
        return refusal(outcome, expect)
    return _accepted(outcome, expect)


def _accepted(outcome: Outcome, expect: Mapping[str, Any]) -> Sequence[str]:
    if outcome.refused or outcome.answer is None or len(outcome.messages) != 1:
        return (f"refused: {outcome.refused}, {len(outcome.messages)} messages, expected one",)
    message, extract = outcome.messages[0], expect["extract"]
    return differences(
        status=(outcome.answer.status, expect["status"]),
        channel=(message.channel, extract["channel"]),
        dedupe_key=(f"{message.channel}:{message.external_id}", extract["dedupe_key"]),
        text=(message.text, extract["text"]),
        occurred_at=(message.sent_at, clock(extract["occurred_at"])),
    )
