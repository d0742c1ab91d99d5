"""What an agent's action means for a complaint: facts in, facts said. Pure; every function returns a ``Draft``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.aftersales import repairs
from chalicelib.aftersales.clocks import owed_again
from chalicelib.aftersales.entitling import entitled
from chalicelib.aftersales.flow_clocks import owed_by_flows
from chalicelib.model import event as facts
from chalicelib.model.assessment import Category
from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause, Clock
from chalicelib.model.complaint import Classification, Complaint, Lease, Resolution, Status, Wait, digest
from chalicelib.model.entitlement import Fact
from chalicelib.model.errors import IllegalTransition, InvalidInput, NotFound
from chalicelib.model.identity import Principal
from chalicelib.model.message import Message
from chalicelib.model.order import Order
from chalicelib.model.routing import HandOver, RoutingDecision
from chalicelib.model.settings import Settings
from chalicelib.model.survey import CancelReason
from chalicelib.routing import clocks
from chalicelib.routing.again import risen
from chalicelib.routing.assignment import weight_of
from chalicelib.routing.case import Case
from chalicelib.routing.promises import Matter
from chalicelib.routing.rules import route
from chalicelib.surveys.asking import cancel, schedule
from chalicelib.surveys.visiting import plan_visit

from . import permissions


def claim(complaint: Complaint, agent: Principal, *, now: datetime, settings: Settings) -> Draft:
    """Raises ``AlreadyClaimed`` with the holder; claiming what one holds renews the lease.

    What waits for its customer can be claimed, too: they may have called, or the click was wrong.
    """
    lease = complaint.lease if complaint.lease and complaint.lease.until > now else None
    if lease and lease.agent != agent.id:
        raise permissions.held_by_another(complaint)
    if lease:
        return heartbeat(complaint, agent, now=now, settings=settings)
    permissions.require_status(complaint, Status.WAITING, Status.WAITING_CUSTOMER, Status.ASSIGNED)
    draft = Draft.of(complaint, by=agent, at=now)
    if complaint.lease:
        draft.say(facts.Released(why="the lease ended"))
    if complaint.wait:
        draft.say(facts.WaitEnded(why="claimed"))
        _clocks(draft, "claimed", clocks.resume(complaint.clocks, now=now))
    lease = Lease(
        agent=agent.id,
        agent_name=agent.name,
        taken_at=now,
        until=_lease_end(now, settings),
        weight=weight_of(complaint),
    )
    draft.say(facts.Claimed(lease=lease))
    return draft


def heartbeat(complaint: Complaint, agent: Principal, *, now: datetime, settings: Settings) -> Draft:
    """Raises ``IllegalTransition`` when the lease is gone, ``AlreadyClaimed`` when another has it."""
    permissions.require_unmerged(complaint)
    if complaint.lease is None:
        raise IllegalTransition("the lease has ended; claim again", **permissions.state_of(complaint))
    if complaint.lease.agent != agent.id:
        raise permissions.held_by_another(complaint)
    draft = Draft.of(complaint, by=agent, at=now)
    renewed = complaint.lease.model_copy(update={"until": _lease_end(now, settings)})
    draft.say(facts.LeaseRenewed(lease=renewed))
    return draft


def release(complaint: Complaint, agent: Principal, *, now: datetime, why: str = "released by the agent") -> Draft:
    permissions.require_status(complaint, Status.ASSIGNED)
    permissions.require_hold(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Released(why=why))
    return draft


def reply(complaint: Complaint, agent: Principal, message: Message, *, now: datetime) -> Draft:
    """The answer itself goes out through the outbox; here it only stops the clocks it answers.

    Who left no address finds it on the status page.
    """
    permissions.require_hold(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Replied(message=digest(message)))
    _clocks(draft, "an agent replied", clocks.agent_replied(complaint.clocks, now=now))
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
    _measure_anew(draft, Cause.QUEUE)
    return draft


def reclassify(
    complaint: Complaint,
    agent: Principal,
    *,
    primary: Category,
    labels: tuple[Category, ...],
    why: str,
    now: datetime,
) -> Draft:
    """A person's correction: it is routed anew unless somebody holds it, and severity only rises by itself."""
    permissions.require_status(complaint, Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)
    permissions.require_hold_or_waiting(complaint, agent)
    ordered = tuple(dict.fromkeys((primary, *labels)))
    corrected = Classification(primary=primary, labels=ordered, confidence=1.0, decided_by=agent.id)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Reclassified(classification=corrected, previous=complaint.classification, why=why))
    decision = _reclassified(complaint, ordered, now=now)
    if _placed(decision) != _placed(complaint.routing, severity=complaint.severity, queue=complaint.queue):
        draft.say(facts.Routed(decision=decision))
    if decision.severity != complaint.severity:
        _measure_anew(draft, Cause.SEVERITY, only_shorten=True)
    elif decision.queue != complaint.queue:
        _measure_anew(draft, Cause.QUEUE)
    draft.say(*entitled(draft.now, cause="reclassified", now=now))
    return draft


