"""An agent takes the next complaint of a queue. Without contention one query and one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from chalicelib.model.agent import Agent
from chalicelib.model.change import AgentCondition
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AgentChanged, LostRace, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.settings import Settings
from chalicelib.routing.assignment import familiar_agent, in_turn, needs
from chalicelib.store import Agents, Store

from . import holding, permissions
from .desk import Action, known_queue

CANDIDATES: Final = 10
MANY_CANDIDATES: Final = 100
"""For an agent who cannot take what is due next, and in a crowd: one look has to do."""
WIDER: Final = 3
"""After each look in which others were quicker, so many times more candidates, so that a crowd spreads out."""
PATIENCE: Final = 5
"""Lost races after which what was read is too old to go on with: losing one costs less than reading a page anew."""
ROUNDS: Final = 20


@dataclass(slots=True)
class _Search:
    """What one call has learnt: complaints that others have taken, and the agent once that had to be asked."""

    action: Action
    lost: set[tuple[str, int]] = field(default_factory=set)
    is_known: bool = False
    agent: Agent | None = None

    def is_open(self, one: Complaint, now: datetime) -> bool:
        if (one.id, one.version) in self.lost:
            return False
        return not (self.is_known and needs(one, now=now).lacking(self.agent))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulling:
    store: Store
    agents: Agents
    clock: Clock
    settings: Settings
    random: Random

    def claim_next(self, queue: str, action: Action) -> Complaint | None:
        """The waiting complaint that is this agent's to take next, or ``None``. One winner, whatever the crowd.

        What comes back to the agent who knows it goes first, then the nearest due that asks for no skill or language
        the agent lacks. The agent's row is not read before: the transaction checks it, and only when it refuses is it
        looked at. After a lost race another of the nearest is tried at random.
        """
        permissions.require_role(action.by, one_of=permissions.DESK)
        known_queue(queue)
        search, cursor = _Search(action), None
        for look in range(ROUNDS):
            limit = MANY_CANDIDATES if search.is_known else min(CANDIDATES * WIDER**look, MANY_CANDIDATES)
            page = self.store.queue_page(action.by.shop, queue, status=Status.WAITING, limit=limit, cursor=cursor)
            now = self.clock()
            untried = [one for one in page.items if search.is_open(one, now)]
            if claimed := self._first_won(untried, search):
                return claimed
            if not untried and page.next is None:
                return None
            cursor = None if untried else page.next
        raise Upstream("the queue is very busy: try again")

    def _first_won(self, candidates: list[Complaint], search: _Search) -> Complaint | None:
        """The index may still show what somebody has taken: ``lost`` grows."""
        races = 0
        for candidate in self._in_turn(candidates, search.action.by.id):
            try:
                return self._take(candidate, search.action)
            except AgentChanged as refused:
                if refused.facts["agent"] != search.action.by.id or search.is_known:
                    search.lost.add((candidate.id, candidate.version))
                    continue
                found = self.agents.get(search.action.by.shop, search.action.by.id)
                search.is_known, search.agent = True, found.agent if found else None
                now = self.clock()
                return self._first_won([one for one in candidates if search.is_open(one, now)], search)
            except LostRace as lost:
                if not lost.facts.get("collided"):
                    search.lost.add((candidate.id, candidate.version))
                races += 1
                if races == PATIENCE:
                    return None
        return None

    def _in_turn(self, candidates: list[Complaint], agent: str) -> Iterable[Complaint]:
        """The first as the queue has it, the others at random, and all as they come back to somebody."""
        nearest, others = candidates[:1], candidates[1:]
        self.random.shuffle(others)
        seconds = self.settings.last_agent_seconds
        return in_turn((*nearest, *others), agent=agent, now=self.clock(), for_seconds=seconds)

    def _take(self, complaint: Complaint, action: Action) -> Complaint:
        now, by = self.clock(), action.by
        draft = holding.claim(complaint, by, now=now, settings=self.settings)
        change = draft.change(conditions=self._conditions(complaint, by.id, now=now))
        self.store.commit(change.remembering(*action.remember(change.after)))
        return change.after

    def _conditions(self, complaint: Complaint, agent: str, *, now: datetime) -> tuple[AgentCondition, ...]:
        asked = needs(complaint, now=now)
        able = AgentCondition(agent=agent, skills=asked.skills, languages=asked.languages)
        familiar = familiar_agent(complaint, now=now, for_seconds=self.settings.last_agent_seconds)
        if familiar in (None, agent):
            return (able,)
        gone = now - timedelta(seconds=self.settings.presence_seconds)
        return able, AgentCondition(agent=familiar, not_seen_since=gone)
