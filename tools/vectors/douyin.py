"""``douyin.json``: the test call with its challenge, and direct messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.channels.base import Request
from chalicelib.model.message import Inbound

from .replay import Vector, account_of, call, clock, differences, lowered, refusal, to_the_second

ANY_TIME: Final = datetime(2026, 2, 3, tzinfo=UTC)


def replay(vector: Vector) -> Sequence[str]:
    inputs, expect = vector["inputs"], vector["expect"]
    account = account_of("douyin", secrets={"client_secret": [inputs["client_secret"]]})
    request = Request(method="POST", headers=lowered(inputs["headers"]), body=inputs["body"].encode())
    outcome = call(request, account, now=ANY_TIME)
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    return (
        *differences(
            status=(outcome.answer.status, expect["status"]),
            body=(outcome.answer.body, expect.get("body", outcome.answer.body)),
        ),
        *_extracted(outcome.messages, expect.get("extract")),
    )


def _extracted(messages: Sequence[Inbound], extract: Mapping[str, Any] | None) -> Sequence[str]:
    """A redelivery expects nothing of its own: its id is what tells it, and that is compared in the first one."""
    if extract is None:
        return ()
    if extract.get("is_complaint") is False:
        return differences(messages=(len(messages), 0))
    if len(messages) != 1:
        return (f"{len(messages)} messages, expected one",)
    message = messages[0]
    return differences(
        sender_id=(message.customer.id, extract["sender_id"]),
        sender_name=(message.customer.name, extract.get("sender_name", message.customer.name)),
        text=(message.text, extract.get("text", message.text)),
        conversation_id=(message.conversation, extract["conversation_id"]),
        dedupe_key=(message.external_id, extract["dedupe_key"]),
        occurred_at=(to_the_second(message.sent_at), clock(extract["occurred_at"])),
    )
