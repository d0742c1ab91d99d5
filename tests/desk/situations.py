"""Complaints as the desk finds them, and everything the desk can do to one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chalicelib.channels.email.threads import reply_address
from chalicelib.desk.desk import Action, Desk
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.complaint import Complaint, Level, Status
from chalicelib.model.identity import Principal
from tests.support.world import AGENT, MAIL, World

QUALITY = "质量太差，屏幕两天就坏了，要求换货"
LOGISTICS = "物流三天没动"
SAFETY = "充电器起火，质量太差"
DAY = timedelta(days=1)

Act = Callable[[Desk, str, Action], Complaint]

ACTIONS: dict[str, Act] = {
    "claim": lambda desk, one, action: desk.claim(one, action),
    "heartbeat": lambda desk, one, action: desk.heartbeat(one, action),
    "release": lambda desk, one, action: desk.release(one, action),
    "reply": lambda desk, one, action: desk.reply(one, action, text="已为您安排换货"),
    "note": lambda desk, one, action: desk.note(one, action, text="电话里说明过"),
    "transfer": lambda desk, one, action: desk.transfer(one, action, queue="policy", why="退款问题"),
    "reclassify": lambda desk, one, action: desk.reclassify(
        one, action, primary=Category.LOGISTICS, labels=(Category.QUALITY,), why="运输中损坏"
    ),
    "set_severity": lambda desk, one, action: desk.set_severity(one, action, severity=Severity.S1, why="他要找律师"),
    "escalate": lambda desk, one, action: desk.escalate(one, action, level=Level.SUPERVISOR, why="要求与主管通话"),
    "wait": lambda desk, one, action: desk.wait(one, action, why="等待照片", until=None),
    "resolve": lambda desk, one, action: desk.resolve(one, action, outcome="replaced", text="已换货"),
    "reopen": lambda desk, one, action: desk.reopen(one, action, why="换货又坏了"),
}


def waiting(world: World, text: str = QUALITY, **about: Any) -> Complaint:
    return world.complain(text, **about)


def assigned(world: World, *, to: Principal = AGENT, **about: Any) -> Complaint:
    return world.runtime.desk.claim(waiting(world, **about).id, Action(by=to))


def waiting_for_customer(world: World, **about: Any) -> Complaint:
    return ACTIONS["wait"](world.runtime.desk, assigned(world, **about).id, Action(by=AGENT))


def resolved(world: World, *, by: Principal = AGENT, **about: Any) -> Complaint:
    return ACTIONS["resolve"](world.runtime.desk, assigned(world, to=by, **about).id, Action(by=by))


def closed(world: World, **about: Any) -> Complaint:
    """A week later."""
    complaint = resolved(world, **about)
    world.run_due(after=timedelta(seconds=world.runtime.settings.close_after_seconds))
    return world.complaint(complaint.id)


SITUATIONS: dict[Status, Callable[[World], Complaint]] = {
    Status.CLOSED: closed,  # first, because it lets a week pass
    Status.WAITING: waiting,
    Status.ASSIGNED: assigned,
    Status.WAITING_CUSTOMER: waiting_for_customer,
    Status.RESOLVED: resolved,
}


def customer_writes(world: World, complaint: Complaint, text: str = "还没有收到") -> Complaint:
    """By mail, to the address that our answers name."""
    to = reply_address(complaint.id, keys=world.accounts.get("email", MAIL).secret("token_key"), domain="demo.example")
    name = world.runtime.ids.new("e")
    raw = f"From: c@customer.example\r\nTo: {to}\r\nMessage-ID: <{name}@customer.example>\r\n\r\n{text}\r\n"
    outcome = world.process(world.mail(raw.encode(), sender="c@customer.example", recipients=(to,)))
    if outcome.complaint != complaint.id:
        raise AssertionError(f"the mail went to {outcome.complaint}")
    return world.complaint(complaint.id)
