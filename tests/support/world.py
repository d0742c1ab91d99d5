"""``World``: a runtime whose every outside is visible, with shortcuts for what tests do all the time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import boto3
from botocore.config import Config

from chalicelib.gateways.sealed_objects import SealedObjects
from chalicelib.intake.accept import read_delivery
from chalicelib.intake.recording import Outcome
from chalicelib.model.complaint import Complaint
from chalicelib.model.delivery import Delivery
from chalicelib.model.identity import Principal, Role
from chalicelib.model.ports import Assess, ChannelAccount
from chalicelib.model.sealing import Seal
from chalicelib.model.settings import Settings
from chalicelib.model.tokens import Signer
from chalicelib.runtime import Runtime
from chalicelib.store import Table
from chalicelib.store.definition import create
from infra.local.dynamodb import Engine
from tests.support.fakes import (
    FakeAccounts,
    FakeDoorkeeper,
    FakeHttp,
    FakeMailer,
    FakeObjects,
    FakeQueue,
    FakeSecrets,
    SettableClock,
)

TABLE = "huiyin-test"
SHOP = "demo"
SECRET = b"a test's search key, long enough"
MAIL = "support@demo.example"
AGENT = Principal(id="agent-1", shop=SHOP, name="林晓", roles=frozenset({Role.AGENT}))
OTHER_AGENT = Principal(id="agent-2", shop=SHOP, name="何佳", roles=frozenset({Role.AGENT}))
SUPERVISOR = Principal(id="supervisor-1", shop=SHOP, name="陈静", roles=frozenset({Role.SUPERVISOR}))
ADMIN = Principal(id="admin-1", shop=SHOP, name="吴敏", roles=frozenset({Role.ADMIN}))
AUDITOR = Principal(id="auditor-1", shop=SHOP, name="郑一", roles=frozenset({Role.AUDITOR}))
STRANGER = Principal(id="agent-9", shop="other", name="Ann", roles=frozenset({Role.AGENT, Role.SUPERVISOR}))


@dataclass
class Calls:
    """AWS calls made through the table's client, by operation, and what they consumed."""

    operations: list[str]
    items_read: int = 0
    read_units: float = 0.0
    """Of queries: what DynamoDB would bill."""

    def clear(self) -> None:
        self.operations.clear()
        self.items_read = 0
        self.read_units = 0.0


