"""``xiaohongshu.json``: pushes, the address check of a mini-program, and the signature of an API call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.channels.base import EXPERIMENTAL, HOOK_KEY, Request
from chalicelib.channels.xiaohongshu.signing import api_sign
from chalicelib.model.message import Inbound

from .replay import Outcome, Vector, account_of, call, clock, differences, lowered, refusal, to_the_second

ANY_TIME: Final = datetime(2026, 2, 7, tzinfo=UTC)
KEY: Final = "the-key-in-our-address-01"


def replay(vector: Vector) -> Sequence[str]:
    kinds = {
        "sign_request": _api_call,
        "normalise": _push,
        "push_signature": _unverified_signature,
        "get_handshake": _handshake,
    }
    play = kinds.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _call(request: Request, *, token: str | None = None) -> Outcome:
    account = account_of(
        "xiaohongshu", secrets={HOOK_KEY: [KEY], "token": [token or "unused"]}, settings={EXPERIMENTAL: "yes"}
    )
    return call(request, account, now=ANY_TIME)


def _api_call(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(sign=(api_sign(**inputs), expect["sign"]))


def _push(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(Request(method="POST", query={HOOK_KEY: KEY}, body=inputs["body"].encode()))
    if outcome.answer is None or len(outcome.messages) != len(expect["messages"]):
        return (f"refused: {outcome.refused}, {len(outcome.messages)} messages",)
    pairs = zip(outcome.messages, expect["messages"], strict=True)
    return (
        *differences(ack_body=(outcome.answer.body, expect["ack_body"])),
        *(differing for message, expected in pairs for differing in _message(message, expected)),
    )


def _message(message: Inbound, expected: Mapping[str, Any]) -> Sequence[str]:
    return differences(
        dedupe_key=(message.external_id, expected["dedupe_key"]),
        refund_id=(message.conversation, expected["refund_id"]),
        order_id=(message.order.number if message.order else None, expected["order_id"]),
        amount=(f"退款金额：{expected['amount']} 元" in message.text, True),
        occurred_at=(to_the_second(message.sent_at), clock(expected["occurred_at"])),
    )


def _unverified_signature(inputs: Vector, expect: Vector) -> Sequence[str]:
    """Nobody has proved this rule, so a call that carries nothing else has to be refused."""
    headers = lowered({**inputs["headers"], "sign": expect["sign"]})
    outcome = _call(Request(method="POST", headers=headers, query=inputs["query"], body=inputs["body"].encode()))
    return differences(refused=(outcome.refused, "signature"))


def _handshake(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(Request(method="GET", query=inputs["query"]), token=inputs["token"])
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    return differences(status=(outcome.answer.status, expect["status"]), body=(outcome.answer.body, expect["body"]))
