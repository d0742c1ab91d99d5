"""What lies outside during the month: mailboxes, the platform, and the moments at which a worker dies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final
from urllib.parse import unquote

from chalicelib.model.errors import Undeliverable
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from tests.support.fakes import FakeMailer
from tests.support.faults import Crash, CrashPoints
from tests.support.world import SHOP, World

GONE: Final = "gone"
"""A mailbox whose server refuses at once."""
BOUNCING: Final = "bouncing"
"""A mailbox that takes a mail and sends it back hours later."""
TEXTING: Final = ChannelAccount(
    channel="aliyun_sms",
    account="texting",
    shop=SHOP,
    secrets={"access_key_secret": ("a test's access key",)},
    settings={
        "access_key_id": "test",
        "sign_name": "回音",
        "template_code": "SMS_1",
        "template_parameters": '{"link": "{link}"}',
    },
)
_SURVEY: Final = re.compile(r"/survey/([\w.~-]+)")
_TO: Final = re.compile(r'"touser":"([^"]+)"|PhoneNumbers=(\d+)')
_TAKEN: Final = b'{"access_token": "t", "expires_in": 7200, "errcode": 0, "Code": "OK", "BizId": "b"}'


@dataclass
class Kills(CrashPoints):
    """While armed, a worker dies at one in so many of the moments before and after its calls to the outside."""

    random: Random = field(default_factory=Random)
    one_in: int = 400
    killed: int = 0
    is_armed: bool = False

    def reach(self, **_: object) -> None:
        if self.is_armed and self.random.randrange(self.one_in) == 0:
            self.killed += 1
            raise Crash("the worker is gone, whatever it was at")

    @contextmanager
    def armed(self) -> Iterator[None]:
        self.is_armed = True
        try:
            yield
        finally:
            self.is_armed = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that reached somebody. Of a mail ``said`` is the effect's id, of a chat the survey's token."""

    at: datetime
    recipient: str
    said: str


@dataclass
class Mailboxes(FakeMailer):
    """Some do not exist, some find that out later; and a worker may die when a mail has just left."""

    world: World | None = None
    kills: Kills = field(default_factory=Kills)
    arrived: list[Arrival] = field(default_factory=list)
    returned: list[Arrival] = field(default_factory=list)

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        [recipient] = recipients
        self.kills.reach()
        if recipient.startswith(GONE):
            raise Undeliverable("no such mailbox")
        is_new = idempotency_key not in self.sent
        known = super().send(raw=b"", sender=sender, recipients=recipients, idempotency_key=idempotency_key)
        if is_new and self.world:
            arrival = Arrival(at=self.world.clock(), recipient=recipient, said=idempotency_key)
            (self.returned if recipient.startswith(BOUNCING) else self.arrived).append(arrival)
        self.kills.reach()
        return known


@dataclass
class Platform:
    """WeChat and text messages: hands out tokens and takes everything."""

    world: World
    kills: Kills
    arrived: list[Arrival] = field(default_factory=list)

    def answer(self, _method: str, url: str) -> HttpAnswer:
        self.kills.reach()
        _, _, body = self.world.http.calls.pop()
        self.world.http.headers.clear()
        said = unquote(url) + body.decode()
        if (survey := _SURVEY.search(said)) and (to := _TO.search(said)):
            self.arrived.append(Arrival(at=self.world.clock(), recipient=to[1] or to[2], said=survey[1]))
        self.kills.reach()
        return HttpAnswer(200, _TAKEN)
