"""Early warning, each hour in which something came: what rises is written down once, and told once.

The look is made due by what comes in (``store/watches.py``); it reads the days that were counted with each commit, and
of what rises the complaints by the index, never a complaint that does not belong to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, islice
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.alerts.alerting import Alerting
from chalicelib.alerts.rising import alert_of
from chalicelib.counting.naming import plain
from chalicelib.counting.volumes import VOLUMES, dimensions
from chalicelib.model import event as facts
from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace
from chalicelib.model.event import Event
from chalicelib.model.identity import Clock
from chalicelib.model.rise import SHOP, Rise, Subject
from chalicelib.reports.causes import Cause, causes
from chalicelib.reports.surges import READ_DAYS, WATCHED, Surge, surges
from chalicelib.store import Due, Likenesses, Rises, Store, Watches

from .weekly import next_monday

HOUR: Final = timedelta(hours=1)
REMEMBERED: Final = timedelta(days=35)
"""For so long complaints are found by what they are about."""
OVER_AFTER: Final = timedelta(days=7)
"""Not seen for so long, a rise is over; the next one is another."""
LONGEST: Final = timedelta(days=28)
AGAIN_TIMES: Final = 3
"""Told again once it is so many times as large as when it was told."""
LOOKED_AT: Final = 300
"""Complaints of one subject, the newest first."""
SUBJECTS: Final = 8
"""Of each dimension, the least likely first."""
EXAMPLES: Final = 3
KNOWN: Final = 100


def worth_a_look(events: Iterable[Event]) -> bool:
    """Whether the complaint may be about something else than before."""
    telling = facts.Received | facts.Assessed | facts.OrderKnown | facts.Reclassified
    return any(isinstance(event.body, telling) for event in events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """``zone`` decides on which day something counts; ``desk_url`` leads to a complaint on the desk page."""

    store: Store
    likenesses: Likenesses
    rises: Rises
    watches: Watches
    alerting: Alerting
    clock: Clock
    zone: str
    public_url: str
    _owed: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def came(self, shop: str, complaint: str) -> None:
        """It can be found by what it is about from now on, and a look is due at the next full hour. Doing it twice
        changes nothing more.
        """
        present = self.store.complaint(shop, complaint)
        if present.merged_into or not present.is_trusted:
            return
        self.likenesses.remember(
            shop,
            complaint,
            _watched(present),
            until=present.created_at + REMEMBERED,
            instead_of=_no_longer(present),
        )
        now = self.clock()
        self._owe(shop, "surges", at=now.replace(minute=0, second=0, microsecond=0) + HOUR)
        for kind in ("weekly", "proposals"):
            self._owe(shop, kind, at=next_monday(now, self.zone))

    def _owe(self, shop: str, kind: str, *, at: datetime) -> None:
        """Said once by this process for each time that it is due."""
        if self._owed.get((shop, kind)) != at:
            self.watches.owe(shop, kind, at=at)
            self._owed[shop, kind] = at

    def look(self, due: Due) -> tuple[Rise, ...]:
        """The rises of yesterday and today, told where they are new. Looking twice tells nothing twice."""
        watch = self.watches.begun(due.shop, due.kind)
        found = self.found(due.shop)
        if watch:
            self.watches.ended(watch, again_at=self.clock().replace(minute=0, second=0, microsecond=0) + HOUR)
        return found

    def found(self, shop: str) -> tuple[Rise, ...]:
        """Yesterday is looked at once more, because orders come after their complaints."""
        today = self.clock().astimezone(ZoneInfo(self.zone)).date()
        first = today - timedelta(days=READ_DAYS)
        days = self.store.report_numbers(shop, VOLUMES, first=first.isoformat(), last=today.isoformat())
        rising: dict[str, Rise] = {}
        for day in (today - timedelta(days=1), today):
            for cause in self._causes(shop, list(surges(days, day=day))):
                one = self._seen(shop, cause)
                rising[one.id] = one
        return tuple(rising.values())

    def _causes(self, shop: str, found: list[Surge]) -> tuple[Cause, ...]:
        by_dimension = groupby(found, key=lambda one: one.subject.dimension)
        compared = [one for _, these in by_dimension for one in islice(these, SUBJECTS)]
        return causes(compared, {one.subject: frozenset(self._members(shop, one)) for one in compared})

    def _members(self, shop: str, surge: Surge) -> Iterator[str]:
        """Those of the days of the surge: ids sort by when they were made."""
        since = _midnight(surge.day - timedelta(days=surge.days - 1), self.zone)
        until = _midnight(surge.day + timedelta(days=1), self.zone)
        now = self.clock()
        yield from self.likenesses.found(
            shop, _names(surge.subject), since=since, before=until, now=now, most=LOOKED_AT
        )

    def _seen(self, shop: str, cause: Cause) -> Rise:
        """Written down, and told if nobody was: in this order, so that who dies in between is made good."""
        known = self._known(shop, cause)
        present = _went_on(known, cause) if known else self._begun(shop, cause)
        if present != known:
            try:
                present = self.rises.replace(known, present)
            except LostRace:
                present = self.rises.get(shop, present.first_day, present.id) or present
        if present.told_count * AGAIN_TIMES > present.count:
            return present
        examples = [one for one in self._read(present) if not one.merged_into]
        self.alerting.tell(alert_of(present, examples, now=self.clock(), public_url=self.public_url))
        told = {"told_count": present.count, "times_told": present.times_told + 1}
        try:
            return self.rises.replace(present, present.model_copy(update=told))
        except LostRace:
            return present  # another look is at it, and tells the same thing once

    def _read(self, rise: Rise) -> tuple[Complaint, ...]:
        return self.store.complaints(rise.shop, rise.examples) if rise.examples else ()

    def _known(self, shop: str, cause: Cause) -> Rise | None:
        recent = self.rises.since(shop, cause.surge.day - LONGEST, most=KNOWN)
        lately = (one for one in recent if one.last_day >= cause.surge.day - OVER_AFTER)
        same = [one for one in lately if cause.continues(one)]
        return min(same, key=lambda one: one.subject != cause.surge.subject, default=None)

    def _begun(self, shop: str, cause: Cause) -> Rise:
        surge = cause.surge
        name = hashlib.sha256(f"{surge.day}|{surge.subject}".encode()).hexdigest()[:16]
        return Rise(
            id=f"r{name}",
            shop=shop,
            subject=surge.subject,
            also=cause.also,
            first_day=surge.day,
            last_day=surge.day,
            days=surge.days,
            count=surge.count,
            expected=round(surge.expected, 1),
            examples=_newest(cause),
            found_at=self.clock(),
        )


def _went_on(known: Rise, cause: Cause) -> Rise:
    """The numbers of the day on which it went furthest."""
    surge = cause.surge
    others = {*known.also, *cause.subjects} - {known.subject}
    also = (*known.also, *sorted(others - set(known.also), key=str))
    seen: dict[str, object] = {"last_day": max(known.last_day, surge.day), "also": also}
    if surge.count > known.count:
        seen |= {"days": surge.days, "count": surge.count, "expected": round(surge.expected, 1)}
        seen |= {"examples": _newest(cause) or known.examples}
    return known.model_copy(update=seen)


def _watched(complaint: Complaint) -> list[tuple[str, str]]:
    """As the numbers name them."""
    return [(dimension, plain(value)) for dimension, value in dimensions(complaint) if dimension in WATCHED]


def _no_longer(complaint: Complaint) -> list[tuple[str, str]]:
    """Categories it may have been counted under before somebody saw it better."""
    present = complaint.classification.primary
    return [("category", other.value) for other in Category if other is not present] if complaint.version > 1 else []


def _newest(cause: Cause) -> tuple[str, ...]:
    return tuple(sorted(cause.members, reverse=True)[:EXAMPLES])


def _names(subject: Subject) -> list[tuple[str, str]]:
    """The shop is all of its categories."""
    if subject.dimension != SHOP:
        return [(subject.dimension, subject.value)]
    return [("category", category.value) for category in Category]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
