"""What is owed by when, kept as dated data in ``promises.yaml``: our own promises, platforms' and regulators' clocks.

For each kind of clock the first entry that holds for a matter on the day the clock starts decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Annotated, Final, Literal, Self, TypeVar, get_args

from pydantic import Field, StringConstraints, field_validator, model_validator

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word
from chalicelib.model.clock import DUE, FIRST_RESPONSE, NEXT_UPDATE, PLATFORM
from chalicelib.model.complaint import Complaint

from .calendars import calendar_named, calendar_names
from .datafile import Entries, packaged
from .titles import Language, Titles

PromisedKind = Literal["first_response", "next_update", "resolution"]
PROMISED_KINDS: Final[tuple[PromisedKind, ...]] = get_args(PromisedKind)
"""Owed to everybody."""
Kind = Annotated[
    str,
    StringConstraints(
        pattern=r"^(first_response|next_update|resolution|repair_confirmation|(platform|regulator):[a-z0-9_]+)$"
    ),
]
Item = TypeVar("Item")
OneOf = Annotated[tuple[Item, ...], Field(min_length=1)]
Percent = Annotated[int, Field(ge=1, le=1_000)]


class Matter(Word):
    """What a promise depends on. ``tier`` is the customer's membership, as the shop's system calls it."""

    severity: Severity
    shop: str = ""
    queue: str = ""
    channel: str = ""
    tier: str | None = None

    @classmethod
    def of(cls, complaint: Complaint, *, severity: Severity | None = None) -> Matter:
        return cls(
            severity=severity or complaint.severity,
            shop=complaint.shop,
            queue=complaint.queue,
            channel=complaint.channel,
            tier=complaint.customer.tier,
        )


class Scope(Word):
    """All that is given must hold; of a list, one is enough. Without anything it holds for everybody."""

    severities: OneOf[Severity] | None = None
    shops: OneOf[str] | None = None
    queues: OneOf[str] | None = None
    channels: OneOf[str] | None = None

    def holds(self, matter: Matter) -> bool:
        return (
            _within(matter.severity, self.severities)
            and _within(matter.shop, self.shops)
            and _within(matter.queue, self.queues)
            and _within(matter.channel, self.channels)
        )

    def covers(self, other: Scope) -> bool:
        """Whatever the other holds for, this one does, too."""
        return all(
            mine is None or (theirs is not None and set(theirs) <= set(mine))
            for mine, theirs in (
                (self.severities, other.severities),
                (self.shops, other.shops),
                (self.queues, other.queues),
                (self.channels, other.channels),
            )
        )


class Promise(Word):
    """``within`` is working time on ``calendar``.

    ``since``, ``until``  days on which a clock has to start, ``until`` not included
    ``starts``            with the complaint, or when a person says so
    ``begins_on``         channels on which it starts with the complaint all the same
    ``ends``              in place of what is usual for its kind, see ``ends_with_reply``; a person may end it before
    ``renewed``           with each message of the customer, or only after ``silence`` since it ended
    ``marks``             in place of those of the book
    """

    id: str
    kind: Kind
    when: Scope = Scope()
    since: date | None = None
    until: date | None = None
    starts: Literal["with_complaint", "by_hand"] = "with_complaint"
    begins_on: tuple[str, ...] = ()
    ends: Literal["with_reply", "with_resolution"] | None = None
    renewed: Literal["never", "with_each_message", "with_each_conversation"] = "never"
    silence: timedelta = timedelta()
    within: Annotated[timedelta, Field(ge=timedelta(seconds=1))]
    calendar: str
    marks: tuple[Percent, ...] | None = None
    reason: Titles

    @field_validator("calendar")
    @classmethod
    def _calendar_exists(cls, calendar: str) -> str:
        if calendar not in calendar_names():
            raise ValueError(f"there is no calendar '{calendar}'")
        return calendar

    @property
    def target_seconds(self) -> int:
        return self.within // timedelta(seconds=1)

    @property
    def is_undated(self) -> bool:
        return self.since is None and self.until is None

    def starts_with(self, matter: Matter) -> bool:
        return self.starts == "with_complaint" or matter.channel in self.begins_on

    def holds(self, matter: Matter, *, at: datetime) -> bool:
        day = calendar_named(self.calendar).local_day(at)
        in_force = (self.since is None or self.since <= day) and (self.until is None or day < self.until)
        return in_force and self.when.holds(matter)

    def hides(self, later: Promise) -> bool:
        """The later one could never decide."""
        covers_dates = (self.since is None or (later.since is not None and self.since <= later.since)) and (
            self.until is None or (later.until is not None and later.until <= self.until)
        )
        return self.kind == later.kind and covers_dates and self.when.covers(later.when)


class Membership(Word):
    """Members wait for ``percent`` of what is promised: never longer than anybody else."""

    id: str
    tiers: OneOf[str]
    kinds: OneOf[Kind]
    percent: Annotated[int, Field(ge=1, le=DUE)]

    def shortens(self, promise: Promise, matter: Matter) -> bool:
        return promise.kind in self.kinds and (matter.tier or "").casefold() in map(str.casefold, self.tiers)


class Terms(Word):
    """What one matter is owed. ``policy`` names promise, membership and version, as clocks keep them."""

    policy: str
    promise: Promise
    target_seconds: int
    marks: tuple[int, ...]


class PromiseBook(Word):
    """One version of the promises. Everybody is owed what ``PROMISED_KINDS`` names."""

    version: str
    marks: tuple[Percent, ...]
    members: Entries[Membership] = ()
    promises: Entries[Promise]

    @model_validator(mode="after")
    def _everybody_is_owed_every_promise(self) -> Self:
        for severity in Severity:
            scope = Scope(severities=(severity,))
            for kind in PROMISED_KINDS:
                if not any(one.kind == kind and one.is_undated and one.when.covers(scope) for one in self.promises):
                    raise ValueError(f"{severity} {kind} needs a promise for everybody, without dates")
        return self

    @model_validator(mode="after")
    def _each_can_decide(self) -> Self:
        for earlier, later in combinations(self.promises, 2):
            if earlier.hides(later):
                raise ValueError(f"promises[{later.id}] never decides: {earlier.id} stands before it")
        return self

    def owed(self, matter: Matter, *, at: datetime) -> Iterator[Terms]:
        """What starts with the complaint."""
        for kind in self.kinds():
            terms = self.terms(kind, matter, at=at)
            if terms and terms.promise.starts_with(matter):
                yield terms

    def kinds(self) -> Collection[str]:
        return dict.fromkeys(promise.kind for promise in self.promises)

    def terms(self, kind: str, matter: Matter, *, at: datetime) -> Terms | None:
        """What this kind of clock means for the matter when it starts ``at``; ``None`` when nothing is said of it."""
        for promise in self.promises:
            if promise.kind == kind and promise.holds(matter, at=at):
                return self._terms(promise, matter)
        return None

    def _terms(self, promise: Promise, matter: Matter) -> Terms:
        shorter = min(
            (one for one in self.members if one.shortens(promise, matter)), key=lambda one: one.percent, default=None
        )
        percent, name = (shorter.percent, f"{promise.id}+{shorter.id}") if shorter else (DUE, promise.id)
        return Terms(
            policy=f"{name}@{self.version}",
            promise=promise,
            target_seconds=max(promise.target_seconds * percent // DUE, 1),
            marks=self.marks if promise.marks is None else promise.marks,
        )

    def promise(self, policy: str) -> Promise | None:
        """The promise that a clock's policy names, as this version has it."""
        name = named(policy).partition("+")[0]
        return next((promise for promise in self.promises if promise.id == name), None)

    def membership(self, policy: str) -> Membership | None:
        name = named(policy).partition("+")[2]
        return next((one for one in self.members if one.id == name), None)


def ends_with_reply(kind: str, promise: Promise | None) -> bool:
    """Whether a person's reply ends it, or only the resolution."""
    if promise and promise.ends:
        return promise.ends == "with_reply"
    return kind in (FIRST_RESPONSE, NEXT_UPDATE) or kind.startswith(PLATFORM)


def kinds_by_hand() -> tuple[str, ...]:
    """Kinds of clocks that start when a person says so."""
    return tuple(dict.fromkeys(one.kind for one in promise_book().promises if one.starts == "by_hand"))


def named(policy: str) -> str:
    """A policy without its version."""
    return policy.rpartition("@")[0] or policy


def reason_in(language: Language, *, policy: str, otherwise: str) -> str:
    """The reason of a clock in another language than the one it keeps; ``otherwise`` for promises no longer known."""
    promise = promise_book().promise(policy)
    return promise.reason[language] if promise else otherwise


@lru_cache(maxsize=1)
def promise_book() -> PromiseBook:
    """The promises in force."""
    return packaged("promises.yaml", PromiseBook)


def _within(one: Item, some: tuple[Item, ...] | None) -> bool:
    return some is None or one in some
