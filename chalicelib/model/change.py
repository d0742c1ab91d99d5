"""A change: what one decision makes true, all together or not at all.

Pure rooms make it, ``store.commit`` applies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from .clock import Clock
from .complaint import Complaint
from .effect import Effect, Timer
from .event import Body, ClocksChanged, Event
from .evolve import evolve
from .identity import Actor, Principal
from .message import Message
from .timers import timers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A row that may be written only once, or only over the value last read.

    ``kind`` and ``key`` name it within a shop. ``replaces`` is the value it must still have; ``None`` means it must
    not exist yet, and ``always`` that it does not matter. ``expires_at`` lets it be forgotten (and overwritten)
    afterwards. A ``private`` value is sealed, and cannot be compared.
    """

    kind: str
    key: str
    value: str
    replaces: str | None = None
    always: bool = False
    private: bool = False
    expires_at: datetime | None = None

    @property
    def name(self) -> str:
        """By which ``AlreadyRecorded`` tells of it."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Adds ``by`` to one number of one day of a report, in the same transaction as the fact it counts."""

    report: str
    day: str
    number: str
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCondition:
    """What must be true of an agent for a change to hold. The store checks it as it commits; nobody has to read first.

    ``skills`` are needed all, of ``languages`` one, unless the agent set none. ``not_seen_since`` holds for who was not
    available at that time or later. With a ``load`` the agent is available, holds as much and has no offer open.
    """

    agent: str
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    not_seen_since: datetime | None = None
    load: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Events already folded into ``after``; timers are the difference between the two states' needs.

    ``before`` is ``None`` for a new complaint. ``messages`` are whole texts to keep as rows of their own,
    ``once`` guards against doing it twice, ``fired`` is the timer whose firing caused the change, ``attempted`` the
    effect whose attempt did, as it was before: it is replaced only while it is still so. ``conditions`` are on agents.
    """

    before: Complaint | None
    after: Complaint
    events: tuple[Event, ...]
    effects: tuple[Effect, ...] = ()
    messages: tuple[Message, ...] = ()
    once: tuple[Once, ...] = ()
    fired: Timer | None = None
    attempted: Effect | None = None
    conditions: tuple[AgentCondition, ...] = ()

    @property
    def timers_set(self) -> tuple[Timer, ...]:
        held = timers_of(self.before) if self.before else {}
        return tuple(timer for kind, timer in timers_of(self.after).items() if held.get(kind) != timer)

    @property
    def timers_cancelled(self) -> tuple[Timer, ...]:
        needed = timers_of(self.after)
        held = timers_of(self.before) if self.before else {}
        return tuple(timer for kind, timer in held.items() if kind not in needed)

    def remembering(self, *once: Once) -> Change:
        """The same change with more rows that may be written only once."""
        return replace(self, once=(*self.once, *once)) if once else self


@dataclass(slots=True)
class Draft:
    """Collects what one decision says about a complaint, folding each fact in at once, and becomes a ``Change``."""

    before: Complaint
    actor: Actor
    at: datetime
    now: Complaint = field(init=False)
    _events: list[Event] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.before

    @classmethod
    def of(cls, complaint: Complaint, *, by: Principal, at: datetime) -> Draft:
        """What a person at the desk decides."""
        return cls(before=complaint, actor=Actor.agent(by), at=at)

    def say(self, *bodies: Body) -> None:
        """Record facts; ``now`` is the state after them."""
        for body in bodies:
            event = Event(
                complaint=self.before.id,
                version=self.before.version + 1,
                index=len(self._events),
                at=self.at,
                actor=self.actor,
                body=body,
            )
            self._events.append(event)
            self.now = evolve(self.now, event)

    def change_clocks(self, cause: str, clocks: Sequence[Clock]) -> None:
        """Says that they are as given from now on; of none there is nothing to say."""
        if clocks:
            self.say(ClocksChanged(cause=cause, clocks=tuple(clocks)))

    def also(self, other: Draft) -> None:
        """Say what another decision said that began from ``now``."""
        self.say(*(event.body for event in other._events))

    def change(
        self,
        *,
        effects: Iterable[Effect] = (),
        messages: Iterable[Message] = (),
        once: Iterable[Once] = (),
        fired: Timer | None = None,
        attempted: Effect | None = None,
        conditions: Iterable[AgentCondition] = (),
    ) -> Change:
        return Change(
            before=self.before,
            after=self.now,
            events=tuple(self._events),
            effects=tuple(effects),
            messages=tuple(messages),
            once=tuple(once),
            fired=fired,
            attempted=attempted,
            conditions=tuple(conditions),
        )
