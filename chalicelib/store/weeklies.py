"""What the texts of each week say: ``S#shop#weekly``, a row a week."""

from __future__ import annotations

from chalicelib.model.weekly import Weekly

from . import keys, rows
from .table import Table


class Weeklies:
    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, shop: str, week: str) -> Weekly | None:
        item = self.table.get(_key(shop, week))
        return rows.read(Weekly, item) if item else None

    def put(self, weekly: Weekly) -> None:
        """Over what was made of that week before: it is made again from the same texts."""
        self.table.put({**_key(weekly.shop, weekly.week), "doc": rows.document(weekly)})


def _key(shop: str, week: str) -> keys.Key:
    return keys.key(f"S#{shop}#weekly", week)
