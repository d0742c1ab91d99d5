"""``kill -9`` in the middle of everything: what was acknowledged is there after the restart, exactly once."""

from __future__ import annotations

import smtplib
import socket
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

import pytest
from urllib3.exceptions import HTTPError

from .client import Client, JsonObject, send_mail, until
from .conftest import MakeRunner
from .runner import Runner

FORMS, MAILS, CLIENTS = 200, 60, 4
KILLED_AFTER = (60, 160)
"""Acknowledgements, of forms and mails together."""
PATIENCE = 180.0


def text_of(name: str) -> str:
    return f"订单 {name} 的快递一直没有送到，电话也没人接，请查一下"


def mail_of(name: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = f"{name}@customer.example", "support@demo.example"
    mail["Subject"], mail["Message-ID"] = name, f"<{name}@customer.example>"
    mail.set_content(text_of(name), charset="gb18030", cte="base64")
    return mail.as_bytes()


@dataclass
class Senders:
    """Each thing is sent once; what may be repeated (a mail, a form with a key) is, until it is acknowledged."""

    runner: Runner
    receipts: dict[str, str] = field(default_factory=dict)
    mails: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)

    @property
    def acknowledged(self) -> int:
        return len(self.receipts) + len(self.mails)

    def have(self, enough: int) -> bool:
        return self.acknowledged >= enough

    def forms(self, names: list[str]) -> None:
        with self.runner.client() as client:
            for name in names:
                has_key = int(name.rpartition("-")[2]) % 2 == 0
                self._repeat(partial(self._form, client, name, has_key), name, is_safe=has_key)

    def mailing(self, names: list[str]) -> None:
        for name in names:
            self._repeat(partial(self._mail, name), name, is_safe=True)

    def _repeat(self, send: Callable[[], bool], name: str, *, is_safe: bool) -> None:
        until(self._listens, what="the machine to listen", seconds=PATIENCE)
        if send():
            return
        if is_safe:
            until(send, what=f"{name} to be acknowledged", seconds=PATIENCE)
        else:
            self.unsure.add(name)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.runner.port)) == 0

    def _form(self, client: Client, name: str, has_key: bool) -> bool:
        headers = {"Idempotency_Key": name} if has_key else {}
        content = {"text": text_of(name), "subject": name, "customer": {"email": f"{name}@customer.example"}}
        try:
            answer = client.post("/v1/complaints", content, **headers)
        except HTTPError:
            return False
        assert answer.status == 202, answer
        self.receipts[name] = answer.json["receipt"]
        return True

    def _mail(self, name: str) -> bool:
        try:
            send_mail(self.runner.smtp_port, mail_of(name), sender=f"{name}@customer.example")
        except (smtplib.SMTPException, OSError):
            return False
        self.mails.add(name)
        return True


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(
    make_runner: MakeRunner, measured: Callable[[str, object], None]
) -> None:
    runner = make_runner(survey_delay_seconds=3600)
    runner.start()
    senders, killed_at = Senders(runner), list[int]()
    names = [f"form-{number}" for number in range(FORMS)]
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        sending = [pool.submit(senders.forms, names[start::CLIENTS]) for start in range(CLIENTS)]
        sending.append(pool.submit(senders.mailing, [f"mail-{number}" for number in range(MAILS)]))
        for enough in KILLED_AFTER:
            until(partial(senders.have, enough), what="the crowd to be busy", seconds=PATIENCE)
            runner.kill()
            killed_at.append(senders.acknowledged)
            runner.start()
        for one in sending:
            one.result()
    assert max(killed_at) < FORMS, "the kill came too late to prove anything"
    with runner.client("agent") as agent:
        check_all_there_once(agent, senders)
        check_numbers_equal_the_lists(agent)
        check_nothing_is_owed(agent)
    with runner.client("supervisor") as supervisor:
        assert supervisor.get("/v1/quarantine").json["items"] == []
    measured("acknowledged before each kill -9, and in all", f"{killed_at}, {senders.acknowledged}")
    measured("sent without a key and not acknowledged", len(senders.unsure))


def check_all_there_once(agent: Client, senders: Senders) -> None:
    for name, receipt in senders.receipts.items():
        [message] = agent.complaint(agent.processed(receipt))["messages"]
        assert message["text"] == text_of(name)
    found: Counter[str] = until(lambda: with_all(agent, senders.mails), what="every mail", seconds=PATIENCE)
    assert {name: times for name, times in found.items() if times != 1} == {}
    assert set(found) >= {*senders.receipts, *senders.mails}
    assert set(found) - {*senders.receipts, *senders.mails} <= senders.unsure


def with_all(agent: Client, mails: set[str]) -> Counter[str] | None:
    """How often each subject is there, once all mails are."""
    found = Counter(one["subject"] for one in agent.everything_waiting())
    return found if found.keys() >= mails else None


def check_numbers_equal_the_lists(agent: Client) -> None:
    for queue, numbers in agent.queues().items():
        assert numbers["waiting"] == len(list(agent.waiting(queue))), queue


def check_nothing_is_owed(agent: Client) -> None:
    """Every acknowledgement left, also those that were in hand when the machine died."""

    def undelivered(one: JsonObject) -> bool:
        deliveries = agent.complaint(one["id"])["deliveries"]
        return not deliveries or any(delivery["state"] != "done" for delivery in deliveries)

    waiting = agent.everything_waiting()

    def all_delivered() -> bool:
        waiting[:] = [one for one in waiting if undelivered(one)]
        return not waiting

    until(all_delivered, what="every acknowledgement to be delivered", seconds=PATIENCE)
