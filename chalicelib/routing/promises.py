"""A promise: what is owed by when, to whom it holds, and for whom it is shorter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, field_validator

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word
from chalicelib.model.clock import DUE
from chalicelib.model.complaint import Complaint

from .calendars import calendar_named, calendar_names
from .titles import Titles

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


def _within(one: Item, some: tuple[Item, ...] | None) -> bool:
    return some is None or one in some
