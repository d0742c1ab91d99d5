"""The ways out, as tests see them: what was sent is kept, and what comes back is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.channels.base import Outlets
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.message import ReplyAddress
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .specimen import NOW


@dataclass(frozen=True, kw_only=True)
class Sent:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class RecordedHttp:
    """Answers in the order given; the last one answers everything after it."""

    answers: Sequence[HttpAnswer] = (HttpAnswer(200, b"{}"),)
    sent: list[Sent] = field(default_factory=list)

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        answer = self.answers[min(len(self.sent), len(self.answers) - 1)]
        self.sent.append(Sent(method=method, url=url, headers=headers or {}, body=body or b""))
        return answer


class SilentMailer:
    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        return f"{idempotency_key}@shop.example"


@dataclass
class RememberedTokens:
    kept: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    claims: dict[str, datetime] = field(default_factory=dict)

    def get(self, key: str, *, now: datetime) -> str | None:
        token, expires_at = self.kept.get(key, ("", now))
        return token if now < expires_at else None

    def put(self, key: str, token: str, *, expires_at: datetime) -> None:
        self.kept[key] = (token, expires_at)
        self.claims.pop(key, None)

    def claim(self, key: str, *, now: datetime, until: datetime) -> bool:
        if now < self.claims.get(key, now):
            return False
        self.claims[key] = until
        return True


def outlets(
    http: RecordedHttp | None = None, tokens: RememberedTokens | None = None, *, now: datetime = NOW
) -> Outlets:
    return Outlets(
        http=http or RecordedHttp(),
        mailer=SilentMailer(),
        tokens=RememberedTokens() if tokens is None else tokens,
        now=now,
    )


def effect(
    account: ChannelAccount,
    *,
    text: str = "已收到，我们会在24小时内联系您。",
    recipient: str = "someone",
    thread: Mapping[str, str] | None = None,
    open_until: datetime | None = None,
) -> Effect:
    to = ReplyAddress(
        channel=account.channel,
        account=account.account,
        recipient=recipient,
        thread=dict(thread or {}),
        open_until=open_until,
    )
    return Effect(
        id="x1",
        complaint="c1",
        shop=account.shop,
        kind=EffectKind.REPLY,
        to=to,
        text=text,
        language="zh-Hans",
        created_at=NOW,
        next_attempt_at=NOW,
    )
