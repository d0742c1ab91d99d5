"""What a shop says that handling complaints costs. Every version is kept."""

from __future__ import annotations

from chalicelib.model.costs import CostTable
from chalicelib.model.errors import LostRace, StaleVersion

from . import keys, rows, transaction
from .table import Table


class Costs:
    def __init__(self, table: Table) -> None:
        self.table = table

    def newest(self, shop: str) -> CostTable:
        """The empty one when the shop has written none."""
        found = self.table.query("PK = :p", {":p": {"S": _partition(shop)}}, limit=1, descending=True)
        return rows.read(CostTable, found.items[0]) if found.items else CostTable()

    def write(self, shop: str, costs: CostTable) -> None:
        """Raises ``StaleVersion`` when that version has been written before."""
        put = {
            "Item": {**keys.key(_partition(shop), f"costs#{costs.version:08d}"), "doc": rows.document(costs)},
            "ConditionExpression": "attribute_not_exists(PK)",
        }
        try:
            transaction.write(self.table, [("Put", put, None)])
        except LostRace as error:
            raise StaleVersion("somebody else has written the costs: read them again") from error


def _partition(shop: str) -> str:
    return f"E#{shop}"
