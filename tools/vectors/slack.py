"""``slack.json``: the signature of what Slack sends."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.alerts.callbacks import verify_slack
from chalicelib.model.errors import SignatureInvalid

from .replay import Vector, clock, differences, lowered


def replay(vector: Vector) -> Sequence[str]:
    headers = lowered(vector["headers"])
    try:
        verify_slack(
            vector["body"].encode(),
            signing_secret=vector["signing_secret"],
            timestamp=headers.get("x-slack-request-timestamp", ""),
            signature=headers.get("x-slack-signature", ""),
            now=clock(vector["now"]),
        )
    except SignatureInvalid:
        return differences(valid=(False, vector["expect"]["valid"]))
    return differences(valid=(True, vector["expect"]["valid"]))
