"""The store over one table of either engine, and changes to put into it. No other room is needed for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from moto import mock_aws

from chalicelib.intake.opening import opened
from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint, Lease
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.event import Body
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import Customer, Direction, Inbound, Message, OrderReference, ReplyAddress
from chalicelib.routing.rules import rule_book
from chalicelib.store import Agents, Outbox, Quarantine, Store, Surveys, Table, Tokens
from chalicelib.store.definition import create
from infra.local.dynamodb import Engine
from tests.support.fakes import START, SettableClock
from tests.support.memory import MemoryClient
from tests.support.understanding import understood
from tests.support.world import SECRET, dynamodb_client

TABLE = "huiyin-store"
SHOP = "demo"
BACKENDS = ("embedded", "memory", "moto")
REPLY_TO = ReplyAddress(channel="email", account="support@demo.example", recipient="wang@customer.example")


@dataclass(frozen=True)
class Shelf:
    client: Any
    clock: SettableClock

    @property
    def table(self) -> Table:
        return Table(lambda: self.client, TABLE, secret=lambda: SECRET)

    @property
    def store(self) -> Store:
        return Store(self.table, clock=self.clock, zone="Asia/Shanghai")

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.table, clock=self.clock)

    @property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.table)

    @property
    def surveys(self) -> Surveys:
        return Surveys(self.table)

    @property
    def agents(self) -> Agents:
        return Agents(self.table)

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.table)

    def put(self, complaint: str = "c1", text: str = "质量太差", **about: Any) -> Complaint:
        """Commits a new complaint."""
        change = opening(complaint, text, **about)
        self.store.commit(change)
        return change.after

    def say(self, complaint: Complaint, *bodies: Body, **more: Any) -> Complaint:
        """Commits these facts about it."""
        change = saying(complaint, *bodies, at=self.clock()).change(**more)
        self.store.commit(change)
        return change.after

    def rows(self) -> list[dict[str, Any]]:
        """Everything in the table, in one order."""
        found: list[dict[str, Any]] = []
        for page in self.client.get_paginator("scan").paginate(TableName=TABLE):
            found += page["Items"]
        return sorted(found, key=lambda row: (row["PK"]["S"], row["SK"]["S"]))


@contextmanager
def shelf_of(backend: str, folder: Path) -> Iterator[Shelf]:
    clock = SettableClock()
    if backend == "moto":
        with mock_aws():
            cloud = boto3.session.Session().client("dynamodb", region_name="us-east-1")
            create(cloud, TABLE)
            yield Shelf(cloud, clock)
        return
    engine = Engine(folder / "table.sqlite", clock=clock.seconds)
    client: Any = MemoryClient() if backend == "memory" else dynamodb_client(engine)
    create(client, TABLE)
    yield Shelf(client, clock)
    engine.close()


def opening(
    complaint: str = "c1",
    text: str = "质量太差",
    *,
    shop: str = SHOP,
    at: datetime = START,
    customer: Customer | None = None,
    order: str | None = None,
    **more: Any,
) -> Change:
    """A new complaint with its first message; ``more`` goes into the change."""
    inbound = Inbound(
        text=text,
        customer=customer or Customer(email="wang@customer.example"),
        order=OrderReference(number=order) if order else None,
        reply_to=REPLY_TO,
    )
    message = Message(id=f"m-{complaint}", direction=Direction.INBOUND, text=text, at=at)
    after, events = opened(
        inbound,
        message,
        complaint=complaint,
        shop=shop,
        account="support",
        assessment=understood(text),
        rules=rule_book(),
        now=at,
    )
    return Change(before=None, after=after, events=events, messages=(message,), **more)


def saying(complaint: Complaint, *bodies: Body, at: datetime = START) -> Draft:
    draft = Draft(before=complaint, actor=SYSTEM, at=at)
    draft.say(*bodies)
    return draft


def claimed(agent: str = "agent-1", *, until: datetime = START + timedelta(hours=1)) -> facts.Claimed:
    return facts.Claimed(lease=Lease(agent=agent, taken_at=START, until=until))


def effect(name: str = "x1", complaint: str = "c1", *, at: datetime = START) -> Effect:
    return Effect(
        id=name,
        complaint=complaint,
        shop=SHOP,
        kind=EffectKind.ACKNOWLEDGEMENT,
        to=REPLY_TO,
        text="收到",
        language="zh-Hans",
        created_at=at,
        next_attempt_at=at,
    )
