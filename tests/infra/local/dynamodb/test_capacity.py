"""Capacity units of reads, batches and transactions, on the embedded engine and on DynamoDB Local."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.infra.local.dynamodb.backend import Backend, key, number, text

ADD_ONE = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": number(1)}}

# Not on moto, which reports the same units whatever the size.
pytestmark = pytest.mark.parametrize(
    "backend", ["embedded", pytest.param("dynamodb_local", marks=pytest.mark.oracle)], indirect=True
)


@pytest.fixture
def filled(backend: Backend) -> Iterator[Backend]:
    """Two items of five kilobytes, the first of them in the index."""
    backend.put("a", "1", d=text("x" * 5000), GPK=text("Q"), GSK=text("1"))
    backend.put("a", "2", d=text("x" * 5000))
    yield backend


def units(response: dict[str, Any]) -> float:
    consumed = response["ConsumedCapacity"]
    [report] = consumed if isinstance(consumed, list) else [consumed]
    total: float = report["CapacityUnits"]
    return total


@pytest.mark.parametrize(
    ("request_of_key", "expected"),
    [
        ({"Key": key("a", "1")}, 1.0),
        ({"Key": key("a", "1"), "ConsistentRead": True}, 2.0),
        ({"Key": key("a", "1"), "ProjectionExpression": "PK"}, 1.0),
        ({"Key": key("nobody")}, 0.5),
    ],
    ids=["eventually consistent", "consistent", "a part is read whole", "nothing"],
)
def test_get(filled: Backend, request_of_key: dict[str, Any], expected: float) -> None:
    response = filled.client.get_item(TableName=filled.table, ReturnConsumedCapacity="TOTAL", **request_of_key)
    assert units(response) == expected


def test_query_adds_sizes_before_it_rounds(filled: Backend) -> None:
    page = filled.query("PK = :a", {":a": text("a")}, ReturnConsumedCapacity="TOTAL", ProjectionExpression="SK")
    assert units(page) == 1.5


def test_filtered_items_count_too(filled: Backend) -> None:
    response = filled.client.scan(
        TableName=filled.table,
        FilterExpression="attribute_exists(nope)",
        ConsistentRead=True,
        ReturnConsumedCapacity="TOTAL",
    )
    assert (response["Count"], response["ScannedCount"], units(response)) == (0, 2, 3.0)


def test_batch_get_rounds_each_item(filled: Backend) -> None:
    keys = [key("a", "1"), key("a", "2")]
    response = filled.client.batch_get_item(RequestItems={filled.table: {"Keys": keys}}, ReturnConsumedCapacity="TOTAL")
    assert units(response) == 2.0


def test_transactional_reads_cost_double(filled: Backend) -> None:
    gets = [{"Get": {"TableName": filled.table, "Key": key("a", name)}} for name in ("1", "nothing")]
    assert units(filled.client.transact_get_items(TransactItems=gets, ReturnConsumedCapacity="TOTAL")) == 6.0


def test_transactional_writes_cost_double_and_repetition_reads(filled: Backend) -> None:
    def write() -> float:
        update = {"TableName": filled.table, "Key": key("a", "2"), **ADD_ONE}
        check = {"TableName": filled.table, "Key": key("nobody"), "ConditionExpression": "attribute_not_exists(PK)"}
        response = filled.client.transact_write_items(
            TransactItems=[{"Update": update}, {"ConditionCheck": check}],
            ClientRequestToken=filled.table,
            ReturnConsumedCapacity="TOTAL",
        )
        return units(response)

    assert write() == 12.0
    assert write() == 6.0


def test_batch_write_shows_the_index(filled: Backend) -> None:
    item = key("b") | {"GPK": text("Q"), "GSK": text("2")}
    response = filled.client.batch_write_item(
        RequestItems={filled.table: [{"PutRequest": {"Item": item}}]}, ReturnConsumedCapacity="INDEXES"
    )
    assert response["ConsumedCapacity"] == [
        {
            "TableName": filled.table,
            "CapacityUnits": 2.0,
            "Table": {"CapacityUnits": 1.0},
            "GlobalSecondaryIndexes": {"queue": {"CapacityUnits": 1.0}},
        }
    ]


def test_batch_get_stops_at_16_mb(backend: Backend) -> None:
    keys = [key("big", f"{position:02d}") for position in range(45)]
    for name in keys:
        backend.client.put_item(TableName=backend.table, Item=name | {"d": text("x" * 395_000)})
    response = backend.client.batch_get_item(RequestItems={backend.table: {"Keys": keys}})
    left = response["UnprocessedKeys"][backend.table]["Keys"]
    read = response["Responses"][backend.table]
    assert left
    assert sorted(item["SK"]["S"] for item in read + left) == [name["SK"]["S"] for name in keys]
