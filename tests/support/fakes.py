"""In-memory stand-ins for the ports. The contract tests in ``tests/gateways`` hold them to the same promises as the
real adapters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from chalicelib.gateways.sqs import LONGEST_BODY
from chalicelib.model.errors import HuiyinError, LostRace, NotFound, TooLarge, Unauthenticated
from chalicelib.model.identity import Principal
from chalicelib.model.ports import ChannelAccount, Glimpse, HttpAnswer, UploadForm

START = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
"""Singles' Day, Wednesday, ten in the morning in Shanghai."""


class SettableClock:
    """Stands still until told otherwise."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def advance(self, by: timedelta) -> None:
        self.now += by


@dataclass
class FakeQueue:
    bodies: list[str] = field(default_factory=list)
    failure: HuiyinError | None = None

    def send(self, body: str, *, delay_seconds: int = 0) -> None:
        self.send_many([body])

    def send_many(self, bodies: Sequence[str]) -> None:
        if self.failure:
            raise self.failure
        if any(len(body.encode()) > LONGEST_BODY for body in bodies):
            raise TooLarge(f"a message holds at most {LONGEST_BODY} bytes")
        self.bodies += bodies

    def take(self) -> list[str]:
        """Everything in the queue, which is then empty."""
        taken, self.bodies = self.bodies, []
        return taken


@dataclass
class FakeObjects:
    kept: dict[str, bytes] = field(default_factory=dict)
    failure: HuiyinError | None = None

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        if self.failure:
            raise self.failure
        self.kept[key] = data

    def get(self, key: str) -> bytes:
        return self._read(key)

    def _read(self, key: str) -> bytes:
        if self.failure:
            raise self.failure
        if key not in self.kept:
            raise NotFound("there is no such object", key=key)
        return self.kept[key]

    @property
    def upload_origin(self) -> str:
        return "https://objects.example"

    def delete(self, key: str) -> None:
        if self.failure:
            raise self.failure
        self.kept.pop(key, None)

    def glimpse(self, key: str, *, length: int) -> Glimpse:
        data = self._read(key)
        return Glimpse(head=data[:length], size=len(data), version=hashlib.sha256(data).hexdigest())

    def copy(self, source: str, target: str, *, version: str, content_type: str) -> None:
        data = self._read(source)
        if hashlib.sha256(data).hexdigest() != version:
            raise LostRace("the object has changed meanwhile")
        self.kept[target] = data

    def names(self, prefix: str, *, after: str = "") -> Iterator[str]:
        yield from sorted(key for key in self.kept if key.startswith(prefix) and key > after)

    def replace(self, key: str, data: bytes, *, version: str) -> None:
        if self.glimpse(key, length=1).version != version:
            raise LostRace("the object has changed meanwhile")
        self.kept[key] = data

    def upload_form(self, key: str, *, largest: int, expires_in: int) -> UploadForm:
        return UploadForm(url=f"{self.upload_origin}/", fields={"key": key, "policy": f"{largest}|{expires_in}"})

    def download_url(self, key: str, *, name: str, content_type: str, expires_in: int) -> str:
        about = urlencode({"name": name, "type": content_type, "expires_in": expires_in})
        return f"{self.upload_origin}/{key}?{about}"


@dataclass(frozen=True)
class SentMail:
    raw: bytes
    sender: str
    recipients: tuple[str, ...]


@dataclass
class FakeMailer:
    """One mail per idempotency key, as the promise says."""

    sent: dict[str, SentMail] = field(default_factory=dict)
    failure: HuiyinError | None = None

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        if self.failure:
            raise self.failure
        self.sent.setdefault(idempotency_key, SentMail(raw, sender, tuple(recipients)))
        return f"{idempotency_key}@mail.test"


@dataclass
class FakeHttp:
    """``answer`` decides; every call is kept."""

    answer: Callable[[str, str], HttpAnswer] = lambda method, url: HttpAnswer(200, b"{}")
    calls: list[tuple[str, str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        self.calls.append((method, url, body or b""))
        self.headers.append(dict(headers or {}))
        return self.answer(method, url)


@dataclass
class FakeAccounts:
    connected: dict[tuple[str, str], ChannelAccount] = field(default_factory=dict)

    def add(self, account: ChannelAccount) -> None:
        self.connected[(account.channel, account.account)] = account

    def get(self, channel: str, account: str) -> ChannelAccount:
        if (channel, account) not in self.connected:
            raise NotFound("no such channel account is connected", channel=channel)
        return self.connected[(channel, account)]

    def names(self, channel: str) -> tuple[str, ...]:
        return tuple(account for one, account in sorted(self.connected) if one == channel)


@dataclass
class FakeSecrets:
    kept: dict[str, str] = field(default_factory=dict)
    failure: HuiyinError | None = None

    def get(self, name: str) -> str:
        if self.failure:
            raise self.failure
        if name not in self.kept:
            raise NotFound("there is no such secret", name=name)
        return self.kept[name]

    def put(self, name: str, value: str) -> None:
        if self.failure:
            raise self.failure
        self.kept.setdefault(name, value)

    def delete(self, name: str) -> None:
        if self.failure:
            raise self.failure
        self.kept.pop(name, None)


@dataclass
class FakeDoorkeeper:
    """A token is a person's id."""

    people: dict[str, Principal] = field(default_factory=dict)

    def principal(self, token: str) -> Principal:
        if token not in self.people:
            raise Unauthenticated("sign in")
        return self.people[token]
