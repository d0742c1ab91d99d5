"""A supervisor gives a complaint to somebody: the lease moves in one transaction, whoever held it before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint, Lease, Status
from chalicelib.model.errors import IllegalTransition, InvalidInput
from chalicelib.model.identity import Principal
from chalicelib.model.settings import Settings
from chalicelib.routing.assignment import weight_of
from chalicelib.routing.clocks import resume
from chalicelib.store import Agents

from . import permissions
from .desk import Action, Desk

_OPEN: Final = (Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)


def assign(desk: Desk, agents: Agents, complaint: str, action: Action, *, agent: str, why: str) -> Complaint:
    """Raises ``Forbidden``, ``InvalidInput`` for an agent nobody knows, ``IllegalTransition`` when they hold it already
    or it is settled.

    Skills, presence and capacity are not asked for: a person decides. A lease nobody keeps alive ends as any other.
    """
    permissions.require_role(action.by, one_of=permissions.SENIOR)

    def decide(now: datetime, one: Complaint) -> Draft:
        name = agent_name(agents, action.by, agent)
        return assigned(one, action.by, agent=agent, name=name, why=why, now=now, settings=desk.settings)

    return desk.act(complaint, action, decide)


def agent_name(agents: Agents, by: Principal, agent: str) -> str:
    """Raises ``InvalidInput`` for who is not known at this desk: they set nothing yet, and took nothing."""
    if agent == by.id:
        return by.name
    if not (found := agents.get(by.shop, agent)):
        raise InvalidInput("there is no such agent", fields={"agent": "the id of somebody in GET /v1/agents"})
    return found.agent.name


def assigned(
    complaint: Complaint, by: Principal, *, agent: str, name: str, why: str, now: datetime, settings: Settings
) -> Draft:
    """Pure."""
    permissions.require_status(complaint, *_OPEN)
    held = complaint.lease
    if held and held.agent == agent and held.until > now:
        raise IllegalTransition(f"{agent} holds it already", **permissions.state_of(complaint))
    draft = Draft.of(complaint, by=by, at=now)
    if complaint.wait:
        draft.say(facts.WaitEnded(why="assigned"))
        draft.change_clocks("assigned", resume(complaint.clocks, now=now))
    lease = Lease(
        agent=agent,
        agent_name=name,
        taken_at=now,
        until=now + timedelta(seconds=settings.lease_seconds),
        weight=weight_of(complaint),
    )
    draft.say(facts.Reassigned(lease=lease, previous=held.agent if held else None, why=why))
    return draft
