"""Words with only what a test is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.intake.opening import opened
from chalicelib.model.complaint import Complaint, Lease, Resolution, Wait
from chalicelib.model.event import Event
from chalicelib.model.identity import SYSTEM, Actor
from chalicelib.model.message import Customer, Direction, Inbound, Message, ReplyAddress
from chalicelib.model.survey import Survey, SurveyState
from chalicelib.routing.rules import rule_book
from tests.support.fakes import START
from tests.support.understanding import understood

HOUR = timedelta(hours=1)
LATER = START + HOUR
LEASE = Lease(agent="agent-1", taken_at=START, until=LATER)
WAIT = Wait(why="需要照片", since=START, until=LATER + HOUR)
RESOLUTION = Resolution(outcome="refunded", agent="agent-1", at=LATER)
SURVEY = Survey(id="v1", state=SurveyState.SCHEDULED, due_at=LATER + HOUR, expires_at=LATER + 2 * HOUR)
REPLY_TO = ReplyAddress(channel="email", account="support@demo.example", recipient="wang@customer.example")


def message(text: str = "质量太差", **about: Any) -> Message:
    known = {"id": "m1", "direction": Direction.INBOUND, "text": text, "at": START, "channel": "email"}
    return Message.model_validate({**known, **about})


def complaint_and_events(text: str = "质量太差") -> tuple[Complaint, tuple[Event, ...]]:
    return opened(
        Inbound(text=text, customer=Customer(email="wang@customer.example"), reply_to=REPLY_TO),
        message(text),
        complaint="c1",
        shop="demo",
        account="support@demo.example",
        assessment=understood(text),
        rules=rule_book(),
        now=START,
    )


def complaint(text: str = "质量太差") -> Complaint:
    return complaint_and_events(text)[0]


def happened(body: Any, *, version: int = 2, index: int = 0, actor: Actor = SYSTEM) -> Event:
    """An hour after the complaint came."""
    return Event(complaint="c1", version=version, index=index, at=LATER, actor=actor, body=body)
