"""The digest of a week: on Monday morning the texts of the week before are read, and supervisors are told.

Numbers are read from what was counted; words come from a sample of texts, the newest of each cause, beside the same of
the week before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.alerts.alerting import Alerting
from chalicelib.alerts.rising import excerpt
from chalicelib.letters.language import Language
from chalicelib.matters.comparing import said
from chalicelib.model.alert import Alert, AlertKind
from chalicelib.model.complaint import Complaint
from chalicelib.model.identity import Clock
from chalicelib.model.rise import Subject
from chalicelib.model.weekly import Weekly, WeeklyCause, WeeklyWord
from chalicelib.reports.digest import REPORTS, Digest, Told, digest, subjects
from chalicelib.reports.digest_text import Quoted, lines
from chalicelib.reports.reporting import Reporting
from chalicelib.reports.weeks import Week
from chalicelib.store import Due, Likenesses, Store, Watches, Weeklies

MORNING: Final = time(9)
READ: Final = 60
"""Texts of each cause, the newest of the week."""
EXAMPLES: Final = 3


def next_monday(now: datetime, zone: str) -> datetime:
    """When the week that ``now`` is in is told."""
    local = now.astimezone(ZoneInfo(zone))
    monday = Week.of(local.date()).monday + timedelta(days=7)
    return datetime.combine(monday, MORNING, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyDigests:
    store: Store
    reporting: Reporting
    likenesses: Likenesses
    weeklies: Weeklies
    watches: Watches
    alerting: Alerting
    clock: Clock
    public_url: str

    def look(self, due: Due) -> Digest | None:
        """The week before this one, told unless nothing came. Doing it twice tells it once."""
        watch = self.watches.begun(due.shop, due.kind)
        week = Week.of(self.clock().astimezone(ZoneInfo(self.reporting.zone)).date()).before
        made = self.make(due.shop, week)
        if any(one.now for one in made.measures if one.id == "received"):
            self._tell(due.shop, made)
        if watch:
            self.watches.ended(watch, again_at=next_monday(self.clock(), self.reporting.zone))
        return made

    def make(self, shop: str, week: Week) -> Digest:
        """Reads the texts, and keeps what they say."""
        now, before = self._told(shop, week), self._told(shop, week.before)
        found = [one for one, _, _ in subjects(now, before)]
        texts = {one: self._read(shop, one, week) for one in found}
        earlier = {one: self._read(shop, one, week.before) for one in found if one.dimension == "category"}
        causes = tuple(_cause(one, texts, earlier) for one in found)
        weekly = Weekly(shop=shop, week=str(week), made_at=self.clock(), causes=causes)
        self.weeklies.put(weekly)
        return digest(week, now, before, weekly=weekly)

    def present(self, shop: str, week: Week) -> Digest:
        """With the words, where the texts have been read already."""
        weekly = self.weeklies.get(shop, str(week))
        return digest(week, self._told(shop, week), self._told(shop, week.before), weekly=weekly)

    def quoted(self, shop: str, made: Digest) -> Quoted:
        """The examples of each cause as they may be shown."""
        wanted = list(dict.fromkeys(one for cause in made.causes for one in cause.examples))
        read = {one.id: one for one in self.store.complaints(shop, wanted)} if wanted else {}
        return {
            cause.subject: [f"{excerpt(read[one])} {self._link(one)}" for one in cause.examples if one in read]
            for cause in made.causes
        }

    def _link(self, complaint: str) -> str:
        return f"{self.public_url}/desk#/complaints/{complaint}"

    def _tell(self, shop: str, made: Digest) -> None:
        quoted = {subject: these[:1] for subject, these in self.quoted(shop, made).items()}
        alert = Alert(
            id=f"weekly-{made.week}",
            shop=shop,
            kind=AlertKind.WEEKLY,
            at=self.clock(),
            subject=str(made.week),
            lines={language: tuple(lines(made, language, quoted)) for language in Language},
        )
        self.alerting.tell(alert)

    def _told(self, shop: str, week: Week) -> Told:
        first, last = week.monday.isoformat(), week.sunday.isoformat()
        return self.reporting.several(shop, REPORTS, first=first, last=last)

    def _read(self, shop: str, subject: Subject, week: Week) -> tuple[Complaint, ...]:
        names = [(subject.dimension, subject.value)]
        since, until = (_midnight(day, self.reporting.zone) for day in (week.monday, week.sunday + timedelta(days=1)))
        ids = self.likenesses.found(shop, names, since=since, before=until, now=self.clock(), most=READ)
        return tuple(one for one in self.store.complaints(shop, ids) if not one.merged_into) if ids else ()


def _cause(
    subject: Subject, texts: dict[Subject, tuple[Complaint, ...]], earlier: dict[Subject, tuple[Complaint, ...]]
) -> WeeklyCause:
    """Its words beside those of everything else: its other categories, and all of them the week before."""
    from chalicelib.understanding.keywords import keywords

    ours = texts[subject]
    beside = [
        one for other, these in texts.items() if other.dimension == "category" and other != subject for one in these
    ]
    known = {one.id for one in ours}
    others = [one for one in (*beside, *(one for these in earlier.values() for one in these)) if one.id not in known]
    words = keywords(_texts(ours), beside=_texts(others))
    return WeeklyCause(
        subject=subject,
        read=len(ours),
        words=tuple(WeeklyWord(word=one.word, texts=one.texts) for one in words),
        examples=tuple(_examples(ours, [one.word for one in words])),
    )


def _examples(read: Sequence[Complaint], words: Sequence[str]) -> Iterator[str]:
    """Those that say most of the words, then the newest."""
    newest = sorted(read, key=lambda one: one.id, reverse=True)
    ranked = sorted(newest, key=lambda one: -sum(word in said(one) for word in words))
    yield from (one.id for one in ranked[:EXAMPLES])


def _texts(complaints: Sequence[Complaint]) -> list[str]:
    """Of each person one, however often they wrote: what one person writes is nobody else's word."""
    of_person: dict[tuple[str, ...], list[str]] = {}
    for one in complaints:
        known_by = next(iter(one.customer.contacts), None)
        of_person.setdefault((one.channel, *known_by) if known_by else (one.id,), []).append(said(one))
    return ["\n".join(texts) for texts in of_person.values()]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
