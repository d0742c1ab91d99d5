"""A Huiyin in memory over the embedded engine, in which every call to AWS is counted, weighed and timed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import boto3
from botocore.config import Config

from chalicelib.gateways.http import HttpGateway
from chalicelib.gateways.public_http import PublicHttp
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import NotFound, Unauthenticated
from chalicelib.model.identity import Principal, Role
from chalicelib.model.ports import ChannelAccount
from chalicelib.model.settings import Settings
from chalicelib.model.tokens import Signer
from chalicelib.runtime import Runtime
from chalicelib.store import Table
from chalicelib.store.definition import create
from infra.local.dynamodb import Engine
from infra.local.objects import FileObjects
from infra.local.secret_files import FileSecrets

from .texts import Said

TABLE: Final = "bench"
SHOP: Final = "demo"
MAILBOX: Final = "help@shop.example"
AGENT: Final = Principal(id="agent", shop=SHOP, name="林晓", roles=frozenset({Role.AGENT}))
START: Final = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)


@dataclass
class Tally:
    """Calls by name, and what they cost: rows read by queries and their capacity units, bytes sent and received, CPU
    seconds.

    Weighing takes time, so whoever looks at the time does without.
    """

    calls: list[str] = field(default_factory=list)
    read: int = 0
    units: float = 0.0
    sent: int = 0
    received: int = 0
    cpu: float = 0.0
    weighs: bool = False

    def clear(self) -> None:
        self.calls.clear()
        self.read = self.sent = self.received = 0
        self.units = self.cpu = 0.0


class _Client:
    """The client of boto3, with a stopwatch."""

    def __init__(self, client: Any, tally: Tally) -> None:
        self._client = client
        self._tally = tally
        client.meta.events.register("before-parameter-build.dynamodb", self._before)
        client.meta.events.register("after-call.dynamodb", self._after)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def timed(**parameters: Any) -> Any:
            started = time.process_time()
            try:
                return method(**parameters)
            finally:
                self._tally.cpu += time.process_time() - started

        return timed

    def _before(self, model: Any, params: Any, **_: Any) -> None:
        self._tally.calls.append(model.name)
        if self._tally.weighs:
            self._tally.sent += _weight(params)
        if model.name == "Query":
            params["ReturnConsumedCapacity"] = "TOTAL"

    def _after(self, parsed: Any, **_: Any) -> None:
        self._tally.read += parsed.get("ScannedCount", 0)
        if "ScannedCount" in parsed:
            self._tally.units += parsed["ConsumedCapacity"]["CapacityUnits"]
        if self._tally.weighs:
            self._tally.received += _weight(
                {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
            )


def _weight(content: object) -> int:
    """Bytes of it as JSON, which is how DynamoDB speaks."""
    return len(json.dumps(content, ensure_ascii=False).encode())


@dataclass
class MemoryQueue:
    tally: Tally
    bodies: list[str] = field(default_factory=list)

    def send(self, body: str, *, delay_seconds: int = 0) -> None:  # noqa: ARG002 - the port says so
        self.tally.calls.append("SendMessage")
        self.tally.sent += len(body.encode())
        self.bodies.append(body)

    def send_many(self, bodies: Sequence[str]) -> None:
        self.tally.calls.append("SendMessageBatch")
        self.bodies += bodies


class MemoryObjects(FileObjects):
    """Without the files."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(Path())
        self.tally = tally
        self.kept: dict[str, bytes] = {}

    def put(self, key: str, data: bytes, *, content_type: str) -> None:  # noqa: ARG002 - the port says so
        self.tally.calls.append("PutObject")
        self.tally.sent += len(data)
        self.kept[key] = data

    def get(self, key: str) -> bytes:
        self.tally.calls.append("GetObject")
        return self.kept[key]


class DroppedMail:
    def send(self, *, idempotency_key: str, **_: object) -> str:
        return f"{idempotency_key}@bench.example"


class OneShop:
    """Takes complaints by form and answers by e-mail."""

    def __init__(self) -> None:
        settings = {"from": MAILBOX, "domain": "shop.example"}
        secrets = {"token_key": ("a key for measuring only",)}
        form = ChannelAccount(channel="form", account=SHOP, shop=SHOP, settings={"email_account": MAILBOX})
        mail = ChannelAccount(channel="email", account=MAILBOX, shop=SHOP, settings=settings, secrets=secrets)
        self._connected = {("form", SHOP): form, ("email", MAILBOX): mail}

    def get(self, channel: str, account: str) -> ChannelAccount:
        if (channel, account) not in self._connected:
            raise NotFound("no such channel account is connected", channel=channel)
        return self._connected[(channel, account)]

    def names(self, channel: str) -> tuple[str, ...]:
        return tuple(account for one, account in self._connected if one == channel)


class OneAgent:
    def principal(self, token: str) -> Principal:
        if token != AGENT.id:
            raise Unauthenticated("sign in")
        return AGENT


class Setting:
    """``clock`` moves a millisecond whenever it is asked, so that ids sort and the run repeats."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.tally = Tally()
        self.engine = Engine(folder / "table.sqlite", clock=lambda: self.now.timestamp())
        plain = boto3.session.Session().client(
            "dynamodb",
            region_name="us-east-1",
            aws_access_key_id="bench",
            aws_secret_access_key="bench",  # noqa: S106 - nobody is asked
            config=Config(retries={"max_attempts": 0}),
        )
        self.engine.attach(plain)
        create(plain, TABLE)
        self.client: Any = _Client(plain, self.tally)
        self.queue, self.due = MemoryQueue(self.tally), MemoryQueue(self.tally)
        self.runtime = Runtime(
            table=Table(lambda: self.client, TABLE, secret=lambda: b"a key to hash with"),
            intake_queue=self.queue,
            due_queue=self.due,
            objects=MemoryObjects(self.tally),
            mailer=DroppedMail(),
            http=HttpGateway(),
            public_http=PublicHttp(),
            secrets=FileSecrets(folder / "secrets"),
            accounts=OneShop(),
            doorkeeper=OneAgent(),
            signer=Signer((b"a key for measuring only",)),
            settings=Settings(public_url="https://bench.example"),
            clock=self.clock,
            random=Random(7),  # noqa: S311 - a run repeats
        )

    def clock(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def process(self, said: Said) -> str:
        """The complaint it became."""
        [outcome] = self.runtime.processing.process(self.delivery(said))
        return outcome.complaint

    def delivery(self, said: Said) -> Delivery:
        return Delivery(
            id=self.runtime.ids.new("d"),
            shop=SHOP,
            channel="form",
            account=SHOP,
            received_at=self.clock(),
            body=said.body(),
        )


@contextmanager
def setting(folder: Path) -> Iterator[Setting]:
    folder.mkdir()
    made = Setting(folder)
    try:
        yield made
    finally:
        made.engine.close()