def _reclassified(complaint: Complaint, labels: tuple[Category, ...], *, now: datetime) -> RoutingDecision:
    """Skills and tags are those of the new category; what asks for a person goes on doing so."""
    decision = route(Case.of(complaint, at=now).corrected(labels), at_least=complaint.severity)
    both = {*decision.hand_overs, *complaint.routing.hand_overs}
    return decision.model_copy(
        update={
            "queue": decision.queue if complaint.status is Status.WAITING else complaint.queue,
            "severity": risen(complaint, decision, complaint.assessment),
            "hand_overs": tuple(one for one in HandOver if one in both),
        }
    )


def _placed(decision: RoutingDecision, **now: object) -> dict[str, object]:
    return decision.model_dump(include={"queue", "severity", "skills", "tags", "hand_overs"}) | now


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
    _clocks(draft, "waiting for the customer", clocks.pause(complaint.clocks, now=now, why=why))
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
    _clocks(draft, _by_hand("started by hand", why), begun)
    return draft


def stop_clock(complaint: Complaint, agent: Principal, *, kind: str, why: str, now: datetime) -> Draft:
    """The repair is agreed on, the regulator has its answer: met, or missed when it is too late."""
    permissions.require_status(complaint, Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)
    permissions.require_hold_or_waiting(complaint, agent)
    draft = Draft.of(complaint, by=agent, at=now)
    ended = clocks.stop_by_hand(complaint.clocks, kind, now=now)
    if not ended:
        raise IllegalTransition(f"the clock {kind} does not run", **permissions.state_of(complaint))
    _clocks(draft, _by_hand("stopped by hand", why), ended)
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
        _clocks(draft, "resolved", clocks.resume(complaint.clocks, now=now))
    draft.say(
        facts.Resolved(
            resolution=resolution,
            close_at=now + timedelta(seconds=settings.close_after_seconds),
        )
    )
    _clocks(draft, "resolved", clocks.stop_all(draft.now.clocks, now=now))
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
    now = draft.at
    draft.say(facts.Reopened(why=why))
    cancel(draft, why=CancelReason.REOPENED)
    promised = clocks.reopen(draft.now.clocks, Matter.of(draft.now), now=now)
    _clocks(draft, "reopened", (*promised, *owed_again(draft.now, now=now), *owed_by_flows(draft.now, now=now)))


def _lease_end(now: datetime, settings: Settings) -> datetime:
    return now + timedelta(seconds=settings.lease_seconds)


def _measure_anew(draft: Draft, cause: Cause, *, only_shorten: bool = False) -> None:
    matter = Matter.of(draft.now)
    changed = clocks.remeasure(draft.now.clocks, matter, cause=cause, now=draft.at, only_shorten=only_shorten)
    _clocks(draft, "what is promised has changed", changed)


def _clocks(draft: Draft, cause: str, changed: tuple[Clock, ...]) -> None:
    if changed:
        draft.say(facts.ClocksChanged(cause=cause, clocks=changed))
