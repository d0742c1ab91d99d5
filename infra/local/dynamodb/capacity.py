"""Capacity units of a request, by table and index (Developer Guide, "DynamoDB read and write operations").

A strongly consistent read costs one unit for each 4 KB begun, an eventually consistent one half of it; a write costs
one unit for each 1 KB begun of the larger of the item before and after; transactions cost double.
"""

from collections import defaultdict
from math import ceil
from typing import Any

from infra.local.dynamodb.parameters import Request, choice
from infra.local.dynamodb.values import Item, item_size

READ_UNIT_BYTES = 4096
WRITE_UNIT_BYTES = 1024
TRANSACTION_FACTOR = 2


def read_units(size: int, *, consistent: bool) -> float:
    return max(1, ceil(size / READ_UNIT_BYTES)) * (1.0 if consistent else 0.5)


def write_units(*versions: Item | None) -> float:
    largest = max((item_size(version) for version in versions if version is not None), default=0)
    return float(max(1, ceil(largest / WRITE_UNIT_BYTES)))


class Consumption:
    """Adds up units and reports them as `ReturnConsumedCapacity` asks."""

    def __init__(self, request: Request, *, factor: int = 1) -> None:
        self._mode = choice(request, "ReturnConsumedCapacity", "NONE", "TOTAL", "INDEXES")
        self._factor = factor
        self._tables: dict[str, float] = defaultdict(float)
        self._indexes: dict[str, dict[str, float]] = defaultdict(dict)

    @property
    def is_wanted(self) -> bool:
        return self._mode != "NONE"

    def add(self, table: str, units: float, index: str | None = None) -> None:
        if index is None:
            self._tables[table] += units * self._factor
        else:
            self._tables[table] += 0.0
            self._indexes[table][index] = self._indexes[table].get(index, 0.0) + units * self._factor

    def single(self) -> dict[str, Any]:
        """The member of a response of an operation on one table."""
        reports = self._reports()
        return {"ConsumedCapacity": reports[0]} if reports else {}

    def every(self) -> dict[str, Any]:
        """The member of a response of an operation on several tables."""
        reports = self._reports()
        return {"ConsumedCapacity": reports} if reports else {}

    def _reports(self) -> list[dict[str, Any]]:
        return [self._report(table) for table in self._tables] if self.is_wanted else []

    def _report(self, table: str) -> dict[str, Any]:
        units, indexes = self._tables[table], self._indexes[table]
        report: dict[str, Any] = {"TableName": table, "CapacityUnits": units + sum(indexes.values())}
        if self._mode == "INDEXES":
            report["Table"] = {"CapacityUnits": units}
            if indexes:
                report["GlobalSecondaryIndexes"] = {
                    name: {"CapacityUnits": index_units} for name, index_units in indexes.items()
                }
        return report
