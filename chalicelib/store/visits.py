"""Visits of a shop: a row each, written with its complaint, and in the index as long as somebody has to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.visit import Visit, VisitState

from . import keys, rows
from .pages import Page
from .table import Table

_OWED: Final = "#visits"


class Visits:
    def __init__(self, table: Table) -> None:
        self.table = table

    def due(self, shop: str, *, until: datetime, limit: int, cursor: str | None = None) -> Page[tuple[str, Visit]]:
        """Those of whom somebody has to hear, with their complaint's id, the longest due first. One query."""
        found = self.table.query(
            "queue_key = :q AND queue_sort <= :until",
            {":q": {"S": shop + _OWED}, ":until": {"S": keys.stamp(until)}},
            index="queue",
            limit=limit,
            start=keys.decode_cursor(cursor),
        )
        visits = tuple((item["complaint"]["S"], rows.read(Visit, item)) for item in found.items)
        return Page(visits, keys.encode_cursor(found.last_key))


def visit_rows(change: Change) -> Iterator[rows.Item]:
    """Of every visit that the change has touched."""
    known = change.before.visits if change.before else ()
    for visit in change.after.visits:
        if visit not in known:
            yield _row(change.after, visit)


def _row(complaint: Complaint, visit: Visit) -> rows.Item:
    item: rows.Item = {
        **keys.key(f"Y#{complaint.shop}", visit.id),
        "complaint": {"S": complaint.id},
        "doc": rows.document(visit),
    }
    if visit.state is VisitState.PLANNED and not visit.is_tried_enough:
        item |= {"queue_key": {"S": complaint.shop + _OWED}, "queue_sort": {"S": keys.stamp(visit.due_at)}}
    return item
