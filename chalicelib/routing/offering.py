"""To whom a waiting complaint is offered, and why not to the others. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from chalicelib.model.agent import AgentState
from chalicelib.model.complaint import Complaint
from chalicelib.model.offer import Considered
from chalicelib.model.settings import Settings

from .assignment import assignment_rules, familiar_agent, needs, weight_of
from .rules import QueueDefinition, queues


def pushed_queues() -> dict[str, QueueDefinition]:
    """By id, those whose complaints are offered; from the others agents take them."""
    return {one.id: one for one in queues() if one.assignment == "push"}


def teams(queue: QueueDefinition, complaint: Complaint, *, now: datetime) -> frozenset[str]:
    """Queues whose agents may be asked: after a while also those of the overflow. The wait is the customer's."""
    patience = timedelta(seconds=assignment_rules().offers.overflow_after)
    more = queue.overflow if now - complaint.waiting_since >= patience else ()
    return frozenset({queue.id, *more})


def ranked(
    complaint: Complaint, agents: Iterable[AgentState], *, teams: frozenset[str], now: datetime, settings: Settings
) -> tuple[Considered, ...]:
    """Everybody, those who can be asked first: who knows the customer, then who has most of their capacity left.

    Codes of ``lacking``: ``away``, ``queue``, ``full``, ``has_offer``, ``passed``, and ``skill <name>``,
    ``language <tag>``.
    """
    familiar = familiar_agent(complaint, now=now, for_seconds=settings.last_agent_seconds)
    considered = (
        Considered(
            agent=state.agent.id,
            name=state.agent.name,
            load=state.load,
            capacity=state.agent.capacity,
            is_familiar=state.agent.id == familiar,
            lacking=tuple(_lacking(complaint, state, teams=teams, now=now, settings=settings)),
        )
        for state in agents
    )
    return tuple(sorted(considered, key=_place))


def has_room(state: AgentState, *, now: datetime, settings: Settings) -> bool:
    """Whether it is worth looking for something to offer them."""
    is_present = state.is_present(now, for_seconds=settings.presence_seconds)
    return is_present and state.offer is None and state.load < state.agent.capacity


def _lacking(
    complaint: Complaint, state: AgentState, *, teams: frozenset[str], now: datetime, settings: Settings
) -> Iterator[str]:
    agent = state.agent
    if not state.is_present(now, for_seconds=settings.presence_seconds):
        yield "away"
    if agent.queues and not teams & set(agent.queues):
        yield "queue"
    if state.load + weight_of(complaint) > agent.capacity:
        yield "full"
    if state.offer:
        yield "has_offer"
    if agent.id in complaint.passed:
        yield "passed"
    yield from needs(complaint, now=now).lacking(agent)


def _place(one: Considered) -> tuple[bool, bool, float, str]:
    return bool(one.lacking), not one.is_familiar, one.load / max(one.capacity, 1), one.agent
