"""Queues in the index. A hot queue lies in several partitions, its shards, which are read side by side and merged."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Final

from chalicelib.model.complaint import Complaint, Status
from chalicelib.routing.peak import is_peak
from chalicelib.routing.priority import sort_key
from chalicelib.routing.rules import queues

from . import keys, rows
from .pages import Page
from .table import Table

_POSITION: Final = "|"


@dataclass(frozen=True, slots=True)
class Shards:
    """``written``: over so many new rows are spread; ``read``: in so many rows may lie."""

    written: int
    read: int


def shards_of(queue: str) -> Shards:
    """A queue that the rules no longer know lies where it lay: in one."""
    found = next((one for one in queues() if one.id == queue), None)
    return Shards(found.shards, max(found.shards, found.shards_before)) if found else Shards(1, 1)


def places(shop: str, queue: str, status: Status) -> tuple[str, ...]:
    """Every partition in which complaints of a queue may lie, the first shard first."""
    return tuple(_place(shop, queue, status, shard) for shard in range(shards_of(queue).read))


def index_keys(complaint: Complaint) -> rows.Item:
    """Closed complaints are in no queue; resolved ones sort by when they were resolved, the others by their turn."""
    if complaint.status is Status.CLOSED:
        return {}
    shard = zlib.crc32(complaint.id.encode()) % shards_of(complaint.queue).written
    place = {"S": _place(complaint.shop, complaint.queue, complaint.status, shard)}
    if complaint.status is Status.RESOLVED:
        return {"queue_key": place, "queue_sort": {"S": keys.stamp(complaint.updated_at)}}
    turn = sort_key(complaint, peak=is_peak(complaint.shop, at=complaint.updated_at))
    sorts = {"queue_key": place, "queue_sort": {"S": turn}}
    if complaint.status is Status.WAITING:
        sorts |= {"oldest_key": place, "oldest_sort": {"S": keys.stamp(complaint.waiting_since)}}
    return sorts


def complaint_row(complaint: Complaint) -> rows.Item:
    return {
        **keys.key(keys.complaint_partition(complaint.shop, complaint.id), keys.COMPLAINT),
        **index_keys(complaint),
        "version": {"N": str(complaint.version)},
        "doc": rows.document(complaint),
    }


def queue_page(
    table: Table, shop: str, queue: str, *, status: Status, limit: int, cursor: str | None
) -> Page[Complaint]:
    """Each shard is asked for a whole page, because all of the nearest may lie in one. The cursor holds, for each
    shard, the last complaint that was shown: so it stays good when the number of shards changes.
    """
    positions = _positions(cursor)
    is_descending = status is Status.RESOLVED
    streams: list[list[_Found]] = []
    has_more = False
    for shard, place in enumerate(places(shop, queue, status)):
        found = table.query(
            "queue_key = :q",
            {":q": {"S": place}},
            index="queue",
            limit=limit,
            start=_start(shop, place, positions.get(str(shard))),
            descending=is_descending,
        )
        has_more = has_more or found.last_key is not None
        streams.append([_Found(item["queue_sort"]["S"], str(shard), item) for item in found.items])
    shown = list(islice(merge(*streams, key=lambda one: one.sort, reverse=is_descending), limit))
    reached = positions | {one.shard: one.position for one in shown}
    is_last = not has_more and len(shown) == sum(map(len, streams))
    complaints = tuple(rows.read(Complaint, one.item) for one in shown)
    return Page(complaints, None if is_last else _cursor(reached))


def due_by(
    table: Table, shop: str, queue: str, *, status: Status, until: datetime, limit: int
) -> tuple[list[Complaint], bool]:
    """Those whose nearest promise is due until then, and whether that is all of them. What sorts ahead of its due time
    (escalated, peak mode) is read as well and left out, so that in a crowd of those others may not be reached.
    """
    found: list[Complaint] = []
    is_all = True
    for place in places(shop, queue, status):
        read = table.query(
            "queue_key = :q AND queue_sort <= :until",
            {":q": {"S": place}, ":until": {"S": keys.stamp(until)}},
            index="queue",
            limit=limit,
        )
        is_all &= read.last_key is None
        found += (rows.read(Complaint, item) for item in read.items)
    return [one for one in found if one.nearest_due is not None and one.nearest_due <= until], is_all


def waiting_longest(table: Table, shop: str, queue: str) -> datetime | None:
    """Since when the oldest waiting complaint of a queue has been waiting."""
    return min(_oldest(table, places(shop, queue, Status.WAITING)), default=None)


def _oldest(table: Table, of: Sequence[str]) -> Iterator[datetime]:
    for place in of:
        found = table.query("oldest_key = :q", {":q": {"S": place}}, index="oldest", limit=1)
        yield from (datetime.fromisoformat(item["oldest_sort"]["S"]) for item in found.items)


@dataclass(frozen=True, slots=True)
class _Found:
    sort: str
    shard: str
    item: rows.Item

    @property
    def position(self) -> str:
        complaint: str = self.item["PK"]["S"].split("#", 2)[2]
        return self.sort + _POSITION + complaint


def _place(shop: str, queue: str, status: Status, shard: int) -> str:
    """The first shard is called as the queue itself, so that a queue of one needs no other name."""
    place = f"{shop}#{queue}#{status.value}"
    return f"{place}#{shard}" if shard else place


def _start(shop: str, place: str, position: str | None) -> rows.Item | None:
    if position is None:
        return None
    sort, _, complaint = position.partition(_POSITION)
    row = keys.key(keys.complaint_partition(shop, complaint), keys.COMPLAINT)
    return {**row, "queue_key": {"S": place}, "queue_sort": {"S": sort}}


def _cursor(positions: Mapping[str, str]) -> str | None:
    return keys.encode_cursor({shard: {"S": position} for shard, position in positions.items()})


def _positions(cursor: str | None) -> dict[str, str]:
    """Raises ``InvalidInput`` for anything ``_cursor`` did not make."""
    decoded = keys.decode_cursor(cursor) or {}
    positions = {shard: value["S"] for shard, value in decoded.items()}
    for shard, position in positions.items():
        sort, _, complaint = position.partition(_POSITION)
        if not (shard.isdecimal() and sort and complaint):
            raise keys.bad_cursor()
    return positions
