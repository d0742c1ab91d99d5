"""How far each polled account has been fetched: one row an account, written by one poller at a time."""

from __future__ import annotations

from typing import Any

from chalicelib.model.poll import Poll

from . import keys, rows, transaction
from .pages import Page
from .table import Table


class Polls:
    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, shop: str, *, channel: str, account: str) -> Poll | None:
        item = self.table.get(_key(shop, channel, account))
        return rows.read(Poll, item) if item else None

    def page(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[Poll]:
        """By channel and account."""
        found = self.table.query(
            "PK = :p", {":p": {"S": _partition(shop)}}, limit=limit, start=keys.decode_cursor(cursor)
        )
        return Page(tuple(rows.read(Poll, item) for item in found.items), keys.encode_cursor(found.last_key))

    def replace(self, before: Poll | None, after: Poll) -> None:
        """Raises ``LostRace`` when another poller has written since ``before`` was read."""
        item = {
            **_key(after.shop, after.channel, after.account),
            "turn": {"N": str(after.turn)},
            "doc": rows.document(after),
        }
        transaction.write(self.table, [("Put", {"Item": item, **_still(before)}, None)])


def _still(before: Poll | None) -> dict[str, Any]:
    if before is None:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    return {"ConditionExpression": "turn = :turn", "ExpressionAttributeValues": {":turn": {"N": str(before.turn)}}}


def _partition(shop: str) -> str:
    return f"P#{shop}"


def _key(shop: str, channel: str, account: str) -> keys.Key:
    return keys.key(_partition(shop), f"{channel}#{account}")
