"""``sendgrid.json``: signed calls of the event webhook."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, differences, lowered, moment_told


def replay(vector: Vector) -> Sequence[str]:
    headers = lowered(vector["headers"])
    request = Request(method="POST", headers=headers, body=vector["body"].encode())
    account = account_of("sendgrid", secrets={"verification_key": [vector["public_key_b64_der"]]})
    now = moment_told(headers.get("x-twilio-email-event-webhook-timestamp"))
    outcome = call(request, account, now=now)
    return differences(refused=(outcome.refused, None if vector["expect"]["valid"] else "signature"))
