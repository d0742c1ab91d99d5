"""An agent takes a complaint, keeps it and gives it back. Pure; every function returns a ``Draft``."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint, Lease, Status
from chalicelib.model.errors import IllegalTransition
from chalicelib.model.identity import Principal
from chalicelib.model.settings import Settings
from chalicelib.routing import clocks
from chalicelib.routing.assignment import weight_of

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
        draft.change_clocks("claimed", clocks.resume(complaint.clocks, now=now))
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


def _lease_end(now: datetime, settings: Settings) -> datetime:
    return now + timedelta(seconds=settings.lease_seconds)
