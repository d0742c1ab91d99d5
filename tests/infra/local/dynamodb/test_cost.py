"""A page of an index costs the same in a small table and in a large one: counted in SQLite's own steps, not timed."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from infra.local.dynamodb import Engine
from tests.infra.local.dynamodb.backend import Clock, key, table_definition, text

TABLE = "complaints"
BATCH = 25
LIMIT = 25


class Steps:
    """Counts the instructions SQLite executes while a connection of the engine is in use."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken = 0
        connect = sqlite3.connect

        def counting_connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options)
            connection.set_progress_handler(self._step, 1)
            return connection

        monkeypatch.setattr(sqlite3, "connect", counting_connect)

    def _step(self) -> int:
        self.taken += 1
        return 0


def filled(path: Path, count: int) -> Engine:
    engine = Engine(path, clock=Clock())
    engine.execute("CreateTable", table_definition(TABLE))
    for start in range(0, count, BATCH):
        items = [
            key(f"c{position}", "META") | {"GPK": text("Q"), "GSK": text(f"{position:06d}"), "status": text("open")}
            for position in range(start, start + BATCH)
        ]
        engine.execute("BatchWriteItem", {"RequestItems": {TABLE: [{"PutRequest": {"Item": item}} for item in items]}})
    return engine


def page_request(**rest: Any) -> dict[str, Any]:
    return {
        "TableName": TABLE,
        "IndexName": "queue",
        "KeyConditionExpression": "GPK = :q",
        "ExpressionAttributeValues": {":q": text("Q")},
        "Limit": LIMIT,
        "ReturnConsumedCapacity": "TOTAL",
        **rest,
    }


def costs(engine: Engine, steps: Steps, **rest: Any) -> tuple[int, int, float]:
    before = steps.taken
    page = engine.execute("Query", page_request(**rest))
    return steps.taken - before, page["ScannedCount"], page["ConsumedCapacity"]["CapacityUnits"]


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {"ScanIndexForward": False},
        {"ExclusiveStartKey": key("c50", "META") | {"GPK": text("Q"), "GSK": text("000050")}},
        {
            "KeyConditionExpression": "GPK = :q AND GSK > :start",
            "ExpressionAttributeValues": {":q": text("Q"), ":start": text("000010")},
            "ExclusiveStartKey": key("c50", "META") | {"GPK": text("Q"), "GSK": text("000050")},
        },
    ],
    ids=["first page", "backwards", "middle", "middle of a range"],
)
def test_a_page_costs_the_same_at_100_and_5000(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: dict[str, Any]
) -> None:
    steps = Steps(monkeypatch)
    small, large = filled(tmp_path / "small.db", 100), filled(tmp_path / "large.db", 5000)
    assert costs(small, steps, **rest)[1] == LIMIT
    assert costs(small, steps, **rest) == costs(large, steps, **rest)
    small.close()
    large.close()


@pytest.mark.parametrize(
    "rest",
    [
        {},
        {
            "KeyConditionExpression": "GPK = :q AND GSK > :start",
            "ExpressionAttributeValues": {":q": text("Q"), ":start": text("000005")},
        },
    ],
    ids=["whole partition", "range"],
)
def test_a_late_page_costs_what_the_first_costs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: dict[str, Any]
) -> None:
    steps = Steps(monkeypatch)
    engine = filled(tmp_path / "engine.db", 5000)
    early, late = (
        costs(
            engine,
            steps,
            ExclusiveStartKey=key(f"c{position}", "META") | {"GPK": text("Q"), "GSK": text(f"{position:06d}")},
            **rest,
        )
        for position in (10, 4900)
    )
    assert early == late
    engine.close()
