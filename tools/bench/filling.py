"""Fills a queue faster than complaints could come in: the rows of waiting complaints, written past every rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from chalicelib.model.complaint import Complaint
from chalicelib.store import rows

BATCH: Final = 25
"""Rows a ``BatchWriteItem`` may carry."""


def fill(client: Any, table: str, like: Complaint, *, count: int) -> None:
    """``count`` more complaints in the queue of ``like``, each due a second after the one before."""
    items = [rows.complaint_row(_copy(like, number)) for number in range(count)]
    for start in range(0, count, BATCH):
        puts = [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]]
        client.batch_write_item(RequestItems={table: puts})


def _copy(like: Complaint, number: int) -> Complaint:
    later = timedelta(seconds=number + 1)
    clocks = tuple(clock.model_copy(update={"due_at": clock.due_at + later}) for clock in like.clocks)
    changes = {"id": f"c{number:019d}", "clocks": clocks, "waiting_since": like.waiting_since + later}
    return like.model_copy(update=changes)
