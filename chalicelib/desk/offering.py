"""Complaints of a queue with ``assignment: push`` are offered to agents, one at a time, by what the stream tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.agent import AgentState, Presence
from chalicelib.model.change import AgentCondition, Draft
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AgentChanged, IllegalTransition, LostRace
from chalicelib.model.event import Event
from chalicelib.model.identity import SYSTEM, Clock
from chalicelib.model.offer import Considered, Offer
from chalicelib.model.settings import Settings
from chalicelib.routing.assignment import assignment_rules
from chalicelib.routing.offering import has_room, pushed_queues, ranked, teams
from chalicelib.store import Agents, Store

from . import permissions
from .desk import Action, Desk

PAGE: Final = 100
RANKED: Final = 50
"""Of those thought of, so many are kept with the offer."""
NEAREST: Final = 10
"""Of each queue, the complaints looked at when an agent has room."""
ATTEMPTS: Final = 4
BACK_IN_THE_QUEUE: Final = (
    facts.Received, facts.Released, facts.Transferred, facts.Routed, facts.WaitEnded, facts.Reopened, facts.OfferEnded,
    facts.Unmerged,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    store: Store
    agents: Agents
    desk: Desk
    clock: Clock
    settings: Settings

    def complaint_changed(self, shop: str, events: Sequence[Event]) -> None:
        """It may wait for somebody now. Hearing of it twice is harmless: what is offered is not offered again."""
        bodies = [event.body for event in events if isinstance(event.body, BACK_IN_THE_QUEUE)]
        if not bodies or not pushed_queues():
            return
        for body in bodies:
            if isinstance(body, facts.OfferEnded) and body.why == "unanswered":
                self._set_away(shop, body.agent)
        self.offer(self.store.complaint(shop, events[0].complaint))

    def agent_changed(self, shop: str, agent: str) -> None:
        """They came, gave a sign of life, or hold less now: what they could take is offered, the nearest due first."""
        if not pushed_queues():
            return
        state = self.agents.get(shop, agent)
        if state is None or not has_room(state, now=self.clock(), settings=self.settings):
            return
        for complaint in self._nearest(shop):
            if not self._rank(complaint, [state])[0].lacking and self.offer(complaint) == agent:
                return

    def offer(self, complaint: Complaint) -> str | None:
        """To whom it is offered now; ``None`` when it is not, and stays for whoever takes it."""
        if complaint.queue not in pushed_queues() or complaint.status is not Status.WAITING or complaint.offer:
            return None
        for _ in range(ATTEMPTS):
            ranking = self._rank(complaint, self._everybody(complaint.shop))
            if not ranking or ranking[0].lacking:
                return None
            try:
                self._commit(complaint, ranking)
            except AgentChanged:
                continue
            except LostRace:  # whoever changed it is told of by the stream, too
                return None
            return ranking[0].agent
        return None

    def decline(self, complaint: str, action: Action) -> Complaint:
        """Raises ``IllegalTransition`` unless it is offered to whoever asks."""

        def decide(now: datetime, one: Complaint) -> Draft:
            permissions.require_status(one, Status.WAITING)
            if one.offer is None or one.offer.agent != action.by.id:
                raise IllegalTransition("it is not offered to you", **permissions.state_of(one))
            draft = Draft.of(one, by=action.by, at=now)
            draft.say(facts.OfferEnded(agent=action.by.id, why="declined"))
            return draft

        return self.desk.act(complaint, action, decide)

    def _rank(self, complaint: Complaint, agents: Iterable[AgentState]) -> tuple[Considered, ...]:
        now = self.clock()
        asked = teams(pushed_queues()[complaint.queue], complaint, now=now)
        return ranked(complaint, agents, teams=asked, now=now, settings=self.settings)

    def _commit(self, complaint: Complaint, ranking: tuple[Considered, ...]) -> None:
        now, best = self.clock(), ranking[0]
        until = now + timedelta(seconds=assignment_rules().offers.seconds)
        offer = Offer(agent=best.agent, agent_name=best.name, since=now, until=until, ranking=ranking[:RANKED])
        draft = Draft(before=complaint, actor=SYSTEM, at=now)
        draft.say(facts.Offered(offer=offer))
        self.store.commit(draft.change(conditions=(AgentCondition(agent=best.agent, load=best.load),)))

    def _set_away(self, shop: str, agent: str) -> None:
        """Who misses one offer after the other is not there."""
        state = self.agents.get(shop, agent)
        if state is None or state.missed < assignment_rules().offers.misses:
            return
        with suppress(LostRace):  # they have just set something themselves
            self.agents.put(shop, state.agent.model_copy(update={"presence": Presence.AWAY}), over=state)

    def _nearest(self, shop: str) -> Iterator[Complaint]:
        for queue in pushed_queues():
            yield from self.store.queue_page(shop, queue, status=Status.WAITING, limit=NEAREST).items

    def _everybody(self, shop: str) -> Iterator[AgentState]:
        cursor = None
        while True:
            page = self.agents.page(shop, limit=PAGE, cursor=cursor)
            yield from page.items
            if (cursor := page.next) is None:
                return
