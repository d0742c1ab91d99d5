"""The desk: load, decide, commit. Each action is one read and one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.aftersales.entitling import stated
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.change import Change, Draft, Once
from chalicelib.model.complaint import Complaint, Level, Resolution
from chalicelib.model.entitlement import Fact, FactSource
from chalicelib.model.errors import InvalidInput, LostRace, NotFound, Upstream
from chalicelib.model.identity import Clock, Ids, Principal
from chalicelib.model.message import Direction, Message
from chalicelib.model.order import Order
from chalicelib.model.settings import Settings
from chalicelib.routing.promise_book import kinds_by_hand
from chalicelib.routing.rules import queues
from chalicelib.store import InForce, Orders, Store

from . import decisions, holding, permissions, urgency
from .reclassifying import reclassify
from .replying import reply_effects, require_filled

LONGEST_WAIT: Final = timedelta(days=366)
ATTEMPTS: Final = 8
Remember = Callable[[Complaint], Sequence[Once]]
"""Makes the once row that holds the answer to a request with an ``Idempotency-Key``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Who asks, for which version, and how the answer is remembered."""

    by: Principal
    if_version: int | None = None
    remember: Remember = lambda _: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    store: Store
    orders: Orders
    in_force: InForce
    ids: Ids
    clock: Clock
    settings: Settings

    def claim(self, complaint: str, action: Action) -> Complaint:
        return self.act(
            complaint, action, lambda now, one: holding.claim(one, action.by, now=now, settings=self.settings)
        )

    def heartbeat(self, complaint: str, action: Action) -> Complaint:
        return self.act(
            complaint, action, lambda now, one: holding.heartbeat(one, action.by, now=now, settings=self.settings)
        )

    def release(self, complaint: str, action: Action) -> Complaint:
        return self.act(complaint, action, lambda now, one: holding.release(one, action.by, now=now))

    def reply(self, complaint: str, action: Action, *, text: str) -> Complaint:
        """Kept and owed to the customer in one transaction; the outbox delivers it. It must not have blanks."""
        require_filled(text)

        def decide(now: datetime, one: Complaint) -> Change:
            message = self.message(Direction.OUTBOUND, text, by=action.by, now=now)
            draft = decisions.reply(one, action.by, message, now=now)
            return draft.change(messages=[message], effects=reply_effects(one, message, ids=self.ids, now=now))

        return self.carry_out(complaint, action, decide)

    def note(self, complaint: str, action: Action, *, text: str, mentions: tuple[str, ...] = ()) -> Complaint:
        def decide(now: datetime, one: Complaint) -> Change:
            message = self.message(Direction.INTERNAL, text, by=action.by, now=now)
            return decisions.note(one, action.by, message, mentions=mentions, now=now).change(messages=[message])

        return self.carry_out(complaint, action, decide)

    def finish_task(self, complaint: str, action: Action, *, task: str, how: str) -> Complaint:
        """A person did what could not be done by itself."""
        return self.act(
            complaint, action, lambda now, one: decisions.finish_task(one, action.by, task=task, how=how, now=now)
        )

    def transfer(self, complaint: str, action: Action, *, queue: str, why: str) -> Complaint:
        if queue not in queue_ids():
            raise InvalidInput(f"there is no queue '{queue}'", fields={"queue": f"one of {', '.join(queue_ids())}"})
        return self.act(
            complaint, action, lambda now, one: decisions.transfer(one, action.by, queue=queue, why=why, now=now)
        )

    def reclassify(
        self, complaint: str, action: Action, *, primary: Category, labels: tuple[Category, ...], why: str
    ) -> Complaint:
        rules = self.in_force.rules(action.by.shop)
        return self.act(
            complaint,
            action,
            lambda now, one: reclassify(one, action.by, primary=primary, labels=labels, why=why, rules=rules, now=now),
        )

    def set_severity(self, complaint: str, action: Action, *, severity: Severity, why: str) -> Complaint:
        return self.act(
            complaint,
            action,
            lambda now, one: urgency.set_severity(one, action.by, severity=severity, why=why, now=now),
        )

    def escalate(self, complaint: str, action: Action, *, level: Level, why: str) -> Complaint:
        return self.act(
            complaint, action, lambda now, one: urgency.escalate(one, action.by, level=level, why=why, now=now)
        )

    def state_facts(self, complaint: str, action: Action, *, facts: Mapping[str, Any], source: FactSource) -> Complaint:
        """Raises ``InvalidInput`` for names the rules do not know and values they cannot take."""
        said = stated(facts, source=source)
        order = self._tagged(action.by.shop, said.get("tag"))
        return self.act(
            complaint,
            action,
            lambda now, one: decisions.state_facts(one, action.by, said, order=order, now=now),
        )

    def _tagged(self, shop: str, tag: Fact | None) -> Order | None:
        """The one order whose goods carry the tag or serial number."""
        if tag is None or not isinstance(tag.value, str) or not tag.value.strip():
            return None
        for kind in ("tag", "serial"):
            if len(found := self.orders.find(shop, kind=kind, value=tag.value, limit=2).items) == 1:
                return found[0]
        return None

    def wait(self, complaint: str, action: Action, *, why: str, until: datetime | None) -> Complaint:
        def decide(now: datetime, one: Complaint) -> Draft:
            end = until or now + timedelta(seconds=self.settings.wait_seconds)
            if not timedelta(0) < end - now <= LONGEST_WAIT:
                raise InvalidInput("nobody can wait like that", fields={"until": "a time within the coming year"})
            return decisions.wait(one, action.by, why=why, until=end, now=now)

        return self.act(complaint, action, decide)

    def start_clock(self, complaint: str, action: Action, *, kind: str, since: datetime | None, why: str) -> Complaint:
        _require_by_hand(kind)

        def decide(now: datetime, one: Complaint) -> Draft:
            if since and since > now:
                raise InvalidInput("a clock cannot start in the future", fields={"since": "not later than now"})
            return decisions.start_clock(one, action.by, kind=kind, since=since, why=why, now=now)

        return self.act(complaint, action, decide)

    def stop_clock(self, complaint: str, action: Action, *, kind: str, why: str) -> Complaint:
        _require_by_hand(kind)
        return self.act(
            complaint, action, lambda now, one: decisions.stop_clock(one, action.by, kind=kind, why=why, now=now)
        )

    def resolve(
        self, complaint: str, action: Action, *, outcome: str, text: str, done_at: datetime | None = None
    ) -> Complaint:
        """``done_at``: when the remedy was carried out, or will be, where that is not now."""

        def decide(now: datetime, one: Complaint) -> Draft:
            resolution = Resolution(outcome=outcome, note=text, agent=action.by.id, at=now, done_at=done_at)
            if done_at and abs(done_at - now) > LONGEST_WAIT:
                raise InvalidInput("that is too far from today", fields={"done_at": "within a year of now"})
            survey, visit = self.ids.new("v"), self.ids.new("w")
            return decisions.resolve(
                one, action.by, resolution, survey=survey, visit=visit, now=now, settings=self.settings
            )

        return self.act(complaint, action, decide)

    def reopen(self, complaint: str, action: Action, *, why: str) -> Complaint:
        return self.act(complaint, action, lambda now, one: decisions.reopen(one, action.by, why=why, now=now))

    def act(self, complaint: str, action: Action, decide: Callable[[datetime, Complaint], Draft]) -> Complaint:
        """What other use cases of the desk do, too: decide from the present state, and commit."""
        return self.carry_out(complaint, action, lambda now, one: decide(now, one).change())

    def carry_out(self, complaint: str, action: Action, decide: Callable[[datetime, Complaint], Change]) -> Complaint:
        """Reads, checks ``If-Match``, decides, commits. A lost race is decided anew unless a version was named."""
        permissions.require_role(action.by, one_of=permissions.DESK)
        for _ in range(ATTEMPTS):
            present = self.store.complaint(action.by.shop, complaint)
            permissions.require_version(present, action.if_version)
            change = decide(self.clock(), present)
            try:
                return self._commit_change(change, action)
            except LostRace:
                continue
        raise Upstream("too many others are writing to this complaint: try again")

    def _commit_change(self, change: Change, action: Action) -> Complaint:
        """Where there was nothing to change, only the answer is remembered."""
        if not change.events:
            if once := action.remember(change.after):
                self.store.record(change.after.shop, *once)
            return change.after
        self.store.commit(change.remembering(*action.remember(change.after)))
        return change.after

    def message(self, direction: Direction, text: str, *, by: Principal, now: datetime) -> Message:
        return Message(
            id=self.ids.new("m"), direction=direction, text=text, at=now, author=by.name or by.id, channel="desk"
        )


def _require_by_hand(kind: str) -> None:
    """Raises ``InvalidInput`` naming the kinds that a person starts and stops."""
    if kind not in kinds_by_hand():
        raise InvalidInput(
            f"nobody starts or stops '{kind}' by hand", fields={"kind": f"one of {', '.join(kinds_by_hand())}"}
        )


def known_queue(queue: str) -> None:
    """Raises ``NotFound`` naming the queues there are."""
    if queue not in queue_ids():
        raise NotFound(f"there is no queue '{queue}'", queues=queue_ids())


def queue_ids() -> list[str]:
    return [one.id for one in queues()]
