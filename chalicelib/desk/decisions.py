"""What an agent's action means for a complaint: facts in, facts said. Pure; every function returns a ``Draft``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.aftersales import repairs
from chalicelib.aftersales.entitling import entitled
from chalicelib.aftersales.reopening import owed_anew
from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause
from chalicelib.model.complaint import Complaint, Resolution, Status, Wait, digest
from chalicelib.model.entitlement import Fact
from chalicelib.model.errors import IllegalTransition, InvalidInput, NotFound
from chalicelib.model.identity import Principal
from chalicelib.model.message import Message
from chalicelib.model.order import Order
from chalicelib.model.settings import Settings
from chalicelib.model.survey import CancelReason
from chalicelib.routing import clocks
from chalicelib.routing.measuring import measure_anew
from chalicelib.routing.promises import Matter
from chalicelib.surveys.asking import cancel, schedule
from chalicelib.surveys.visiting import plan_visit

from . import permissions


def reply(complaint: Complaint, agent: Principal, message: Message, *, now: datetime) -> Draft:
    """The answer itself goes out through the outbox; here it only stops the clocks it answers.

    Who left no address finds it on the status page.
    """
    permissions.require_hold(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Replied(message=digest(message)))
    draft.change_clocks("an agent replied", clocks.agent_replied(complaint.clocks, now=now))
    return draft


def note(
    complaint: Complaint, agent: Principal, message: Message, *, mentions: tuple[str, ...] = (), now: datetime
) -> Draft:
    """An internal note; it moves nothing."""
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Noted(message=digest(message), mentions=mentions))
    return draft


def finish_task(complaint: Complaint, agent: Principal, *, task: str, how: str, now: datetime) -> Draft:
    """Whoever did it says how. Raises ``NotFound`` for a task that is not open."""
    found = next((one for one in complaint.tasks if one.id == task), None)
    if found is None:
        raise NotFound("there is no such open task", task=task)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.TaskDone(task=found, how=how))
    return draft


def transfer(complaint: Complaint, agent: Principal, *, queue: str, why: str, now: datetime) -> Draft:
    """Another queue takes over; what is still owed is measured by what that queue promises."""
    permissions.require_status(complaint, Status.WAITING, Status.ASSIGNED)
    permissions.require_hold_or_waiting(complaint, agent)
    if queue == complaint.queue:
        raise IllegalTransition(f"it is in the queue '{queue}' already", **permissions.state_of(complaint))
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Transferred(queue=queue, why=why))
    measure_anew(draft, Cause.QUEUE)
    return draft


def state_facts(
    complaint: Complaint, agent: Principal, stated: Mapping[str, Fact], *, order: Order | None, now: datetime
) -> Draft:
    """What the agent knows of the case. Raises ``InvalidInput`` for what the rules cannot take."""
    permissions.require_hold_or_waiting(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(*entitled(complaint, cause="an agent stated facts", now=now, order=order, stated=stated))
    draft.say(*repairs.confirmation(draft.now, is_asked=False, now=now))
    record = draft.now.entitlements
    if record is None:
        raise InvalidInput("it is not known what this is about", fields={"issue": "state it, e.g. quality_fault"})
    if wrong := {name: why for name, why in record.unreadable.items() if name in stated}:
        raise InvalidInput("these facts cannot be read", fields=wrong)
    return draft


def wait(complaint: Complaint, agent: Principal, *, why: str, until: datetime, now: datetime) -> Draft:
    """Waiting for the customer pauses what we owe, visibly and not for ever."""
    permissions.require_status(complaint, Status.ASSIGNED)
    permissions.require_hold(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.WaitStarted(wait=Wait(why=why, since=now, until=until)))
    draft.change_clocks("waiting for the customer", clocks.pause(complaint.clocks, now=now, why=why))
    return draft


def start_clock(
    complaint: Complaint, agent: Principal, *, kind: str, since: datetime | None, why: str, now: datetime
) -> Draft:
    """Somebody asked for a repair, or a regulator passed it on ``since``. Whoever hears of it may say so."""
    permissions.require_status(complaint, Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)
    draft = Draft.of(complaint, by=agent, at=now)
    begun = clocks.start_by_hand(complaint.clocks, kind, Matter.of(complaint), now=now, since=since)
    if not begun:
        raise IllegalTransition(f"the clock {kind} runs already", **permissions.state_of(complaint))
    draft.change_clocks(_by_hand("started by hand", why), begun)
    return draft


def stop_clock(complaint: Complaint, agent: Principal, *, kind: str, why: str, now: datetime) -> Draft:
    """The repair is agreed on, the regulator has its answer: met, or missed when it is too late."""
    permissions.require_status(complaint, Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)
    permissions.require_hold_or_waiting(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    ended = clocks.stop_by_hand(complaint.clocks, kind, now=now)
    if not ended:
        raise IllegalTransition(f"the clock {kind} does not run", **permissions.state_of(complaint))
    draft.change_clocks(_by_hand("stopped by hand", why), ended)
    return draft


def _by_hand(what: str, why: str) -> str:
    return f"{what}: {why}" if why else what


def resolve(
    complaint: Complaint,
    agent: Principal,
    resolution: Resolution,
    *,
    survey: str,
    visit: str,
    now: datetime,
    settings: Settings,
) -> Draft:
    """Ends the clocks, schedules the survey and plans the visit."""
    permissions.require_status(complaint, Status.ASSIGNED, Status.WAITING_CUSTOMER, Status.WAITING)
    if complaint.status is not Status.WAITING_CUSTOMER:
        permissions.require_hold(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    if complaint.wait:
        draft.change_clocks("resolved", clocks.resume(complaint.clocks, now=now))
    draft.say(
        facts.Resolved(
            resolution=resolution,
            close_at=now + timedelta(seconds=settings.close_after_seconds),
        )
    )
    draft.change_clocks("resolved", clocks.stop_all(draft.now.clocks, now=now))
    schedule(draft, survey=survey, agent=agent.id, settings=settings)
    plan_visit(draft, visit=visit, settings=settings)
    return draft


def reopen(complaint: Complaint, agent: Principal, *, why: str, now: datetime) -> Draft:
    """What was promised and what rules oblige us to is owed anew; a survey not yet answered is no longer asked."""
    permissions.require_status(complaint, Status.RESOLVED, Status.CLOSED)
    draft = Draft.of(complaint, by=agent, at=now)
    reopened(draft, why=why)
    return draft


def reopened(draft: Draft, *, why: str) -> None:
    draft.say(facts.Reopened(why=why))
    cancel(draft, why=CancelReason.REOPENED)
    draft.change_clocks("reopened", owed_anew(draft))
