"""``doudian.json``: signed pushes, single and in batches, and the signature of an API call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.channels.base import Request
from chalicelib.channels.doudian.openapi import canonical, sign
from chalicelib.channels.doudian.payload import Push, read_after_sale, read_pushes
from chalicelib.channels.pushes import decoded

from .replay import Outcome, Vector, account_of, call, clock, differences, lowered, refusal

ANY_TIME: Final = datetime(2026, 2, 4, tzinfo=UTC)


def replay(vector: Vector) -> Sequence[str]:
    play = {"post_push": _push, "sign_request": _signed_request}.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _push(inputs: Vector, expect: Vector) -> Sequence[str]:
    account = account_of(
        "doudian", secrets={"app_secret": [inputs["app_secret"]]}, settings={"app_key": inputs["app_key"]}
    )
    body = inputs["body"].encode()
    outcome = call(Request(method="POST", headers=lowered(inputs["headers"]), body=body), account, now=ANY_TIME)
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    return (
        *differences(status=(outcome.answer.status, expect["status"]), body=(outcome.answer.body, expect["body"])),
        *_events(read_pushes(body), expect["events"]),
        *_messages(outcome, expect["events"]),
    )


def _events(pushes: Sequence[Push], expected: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Each expected event is among the pushes; the probe and unknown tags are expected to be none."""
    by_id = {push.msg_id: push for push in pushes}
    return tuple(differing for event in expected for differing in _event(by_id[event["dedupe_key"]], event))


def _event(push: Push, event: Mapping[str, Any]) -> Sequence[str]:
    sale = read_after_sale(push)
    return differences(
        tag=(push.tag, event["tag"]),
        aftersale_id=(sale.aftersale_id, event["aftersale_id"]),
        order_id=(sale.p_id, event["order_id"]),
        shop_id=(sale.shop_id, event["shop_id"]),
        amount_fen=(sale.refund_amount, event.get("amount_fen", sale.refund_amount)),
    )


def _messages(outcome: Outcome, expected: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Every message is one of the expected events; states that say nothing make none."""
    by_id = {event["dedupe_key"]: event for event in expected}
    if unexpected := [each.external_id for each in outcome.messages if each.external_id not in by_id]:
        return (f"messages of no expected event: {unexpected}",)
    return tuple(
        differing
        for message in outcome.messages
        for event in (by_id[message.external_id],)
        for differing in differences(
            order=(message.order.number if message.order else None, event["order_id"]),
            occurred_at=(message.sent_at, clock(event["occurred_at"]) if "occurred_at" in event else message.sent_at),
        )
    )


def _signed_request(inputs: Vector, expect: Vector) -> Sequence[str]:
    param_json = canonical(decoded(inputs["param_json"]))
    names = ("app_key", "app_secret", "method", "timestamp")
    return differences(
        param_json=(param_json, inputs["param_json"]),
        sign=(sign(**{name: inputs[name] for name in names}, param_json=param_json), expect["sign"]),
    )
