"""``sendgrid.json``: signed calls of the event webhook."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences


def replay(vector: Vector) -> Sequence[str]:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    request = Request(method="POST", headers=headers, body=vector["body"].encode())
    account = account_of("sendgrid", secrets={"verification_key": [vector["public_key_b64_der"]]})
    now = clock(int(headers["x-twilio-email-event-webhook-timestamp"]))
    outcome = call(request, account, now=now)
    return differences(refused=(outcome.refused, None if vector["expect"]["valid"] else "signature"))