class World:
    def __init__(
        self,
        folder: Path,
        *,
        settings: Settings | None = None,
        assess: Assess | None = None,
        seal: Seal | None = None,
        client: Any = None,
    ) -> None:
        """``assess`` takes the place of understanding where a test wants to decide what is understood. Without a
        ``seal`` rows and objects can be looked at as they lie. ``client`` takes the place of one over the engine.
        """
        self.clock = SettableClock()
        self.engine = Engine(folder / "table.sqlite", clock=self.clock.seconds)
        self.intake, self.due = FakeQueue(), FakeQueue()
        self.objects, self.mailer, self.http = FakeObjects(), FakeMailer(), FakeHttp()
        self.public_http, self.secrets = FakeHttp(), FakeSecrets()
        self.accounts = _accounts()
        people = (AGENT, OTHER_AGENT, SUPERVISOR, ADMIN, AUDITOR, STRANGER)
        self.doorkeeper = FakeDoorkeeper({one.id: one for one in people})
        self.client = client or dynamodb_client(self.engine)
        create(self.client, TABLE)
        self.calls = Calls([])
        self.client.meta.events.register("before-parameter-build.dynamodb", self._count)
        self.client.meta.events.register("after-call.dynamodb", self._weigh)
        self.runtime = Runtime(
            table=Table(lambda: self.client, TABLE, secret=lambda: SECRET, seal=seal),
            intake_queue=self.intake,
            due_queue=self.due,
            objects=SealedObjects(self.objects, seal) if seal else self.objects,
            mailer=self.mailer,
            http=self.http,
            public_http=self.public_http,
            secrets=self.secrets,
            accounts=self.accounts,
            doorkeeper=self.doorkeeper,
            signer=Signer((b"a test's signing key, long enough",)),
            settings=settings or Settings(public_url="https://huiyin.example"),
            clock=self.clock,
            random=Random(11),
        )
        if assess:
            self.runtime.recording = replace(self.runtime.recording, assess=assess)

    def close(self) -> None:
        self.engine.close()

    def process(self, delivery: Delivery) -> Outcome:
        """The outcome of the delivery's only message."""
        [outcome] = self.runtime.processing.process(delivery)
        return outcome

    def process_queue(self) -> list[Outcome]:
        """Processes what has been accepted."""
        return [
            outcome for body in self.intake.take() for outcome in self.runtime.processing.process(read_delivery(body))
        ]

    def complain(self, text: str = "手机用了两天屏幕就坏了，要求换货", **about: Any) -> Complaint:
        """A new complaint by form."""
        return self.complaint(self.process(self.form(text, **about)).complaint)

    def form(self, text: str, **about: Any) -> Delivery:
        about.setdefault("customer", {"email": f"{self.runtime.ids.new('p')}@customer.example"})
        return self.delivery("form", SHOP, json.dumps({"text": text, **about}).encode())

    def delivery(self, channel: str, account: str, body: bytes, **about: Any) -> Delivery:
        return Delivery(
            id=self.runtime.ids.new("d"),
            shop=SHOP,
            channel=channel,
            account=account,
            received_at=self.clock(),
            body=body,
            **about,
        )

    def mail(self, raw: bytes, *, sender: str = "", recipients: tuple[str, ...] = (MAIL,)) -> Delivery:
        headers = {"x-envelope-from": sender, "x-envelope-to": ",".join(recipients)}
        return self.delivery("email", MAIL, raw, headers=headers)

    def complaint(self, complaint: str) -> Complaint:
        return self.runtime.store.complaint(SHOP, complaint)

    def run_due(self, *, after: timedelta = timedelta(0)) -> int:
        """Lets time pass, sweeps, and does what is due; how many references there were."""
        from chalicelib.background import sweep
        from chalicelib.workers.outbox import act

        self.clock.advance(after)
        self.runtime.sweeping.sweep()
        bodies = self.due.take()
        for body in bodies:
            due = sweep.read(body)
            act(self.runtime, due)
        return len(bodies)

    def _count(self, model: Any, params: Any, **_: Any) -> None:
        self.calls.operations.append(model.name)
        if model.name == "Query":
            params["ReturnConsumedCapacity"] = "TOTAL"

    def _weigh(self, parsed: Any, **_: Any) -> None:
        self.calls.items_read += parsed.get("ScannedCount", 0)
        if "ConsumedCapacity" in parsed:
            self.calls.read_units += parsed["ConsumedCapacity"]["CapacityUnits"]


@cache
def _session() -> boto3.session.Session:
    """Shared, because reading botocore's files is most of what a client costs."""
    return boto3.session.Session()


def dynamodb_client(engine: Engine) -> Any:
    client = _session().client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}, parameter_validation=False),
    )
    engine.attach(client)
    return client


def _accounts() -> FakeAccounts:
    accounts = FakeAccounts()
    accounts.add(
        ChannelAccount(
            channel="email",
            account=MAIL,
            shop=SHOP,
            secrets={"token_key": ("a test's token key, long enough",)},
            settings={"from": MAIL, "domain": "demo.example"},
        )
    )
    accounts.add(ChannelAccount(channel="form", account=SHOP, shop=SHOP, settings={"email_account": MAIL}))
    accounts.add(
        ChannelAccount(
            channel="relay",
            account=SHOP,
            shop=SHOP,
            secrets={"signing": ("whsec_YSB0ZXN0J3MgcmVsYXkgc2VjcmV0LCBsb25nIGVub3VnaA==",)},
        )
    )
    accounts.add(
        ChannelAccount(
            channel="wechat_oa",
            account=SHOP,
            shop=SHOP,
            secrets={"token": ("test-token",), "app_secret": ("test-app-secret",)},
            settings={"app_id": "wxtest", "message_mode": "plain"},
        )
    )
    return accounts
