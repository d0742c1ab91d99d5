"""``alipay.json``: signed forms, with and without ``sign_type`` in what is signed."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.alipay.complaints import complaint_named_by
from chalicelib.channels.alipay.form import read_form, signed_content
from chalicelib.channels.base import Request

from .replay import Outcome, Vector, account_of, call, clock, differences, moment_told, refusal


def replay(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    account = account_of(
        "alipay",
        secrets={"alipay_public_key": [inputs["alipay_public_key_pem"]]},
        settings={"app_id": inputs["form"]["app_id"]},
    )
    request = Request(method="POST", body=inputs["raw_body"].encode())
    outcome = call(request, account, now=moment_told(inputs["form"].get("utc_timestamp"), per_second=1000))
    if not expect["valid"]:
        return refusal(outcome, expect)
    return (*differences(refused=(outcome.refused, None)), *_accepted(vector, outcome))


def _accepted(vector: Vector, outcome: Outcome) -> Sequence[str]:
    expect, form = vector["expect"], read_form(vector["inputs"]["raw_body"].encode())
    extract = expect["extract"]
    if outcome.answer is None or len(outcome.messages) != 1:
        return (f"{len(outcome.messages)} messages, expected one",)
    message = outcome.messages[0]
    signed = [signed_content(form, unsigned) for unsigned in ({"sign", "sign_type"}, {"sign"})]
    return differences(
        form=(form, vector["inputs"]["form"]),
        canonical=(vector["canonical"] in signed, True),
        status=(outcome.answer.status, expect["status"]),
        body=(outcome.answer.body, expect["body"]),
        dedupe_key=(message.external_id, extract["dedupe_key"]),
        complaint_id=((complaint_named_by(form), message.conversation), (extract["complaint_id"],) * 2),
        occurred_at=(message.sent_at, clock(extract["occurred_at"])),
    )
