"""Sudden rises of a shop, by the day they began: ``S#shop#rises``, each written by one looker at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from chalicelib.model.rise import Rise

from . import keys, rows, transaction
from .pages import Page
from .table import Table


class Rises:
    def __init__(self, table: Table) -> None:
        self.table = table

    def page(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[Rise]:
        """Those that began last come first."""
        values = {":p": {"S": _partition(shop)}}
        found = self.table.query("PK = :p", values, limit=limit, start=keys.decode_cursor(cursor), descending=True)
        return Page(tuple(rows.read(Rise, item) for item in found.items), keys.encode_cursor(found.last_key))

    def since(self, shop: str, day: date, *, most: int) -> tuple[Rise, ...]:
        """Those that began on ``day`` or later, the last ones first."""
        values = {":p": {"S": _partition(shop)}, ":since": {"S": day.isoformat()}}
        found = self.table.query("PK = :p AND SK >= :since", values, limit=most, descending=True)
        return tuple(rows.read(Rise, item) for item in found.items)

    def get(self, shop: str, day: date, rise: str) -> Rise | None:
        item = self.table.get(_key(shop, day, rise))
        return rows.read(Rise, item) if item else None

    def replace(self, before: Rise | None, after: Rise) -> Rise:
        """As written. Raises ``LostRace`` when another has written since ``before`` was read."""
        turned = after.model_copy(update={"turn": after.turn + 1})
        item = {
            **_key(after.shop, after.first_day, after.id),
            "turn": {"N": str(turned.turn)},
            "doc": rows.document(turned),
        }
        transaction.write(self.table, [("Put", {"Item": item, **_still(before)}, None)])
        return turned


def _still(before: Rise | None) -> dict[str, Any]:
    if before is None:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    return {"ConditionExpression": "turn = :turn", "ExpressionAttributeValues": {":turn": {"N": str(before.turn)}}}


def _partition(shop: str) -> str:
    return f"S#{shop}#rises"


def _key(shop: str, day: date, rise: str) -> keys.Key:
    return keys.key(_partition(shop), f"{day.isoformat()}#{rise}")
