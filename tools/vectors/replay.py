"""What every replay shares: the vector as it is on file, the clock, and calling a channel as the web and intake do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.registry import channel
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

Vector = Mapping[str, Any]
Replay = Callable[[Vector], Sequence[str]]
"""Plays one vector and returns what differed from what it expects; nothing when it passes."""


_REFUSALS: Final[Mapping[object, str]] = {
    "bad_signature": "signature",
    "stale_timestamp": "signature",
    "unknown_app": "signature",
    "wrong_receive_id": "payload",
    "bad_padding": "payload",
}
"""By the vectors' reason: who is not let in at all, and what was let in and cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a channel took a request. ``refused`` is ``None``, ``signature`` or ``payload``."""

    refused: str | None = None
    answer: Answer | None = None
    messages: tuple[Inbound, ...] = field(default=())


def call(request: Request, account: ChannelAccount, *, now: datetime, parse: bool = True) -> Outcome:
    adapter = channel(account.channel)
    try:
        if (probed := adapter.handshake(request, account, now=now)) is not None:
            return Outcome(answer=probed)
        adapter.verify(request, account, now=now)
        messages = adapter.parse(_delivery(request, account, now=now), account) if parse else ()
    except SignatureInvalid:
        return Outcome(refused="signature", answer=adapter.reject())
    except MalformedPayload:
        return Outcome(refused="payload")
    return Outcome(answer=adapter.acknowledge(request, account, now=now), messages=messages)


def signed_call(vector: Vector, account: ChannelAccount) -> Sequence[str]:
    """A call under ``headers`` and ``body``, where the platform's signature knows no clock."""
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    expect, moment = vector["expect"], clock(vector.get("now", 0))
    outcome = call(request, account, now=moment, parse=False)
    if outcome.refused is not None or outcome.answer is None:
        return differences(refused=(outcome.refused, None if expect["valid"] else "signature"))
    differing = differences(
        valid=(True, expect["valid"]), status=(outcome.answer.status, expect.get("status", outcome.answer.status))
    )
    if "dedupe_key" in expect:
        names = [message.external_id for message in call(request, account, now=moment).messages]
        differing += differences(dedupe_key=(names, [expect["dedupe_key"]]))
    return differing


def account_of(
    name: str, *, secrets: Mapping[str, Sequence[str]], settings: Mapping[str, str] | None = None
) -> ChannelAccount:
    given = {kind: tuple(values) for kind, values in secrets.items()}
    return ChannelAccount(channel=name, account="vectors", shop="vectors", secrets=given, settings=settings or {})


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    """As the web hands them to a channel."""
    return {name.lower(): value for name, value in headers.items()}


def clock(written: str | int) -> datetime:
    """Unix seconds or RFC 3339."""
    return datetime.fromtimestamp(written, UTC) if isinstance(written, int) else datetime.fromisoformat(written)


def moment_told(written: object, *, per_second: int = 1) -> datetime:
    """The moment that a call names in unix time, so that it is played at that moment; the epoch if it names none."""
    try:
        return datetime.fromtimestamp(int(str(written)) / per_second, UTC)
    except (ValueError, OverflowError, OSError):
        return clock(0)


def to_the_second(moment: datetime | None) -> datetime | None:
    """As the vectors write times, also those that the platform sends in milliseconds."""
    return None if moment is None else moment.replace(microsecond=0)


def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refusal(outcome: Outcome, expect: Vector) -> tuple[str, ...]:
    """Whether a call was refused as expected. For a reason that is not listed here, any refusal will do."""
    reason, refused = expect.get("reason"), outcome.refused
    wanted = None if expect["valid"] else _REFUSALS.get(reason, refused or "a refusal")
    return differences(refused=(refused, wanted))


def differences(**pairs: tuple[object, object]) -> tuple[str, ...]:
    """Each pair is (what came, what was expected)."""
    return tuple(f"{name}: {came!r}, expected {wanted!r}" for name, (came, wanted) in pairs.items() if came != wanted)


def _delivery(request: Request, account: ChannelAccount, *, now: datetime) -> Delivery:
    return Delivery(
        id="vector",
        shop=account.shop,
        channel=account.channel,
        account=account.account,
        received_at=now,
        headers=dict(request.headers),
        query=dict(request.query),
        body=request.body,
    )
