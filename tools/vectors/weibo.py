"""``weibo.json``: the address check and pushes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.channels.base import Request
from chalicelib.model.message import Inbound

from .replay import Outcome, Vector, account_of, call, clock, differences, moment_told, refusal


def replay(vector: Vector) -> Sequence[str]:
    play = {"get_handshake": _handshake, "post_plain": _push}.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _call(inputs: Vector, *, method: str) -> Outcome:
    """The vectors carry no clock of their own: the push is now."""
    query = inputs["query"]
    request = Request(method=method, query=query, body=inputs.get("body", "").encode())
    account = account_of("weibo", secrets={"app_secret": [inputs["app_secret"]]})
    return call(request, account, now=moment_told(query.get("timestamp"), per_second=1000))


def _handshake(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(inputs, method="GET")
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    return differences(
        refused=(outcome.refused, None),
        status=(outcome.answer.status, expect["status"]),
        body=(outcome.answer.body, expect["body"]),
    )


def _push(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(inputs, method="POST")
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    return (
        *differences(refused=(outcome.refused, None), ack_body=(outcome.answer.body, expect["ack_body"])),
        *_extracted(outcome.messages, expect["extract"]),
    )


def _extracted(messages: Sequence[Inbound], extract: Mapping[str, Any]) -> Sequence[str]:
    """Our id is the suggested one and a digest of the text behind it, for two messages in one second."""
    if extract.get("is_complaint") is False:
        return differences(messages=(len(messages), 0))
    if len(messages) != 1:
        return (f"{len(messages)} messages, expected one",)
    message = messages[0]
    dedupe_key, _, _ = (message.external_id or "").rpartition(":")
    return differences(
        sender_id=(message.customer.id, extract["sender_id"]),
        text=(message.text, extract.get("text", message.text)),
        dedupe_key=(dedupe_key, extract["dedupe_key"]),
        occurred_at=(message.sent_at, clock(extract["occurred_at"])),
    )
