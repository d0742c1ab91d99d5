"""``aws-sns.json``: signed messages of SNS. The certificate stands in for the one at ``SigningCertURL``."""

from __future__ import annotations

import json
from collections.abc import Sequence

from chalicelib.channels.base import Request

from .replay import Vector, account_of, call, clock, differences, lowered

NO_CLOCK = clock(0)
"""Nobody checks the time that a message names."""
_NOT_OURS = "arn:aws:sns:us-east-1:000000000000:another"


def replay(vector: Vector) -> Sequence[str]:
    """With the topic among ours the signature decides; with it not among ours nothing comes in, however signed."""
    expect, topic = vector["expect"], vector["body"].get("TopicArn", _NOT_OURS)
    is_valid = expect["valid"]
    is_accepted = expect.get("accepted", is_valid)
    return differences(
        signature=(_refused(vector, topics=topic), None if is_valid else "signature"),
        accepted=(_refused(vector, topics=topic if is_accepted else _NOT_OURS), None if is_accepted else "signature"),
    )


def _refused(vector: Vector, *, topics: str) -> str | None:
    body = vector["body"]
    certificate = body.get("SigningCertURL", "") + "\n" + vector["cert_pem"]
    account = account_of("aws_sns", secrets={"signing_certificates": [certificate]}, settings={"topics": topics})
    request = Request(
        method="POST", headers=lowered(vector["headers"]), body=json.dumps(body, ensure_ascii=False).encode()
    )
    return call(request, account, now=NO_CLOCK, parse=False).refused
