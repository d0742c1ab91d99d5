"""Everything the rooms above ask of the table. Only here does a change become true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import Effect, Timer
from chalicelib.model.errors import NotFound
from chalicelib.model.event import Event, MessageAdded, Noted, Received, Replied
from chalicelib.model.identity import Clock
from chalicelib.model.message import Message

from . import keys, queues, rows, transaction
from .pages import Page
from .table import Table

Name = tuple[str, str]
"""Kind and key of a once row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A complaint with everything kept beside it, oldest first."""

    complaint: Complaint
    events: tuple[Event, ...]
    messages: tuple[Message, ...]
    effects: tuple[Effect, ...]
    timers: tuple[Timer, ...]


class Store:
    """Complaints and their history. ``clock`` is asked only for expiry, never for what is written into events.

    ``zone`` decides on which day a report counts a complaint.
    """

    def __init__(self, table: Table, *, clock: Clock, zone: str) -> None:
        self.table = table
        self.clock = clock
        self.zone = zone

    def commit(self, *changes: Change) -> None:
        """One transaction, of one complaint or of several. Raises ``LostRace``, ``AlreadyRecorded`` or ``Upstream``;
        then nothing was written.
        """
        transaction.commit(self.table, changes, now=self.clock(), zone=self.zone)

    def complaint(self, shop: str, complaint: str) -> Complaint:
        """Raises ``NotFound`` for unknown ids and for those of other shops alike."""
        item = self.table.get(keys.key(keys.complaint_partition(shop, complaint), keys.COMPLAINT))
        if item is None:
            raise NotFound("there is no such complaint", id=complaint)
        return rows.read(Complaint, item)

    def primary(self, complaint: Complaint) -> Complaint:
        """The one that goes on in its place: itself unless it was merged. One read for each merge on the way."""
        while complaint.merged_into:
            complaint = self.complaint(complaint.shop, complaint.merged_into)
        return complaint

    def dossier(self, shop: str, complaint: str) -> Dossier:
        """Raises ``NotFound``."""
        found: dict[str, list[rows.Item]] = {}
        partition = keys.complaint_partition(shop, complaint)
        for item in self.table.query_all("PK = :p", {":p": {"S": partition}}):
            found.setdefault(item["SK"]["S"].partition("#")[0], []).append(item)
        if keys.COMPLAINT not in found:
            raise NotFound("there is no such complaint", id=complaint)
        events = tuple(event for item in found.get("commit", []) for event in rows.read_events(item))
        messages = (rows.read(Message, item) for item in found.get("message", []))
        return Dossier(
            complaint=rows.read(Complaint, found[keys.COMPLAINT][0]),
            events=events,
            messages=_as_told(messages, events),
            effects=tuple(rows.read(Effect, item) for item in found.get("effect", [])),
            timers=tuple(rows.read(Timer, item) for item in found.get("timer", [])),
        )

    def messages(self, shop: str, complaint: str) -> tuple[Message, ...]:
        """The whole messages of one complaint, oldest first."""
        values = {":p": {"S": keys.complaint_partition(shop, complaint)}, ":m": {"S": "message#"}}
        found = self.table.query_all("PK = :p AND begins_with(SK, :m)", values)
        return tuple(rows.read(Message, item) for item in found)

    def rewrite(
        self,
        shop: str,
        complaint: str,
        *,
        events: Sequence[Event],
        messages: Sequence[Message],
        effects: Sequence[Effect],
    ) -> None:
        """Puts these in the place of what is kept of a complaint's past, row by row: only for erasing a person. The
        complaint's own row is for ``commit``. Doing it again is harmless.
        """
        partition = keys.complaint_partition(shop, complaint)
        for version, of_version in groupby(events, key=lambda event: event.version):
            self.table.put(rows.history_row(partition, version, tuple(of_version)))
        for message in messages:
            self.table.put(rows.message_row(shop, complaint, message))
        for effect in effects:
            self.table.put(rows.effect_row(effect))

    def recorded(self, shop: str, names: Iterable[Name]) -> dict[Name, str]:
        """The values of those once rows that exist and have not expired, in one call (at most 100 names)."""
        wanted = {keys.once_key(shop, *name, secret=self.table.secret)["PK"]["S"]: name for name in names}
        found = self.table.get_many([keys.key(partition, "once") for partition in wanted])
        now = self.clock()
        return {wanted[item["PK"]["S"]]: rows.once_value(item) for item in found if not rows.is_expired(item, now)}

    def record(self, shop: str, *once: Once) -> None:
        """Writes once rows outside of a change. Raises ``AlreadyRecorded``."""
        now = self.clock()
        transaction.write(
            self.table,
            [("Put", transaction.once_put(shop, row, now=now, secret=self.table.secret), row.name) for row in once],
        )

    def queue_page(
        self, shop: str, queue: str, *, status: Status, limit: int, cursor: str | None = None
    ) -> Page[Complaint]:
        """In the order in which they should be taken; costs the page for each shard, whatever the queue's length."""
        return queues.queue_page(self.table, shop, queue, status=status, limit=limit, cursor=cursor)

    def due_by(
        self, shop: str, queue: str, *, status: Status, until: datetime, limit: int
    ) -> tuple[list[Complaint], bool]:
        """At most ``limit`` for each shard, and whether these are all."""
        return queues.due_by(self.table, shop, queue, status=status, until=until, limit=limit)

    def waiting_longest(self, shop: str, queue: str) -> datetime | None:
        """Since when the oldest waiting complaint of a queue has been waiting."""
        return queues.waiting_longest(self.table, shop, queue)

    def queue_numbers(self, shop: str) -> dict[str, dict[str, int]]:
        """Queue → status → how many, exact after every commit."""
        return {
            queue: {name: count for name, count in counts.items() if name in _STATUSES}
            for queue, counts in self.queue_sums(shop).items()
        }

    def queue_sums(self, shop: str) -> dict[str, dict[str, int]]:
        """Queue → number → sum: how many of each status, and what their ages follow from (``counting.backlog``)."""
        numbers: dict[str, dict[str, int]] = {}
        partition = keys.numbers_partition(shop, "queues")
        for item in self.table.query_all("PK = :p", {":p": {"S": partition}}):
            queue = numbers.setdefault(item["SK"]["S"].rpartition("#")[0], {})
            _add_numbers(queue, item)
        return numbers

    def report_numbers(self, shop: str, report: str, *, first: str, last: str) -> dict[str, dict[str, int]]:
        """Day → number → sum, for the days from ``first`` to ``last`` (ISO dates, both included)."""
        numbers: dict[str, dict[str, int]] = {}
        values = {
            ":p": {"S": keys.numbers_partition(shop, report)},
            ":first": {"S": first},
            ":last": {"S": f"{last}#~"},
        }
        for item in self.table.query_all("PK = :p AND SK BETWEEN :first AND :last", values):
            _add_numbers(numbers.setdefault(item["SK"]["S"].partition("#")[0], {}), item)
        return numbers

    def search(self, shop: str, *, kind: str, value: str, limit: int, cursor: str | None = None) -> Page[Complaint]:
        """Newest first."""
        found = self.table.query(
            "PK = :p",
            {":p": {"S": self._search_partition(shop, kind, value)}},
            limit=limit,
            start=keys.decode_cursor(cursor),
            descending=True,
        )
        complaints = self.complaints(shop, [item["SK"]["S"] for item in found.items])
        return Page(complaints, keys.encode_cursor(found.last_key))

    def awaiting_approval(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[Complaint]:
        """Complaints with a compensation that somebody has to approve or reject, newest first."""
        return self.search(shop, kind=rows.APPROVAL, value=rows.PENDING, limit=limit, cursor=cursor)

    def _search_partition(self, shop: str, kind: str, value: str) -> str:
        return keys.search_partition(shop, kind, rows.normalised(kind, value), secret=self.table.secret)

    def complaints(self, shop: str, ids: Sequence[str]) -> tuple[Complaint, ...]:
        """Those of them that there are, in the order asked for: one call for at most 100."""
        wanted = [keys.key(keys.complaint_partition(shop, one), keys.COMPLAINT) for one in ids]
        found = [rows.read(Complaint, item) for item in self.table.get_many(wanted)]
        by_id = {complaint.id: complaint for complaint in found}
        return tuple(by_id[one] for one in ids if one in by_id)


def _as_told(messages: Iterable[Message], events: tuple[Event, ...]) -> tuple[Message, ...]:
    """In the order of the history: ids sort by time only to the millisecond."""
    bodies = (event.body for event in events)
    told = [body.message.id for body in bodies if isinstance(body, Received | MessageAdded | Replied | Noted)]
    place = {message: index for index, message in enumerate(told)}
    return tuple(sorted(messages, key=lambda message: place.get(message.id, len(place))))


_STATUSES: Final = frozenset(Status)


def _add_numbers(numbers: dict[str, int], item: rows.Item) -> None:
    for name, value in item.items():
        if name not in ("PK", "SK"):
            numbers[name] = numbers.get(name, 0) + int(value["N"])
