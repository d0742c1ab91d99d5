"""What a channel hands to the conformance suite: an account, bodies with what they say, and how its hook is signed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from chalicelib.channels.base import Answer, Channel, Request
from chalicelib.channels.registry import channel
from chalicelib.model.delivery import Delivery
from chalicelib.model.ports import ChannelAccount

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
FAR_INTEGER = 2**53 + 1
"""The first integer that a floating-point number cannot hold."""


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


@dataclass(frozen=True, kw_only=True)
class Example:
    """One body and the one message in it."""

    body: bytes
    text: str
    external_id: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    subject: str | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in a request something stands."""

    part: Literal["headers", "query", "form"]
    name: str

    def changed(self, request: Request, change: Callable[[str], str]) -> Request:
        values = self._values(request)
        return self._with(request, {**values, self.name: change(values[self.name])})

    def removed(self, request: Request) -> Request:
        return self._with(request, {name: value for name, value in self._values(request).items() if name != self.name})

    def _values(self, request: Request) -> Mapping[str, str]:
        if self.part == "form":
            return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        return request.headers if self.part == "headers" else request.query

    def _with(self, request: Request, values: Mapping[str, str]) -> Request:
        if self.part == "form":
            return replace(request, body=urlencode(values).encode())
        return replace(request, headers=values) if self.part == "headers" else replace(request, query=values)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """``answer`` is ``None`` when the probe has to be refused."""

    request: Request
    answer: Answer | None


@dataclass(frozen=True, kw_only=True)
class Hook:
    """How the platform calls.

    ``signed``          the request for a body, signed with the account's newest secret at ``NOW``
    ``tampered``        the body on the wire with one signed byte changed
    ``signing_secret``  the secret that signs, and another value of the right form
    ``needed``          the secrets without which the hook stays closed
    ``silent``          bodies of genuine events that say nothing, also of kinds nobody has heard of
    ``tolerance``       how old or new a genuine call may be; ``None`` when the platform sets no limit
    ``covers_body``     whether the platform's signature says anything about the body
    ``by_public_key``   whether the platform signs with a private key, so that nothing secret is compared here

    ``signature`` and ``timestamp`` are ``None`` where the platform sends none.
    """

    signed: Callable[[bytes, ChannelAccount], Request]
    tampered: Callable[[bytes], bytes]
    signature: Place | None
    timestamp: Place | None
    signing_secret: tuple[str, str]
    needed: tuple[str, ...]
    silent: tuple[bytes, ...]
    acknowledgement: Answer
    probes: tuple[Probe, ...]
    tolerance: timedelta | None = None
    covers_body: bool = True
    by_public_key: bool = False


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How the platform answers when it is asked.

    ``page``             its answer with these items in it
    ``refusal``          its answer to a wrong signature or a token that ran out
    ``signing_secret``   the secret that signs our calls
    ``needed``           the secrets and settings without which nothing is asked
    ``silent``           items that say nothing, also of kinds nobody has heard of
    ``is_confirmation``  whether a call confirms what was fetched
    ``confirmed``        the platform's answer to a confirmation; ``None`` when it wants none
    """

    page: Callable[[tuple[bytes, ...]], bytes]
    refusal: bytes
    signing_secret: str
    needed: tuple[str, ...]
    silent: tuple[bytes, ...]
    is_confirmation: Callable[[bytes], bool] = lambda body: False
    confirmed: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Specimen:
    account: ChannelAccount
    examples: tuple[Example, ...]
    malformed: tuple[bytes, ...]
    hook: Hook | None = None
    asking: Asking | None = None

    @property
    def name(self) -> str:
        return self.account.channel

    @property
    def channel(self) -> Channel:
        return channel(self.name)

    def request(self, body: bytes, account: ChannelAccount | None = None) -> Request:
        """As it comes in: signed when the channel has a hook."""
        if self.hook is None:
            return Request(method="POST", body=body)
        return self.hook.signed(body, account or self.account)

    def delivery(self, request: Request, headers: Mapping[str, str] | None = None) -> Delivery:
        return Delivery(
            id="d1",
            shop=self.account.shop,
            channel=self.name,
            account=self.account.account,
            received_at=NOW,
            headers={**request.headers, **(headers or {})},
            query=dict(request.query),
            body=request.body,
        )

    def delivery_of(self, example: Example) -> Delivery:
        return self.delivery(self.request(example.body), example.headers)

    def with_secrets(self, **secrets: tuple[str, ...]) -> ChannelAccount:
        return replace(self.account, secrets={**self.account.secrets, **secrets})

    def secret_values(self) -> tuple[str, ...]:
        return tuple(value for values in self.account.secrets.values() for value in values)
