"""``tencent_sms.json``: signatures of calls, and a customer's answer."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import HOOK_KEY, Request
from chalicelib.channels.tencent_sms.signing import Call, SecretKey, authorization, signature

from .replay import Vector, account_of, call, clock, differences, sha256_hex


def replay(vector: Vector) -> Sequence[str]:
    play = {"sign_request": _signed, "normalise": _answer}.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector)


def _signed(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    signed = Call(
        service=inputs["service"],
        timestamp=inputs["timestamp"],
        headers=inputs["signed_headers"],
        payload=inputs["payload"].encode(),
    )
    secret = SecretKey(id=inputs["secret_id"], key=inputs["secret_key"])
    return differences(
        canonical=(signed.canonical(), vector.get("canonical", signed.canonical())),
        canonical_sha256=(sha256_hex(signed.canonical()), expect["canonical_sha256"]),
        string_to_sign=(signed.string_to_sign(), expect["string_to_sign"]),
        signature=(signature(signed, secret), expect["signature"]),
        authorization=(authorization(signed, secret), expect["authorization"]),
    )


def _answer(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    account = account_of("tencent_sms", secrets={HOOK_KEY: ["vectors"]})
    request = Request(method="POST", query={HOOK_KEY: "vectors"}, body=inputs["body"].encode())
    outcome = call(request, account, now=clock(0))
    if outcome.answer is None:
        return differences(refused=(outcome.refused, None))
    said = [(each.customer.id, each.text, each.sent_at) for each in outcome.messages]
    wanted = [(each["sender_id"], each["text"], clock(each["occurred_at"])) for each in expect["messages"]]
    return differences(messages=(said, wanted), ack_body=(outcome.answer.body, expect["ack_body"]))
