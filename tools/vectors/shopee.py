"""``shopee.json``: pushes signed over the registered address and the body."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, lowered

NO_CLOCK = clock(0)
"""The platform signs no time that anybody checks."""


def replay(vector: Vector) -> Sequence[str]:
    expect = vector["expect"]
    account = account_of(
        "shopee",
        secrets={"partner_key": [vector["partner_key"]]},
        settings={"callback_url": vector["callback_url"]},
    )
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    outcome = call(request, account, now=NO_CLOCK)
    if not expect["valid"] or outcome.answer is None:
        return differences(refused=(outcome.refused, None if expect["valid"] else "signature"))
    heard = (f"{outcome.answer.status // 100}xx", outcome.answer.body)
    ack = expect.get("ack", {"status": "2xx", "body": ""})
    return differences(refused=(outcome.refused, None), ack=(heard, (ack["status"], ack["body"])))
