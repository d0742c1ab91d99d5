"""The main job from outside: a complaint comes, is understood, claimed, answered, resolved and asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from .client import Client, JsonObject, send_mail, until
from .runner import Runner

ANSWER = "您好，包裹误投到了邻近的驿站，今天 18 点前重新送到您手上。"
SAID = "快递显示已签收，可是我没有收到包裹，打了三次电话都没人接，请帮我查一下"


@pytest.fixture
def agent(machine: Runner) -> Iterator[Client]:
    with machine.client("agent") as client:
        yield client


@pytest.fixture
def supervisor(machine: Runner) -> Iterator[Client]:
    with machine.client("supervisor") as client:
        yield client


def by_form(_: Runner, agent: Client, address: str) -> str:
    return agent.processed(agent.complain(SAID, customer={"email": address}))


def by_mail(machine: Runner, agent: Client, address: str) -> str:
    headers = f"From: 刘洋 <{address}>\r\nTo: support@demo.example\r\nMessage-ID: <{address}>\r\n"
    headers += "Subject: =?gb18030?b?v+y13bbqwcs=?=\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n"
    send_mail(machine.smtp_port, headers.encode() + SAID.encode("gb18030"), sender=address)
    [found] = until(lambda: agent.get(f"/v1/search?email={address}").json["items"], what="the mailed complaint")
    return str(found["id"])


def resolved(agent: Client, complaint: str) -> JsonObject:
    path = f"/v1/complaints/{complaint}"
    agent.done(f"{path}/claim")
    agent.done(f"{path}/replies", {"text": ANSWER})
    return dict(agent.done(f"{path}/resolve", {"outcome": "delivered"}))


@pytest.mark.parametrize("arrive", [by_form, by_mail])
def test_from_complaint_to_satisfaction(
    machine: Runner, agent: Client, supervisor: Client, arrive: Callable[[Runner, Client, str], str]
) -> None:
    address = f"{arrive.__name__}@customer.example"
    complaint = arrive(machine, agent, address)
    opened = agent.complaint(complaint)
    assert opened["messages"][0]["text"] == SAID
    assert opened["category"]["primary"] == "logistics"
    assert opened["category"]["evidence"]
    assert (opened["queue"], opened["status"]) == ("logistics", "waiting")
    assert opened["routing"]["reasons"]
    assert {"first_response", "resolution"} <= {clock["kind"] for clock in opened["clocks"]}
    assert all(clock["due_at"] and clock["reason"] for clock in opened["clocks"])

    assert resolved(agent, complaint)["status"] == "resolved"
    assert address in agent.mail_with(complaint, ANSWER)

    before = supervisor.get("/v1/reports/satisfaction").json["numbers"]["answered"]
    link = re.search(rf"{machine.url}/survey/[\w.-]+", agent.mail_with(address, "/survey/"))
    assert link
    answered = agent.post(link.group(), {"score": 5, "solved": "yes"})
    assert (answered.status, answered.json["state"]) == (200, "answered")
    report = supervisor.get("/v1/reports/satisfaction").json
    assert report["numbers"]["answered"] == before + 1
    assert report["definition"]["csat"]
    assert agent.post(link.group(), {"score": 1, "solved": "no"}).status == 409
    assert agent.complaint(complaint)["survey"]["score"] == 5


def test_a_reopened_complaint_is_not_asked_about(machine: Runner, agent: Client) -> None:
    address = "reopened@customer.example"
    complaint = by_form(machine, agent, address)
    resolved(agent, complaint)
    agent.done(f"/v1/complaints/{complaint}/reopen", {"reason": "the parcel is still missing"})
    assert agent.complaint(complaint)["survey"]["state"] == "cancelled"

    later = by_form(machine, agent, "later@customer.example")
    resolved(agent, later)
    agent.mail_with("later@customer.example", "/survey/")
    assert not [mail for mail in agent.mails() if address in mail and "/survey/" in mail]
