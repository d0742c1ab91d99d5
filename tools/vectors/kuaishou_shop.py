"""``kuaishou_shop.json``: encrypted pushes, the heartbeat, and signatures of API calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.channels.base import Request
from chalicelib.channels.kuaishou_shop.channel import RECEIVED
from chalicelib.channels.kuaishou_shop.crypto import open_sealed
from chalicelib.channels.kuaishou_shop.payload import Event, read_event, read_refund
from chalicelib.channels.kuaishou_shop.signing import api_sign, kwaisign
from chalicelib.channels.pushes import decoded
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Inbound

from .replay import Outcome, Vector, account_of, call, clock, differences, lowered, to_the_second

ANY_TIME: Final = datetime(2026, 2, 8, tzinfo=UTC)
OURS: Final = "our-own-app"
"""The vectors do not say which app is ours: the one named by a push that is to be taken, and this one otherwise."""


def replay(vector: Vector) -> Sequence[str]:
    kinds = {"post_encrypted": _push, "sign_request": _api_call, "post_webhook": _outside_shops}
    play = kinds.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _push(inputs: Vector, expect: Vector) -> Sequence[str]:
    app_key = decoded(expect.get("plaintext", "{}")).get("appKey", OURS)
    account = account_of(
        "kuaishou_shop", secrets={"message_key": [inputs["message_key"]]}, settings={"app_key": app_key}
    )
    request = Request(method="POST", headers=lowered(inputs["headers"]), body=inputs["body"].encode())
    outcome = call(request, account, now=ANY_TIME)
    plaintext = _plaintext(inputs)
    if not expect["valid"] or outcome.answer is None:
        return _refusal(outcome, expect, opens=_is_json(plaintext))
    return (
        *differences(
            status=(outcome.answer.status, expect["status"]),
            body=(outcome.answer.body, expect["body"]),
            plaintext=(plaintext, expect.get("plaintext")),
        ),
        *_events(plaintext, expect["events"]),
        *_messages(outcome.messages, expect["events"]),
    )


def _plaintext(inputs: Vector) -> str | None:
    try:
        return open_sealed(inputs["body"].encode(), message_key=inputs["message_key"]).decode(
            "utf-8", "surrogateescape"
        )
    except MalformedPayload:
        return None


def _is_json(plaintext: str | None) -> bool:
    try:
        return plaintext is not None and isinstance(decoded(plaintext), dict)
    except MalformedPayload:
        return False


def _refusal(outcome: Outcome, expect: Vector, *, opens: bool) -> Sequence[str]:
    """A push for another app opens; the others do not."""
    return differences(
        refused=(outcome.refused, None if expect["valid"] else "signature"),
        opens=(opens, expect.get("reason") == "unknown_app"),
    )


def _events(plaintext: str | None, expected: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    return tuple(
        differing for each in expected for differing in _event(read_event(decoded(plaintext or "{}")), expected=each)
    )


def _event(event: Event, *, expected: Mapping[str, Any]) -> Sequence[str]:
    refund = read_refund(event)
    happened_at = refund.updated_at or refund.created_at or event.created_at
    return differences(
        dedupe_key=(event.event_id, expected["dedupe_key"]),
        topic=(event.event, expected["topic"]),
        order_id=(refund.order_id, expected["order_id"]),
        refund_id=(refund.refund_id, expected["refund_id"]),
        shop_id=(event.shop_id, expected["shop_id"]),
        occurred_at=(to_the_second(happened_at), clock(expected["occurred_at"])),
    )


def _messages(messages: Sequence[Inbound], expected: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """The opening of an after-sale is a message, its later states are none."""
    opening = [each for each in expected if each["topic"].endswith("addRefund")]
    return differences(
        messages=(
            [(each.external_id, each.order.number if each.order else None) for each in messages],
            [(each["dedupe_key"], each["order_id"]) for each in opening],
        )
    )


def _api_call(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(sign=(api_sign(inputs["params"], sign_secret=inputs["sign_secret"]), expect["sign"]))


def _outside_shops(inputs: Vector, expect: Vector) -> Sequence[str]:
    """No channel takes these pushes: their shape is not documented. The signature is checked, and the answer."""
    signed = kwaisign(inputs["body"].encode(), app_secret=inputs["app_secret"])
    fits = lowered(inputs["headers"]).get("kwaisign") == signed
    if not expect["valid"]:
        return differences(valid=(fits, False))
    return differences(
        valid=(fits, True), status=(RECEIVED.status, expect["status"]), body=(RECEIVED.body, expect["body"])
    )
