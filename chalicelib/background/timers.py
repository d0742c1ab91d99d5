"""A timer fires: the decision belongs to the room that set it, here it is only looked up. Pure but for ``Firing``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.clock import Cause
from chalicelib.model.clock import Clock as Promised
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import CLOCK, CLOSE, LEASE, OFFER, SURVEY, VISIT, WAIT, Timer
from chalicelib.model.errors import AlreadyRecorded, LostRace
from chalicelib.model.identity import SYSTEM, Clock
from chalicelib.model.timers import timers_of
from chalicelib.routing.clocks import resume, tell
from chalicelib.routing.measuring import measure_anew
from chalicelib.store import Due, Store

from .surveying import Surveying

ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    store: Store
    clock: Clock
    surveying: Surveying

    def fire(self, due: Due) -> bool:
        """True when something was done. A timer that was moved, cancelled or fired by another is none of ours."""
        for _ in range(ATTEMPTS):
            complaint = self.store.complaint(due.shop, due.complaint)
            timer = timers_of(complaint).get(due.name)
            now = self.clock()
            if timer is None or timer.at > now:
                return False
            try:
                self.store.commit(self._decide(complaint, timer, now=now))
            except (LostRace, AlreadyRecorded):  # the latter: another survey has just asked the same person
                continue
            return True
        return False  # it stays due, and the next sweep finds it

    def _decide(self, complaint: Complaint, timer: Timer, *, now: datetime) -> Change:
        if timer.kind == SURVEY:
            return self.surveying.fire(complaint, timer, now=now)
        if timer.kind == VISIT:
            return self.surveying.visit(complaint, timer, now=now)
        draft = Draft(before=complaint, actor=SYSTEM, at=now)
        if timer.kind == LEASE:
            draft.say(facts.Released(why="the lease ended"))
        elif timer.kind == OFFER and complaint.offer:
            draft.say(facts.OfferEnded(agent=complaint.offer.agent, why="unanswered"))
        elif timer.kind == WAIT:
            draft.say(facts.WaitEnded(why="the customer did not answer in time"))
            clocks = resume(complaint.clocks, now=now)
            draft.say(facts.ClocksChanged(cause="the wait ended", clocks=clocks))
        elif timer.kind == CLOSE:
            draft.say(facts.Closed(why="resolved and not reopened"))
        else:
            _tick(draft, timer, now=now)
        return draft.change(fired=timer)


def _tick(draft: Draft, timer: Timer, *, now: datetime) -> None:
    """A clock reached a mark; only the furthest is told, after what today's data measure otherwise is put right."""
    measure_anew(draft, Cause.DATA)
    clock = draft.now.clock(timer.kind.removeprefix(CLOCK))
    if clock is None:
        raise TypeError(f"no clock for the timer {timer.kind}")
    for told in tell(clock, now):
        draft.say(facts.ClocksChanged(cause=_cause(told, now=now), clocks=(told,)))


def _cause(told: Promised, *, now: datetime) -> str:
    if told.breached_at == now:
        return "a promise was broken"
    return "a broken promise is still owed" if told.escalated_at == now else "a promise is due soon"
