"""Fills a queue faster than complaints could come in: the rows of waiting complaints, written past every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.timers import timers_of
from chalicelib.store import keys, queues, rows

BATCH: Final = 25
"""Rows a ``BatchWriteItem`` may carry."""


def fill(
    client: Any, table: str, like: Complaint, *, count: int, beginning: int = 0, counts_them: bool = False
) -> None:
    """``count`` more complaints in the queue of ``like``, each due a second after the one before, numbered from
    ``beginning``. The numbers of the queue know nothing of them, unless ``counts_them``.
    """
    end = beginning + count
    for start in range(beginning, end, BATCH):
        copies = [_copy(like, number) for number in range(start, min(start + BATCH, end))]
        _put(client, table, map(queues.complaint_row, copies))
    if counts_them:
        client.transact_write_items(TransactItems=_numbers(table, like, range(beginning, end)))


def fill_due(client: Any, table: str, like: Complaint, *, count: int) -> None:
    """``count`` more complaints like it, whose timers come due as its own do."""
    for number in range(count):
        copy = like.model_copy(update={"id": copy_id(number)})
        timers = map(rows.timer_row, timers_of(copy).values())
        _put(client, table, (queues.complaint_row(copy), *timers))


def _put(client: Any, table: str, items: Iterable[dict[str, Any]]) -> None:
    client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in items]})


def _numbers(table: str, like: Complaint, numbers: range) -> list[dict[str, Any]]:
    parts = Counter(keys.part_of(copy_id(number)) for number in numbers)
    return [
        {
            "Update": {
                "TableName": table,
                "Key": keys.key(keys.numbers_partition(like.shop, "queues"), f"{like.queue}#{part}"),
                "UpdateExpression": "ADD #status :number",
                "ExpressionAttributeNames": {"#status": like.status.value},
                "ExpressionAttributeValues": {":number": {"N": str(number)}},
            }
        }
        for part, number in parts.items()
    ]


def copy_id(number: int) -> str:
    return f"c{number:019d}"


def _copy(like: Complaint, number: int) -> Complaint:
    later = timedelta(seconds=number + 1)
    clocks = tuple(clock.model_copy(update={"due_at": clock.due_at + later}) for clock in like.clocks)
    changes = {"id": copy_id(number), "clocks": clocks, "waiting_since": like.waiting_since + later}
    return like.model_copy(update=changes)
