"""What the embedded engine lacks it refuses aloud, and limits are limits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.local.dynamodb import Engine
from tests.infra.local.dynamodb.backend import Backend, Clock, key, make_client, number, refused, table_definition, text

NOT_SUPPORTED = "NotSupportedByEmbeddedEngine"
VALIDATION = "ValidationException"

UNSUPPORTED: dict[str, Callable[[Any, str], object]] = {
    "PartiQL": lambda client, table: client.execute_statement(Statement=f'SELECT * FROM "{table}"'),
    "backups": lambda client, table: client.create_backup(TableName=table, BackupName="nightly"),
    "changes of a table": lambda client, table: client.update_table(TableName=table, BillingMode="PAY_PER_REQUEST"),
    "conditions of old": lambda client, table: client.put_item(
        TableName=table, Item=key("a"), Expected={"PK": {"Exists": False}}
    ),
    "parallel scans": lambda client, table: client.scan(TableName=table, Segment=0, TotalSegments=2),
    "local indexes": lambda client, table: client.create_table(
        **table_definition("other"),
        LocalSecondaryIndexes=[
            {
                "IndexName": "local",
                "KeySchema": table_definition("other")["KeySchema"],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    ),
    "encryption settings": lambda client, table: client.create_table(
        **table_definition("other"), SSESpecification={"Enabled": True}
    ),
    "attributes to get in a batch": lambda client, table: client.batch_get_item(
        RequestItems={table: {"Keys": [key("a")], "AttributesToGet": ["PK"]}}
    ),
}

INVALID: dict[str, Callable[[Any, str], object]] = {
    "partition key over 2048 bytes": lambda client, table: client.put_item(TableName=table, Item=key("x" * 2049)),
    "sort key over 1024 bytes": lambda client, table: client.put_item(TableName=table, Item=key("a", "x" * 1025)),
    "key without sort key": lambda client, table: client.get_item(TableName=table, Key={"PK": text("a")}),
    "key with more": lambda client, table: client.get_item(TableName=table, Key=key("a") | {"x": text("y")}),
    "39 digits": lambda client, table: client.put_item(TableName=table, Item=key("a") | {"n": {"N": "1" * 39}}),
    "not a number": lambda client, table: client.put_item(TableName=table, Item=key("a") | {"n": {"N": "NaN"}}),
    "number too large": lambda client, table: client.put_item(TableName=table, Item=key("a") | {"n": {"N": "1E126"}}),
    "empty set": lambda client, table: client.put_item(TableName=table, Item=key("a") | {"s": {"SS": []}}),
    "duplicates in a set": lambda client, table: client.put_item(
        TableName=table, Item=key("a") | {"s": {"NS": ["1", "1.0"]}}
    ),
    "101 items in a transaction": lambda client, table: client.transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": key(str(place))}} for place in range(101)]
    ),
    "more than 4 MB in a transaction": lambda client, table: client.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": table, "Item": key(str(place)) | {"d": text("x" * 399_000)}}} for place in range(11)
        ]
    ),
    "101 keys in a batch": lambda client, table: client.batch_get_item(
        RequestItems={table: {"Keys": [key(str(place)) for place in range(101)]}}
    ),
    "the same key twice in a batch": lambda client, table: client.batch_get_item(
        RequestItems={table: {"Keys": [key("a"), key("a")]}}
    ),
    "return values it has not": lambda client, table: client.put_item(
        TableName=table, Item=key("a"), ReturnValues="ALL_NEW"
    ),
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_unsupported_is_refused(embedded: Backend, name: str) -> None:
    refused(NOT_SUPPORTED, lambda: UNSUPPORTED[name](embedded.client, embedded.table))
    assert embedded.client.scan(TableName=embedded.table)["Count"] == 0
    assert embedded.client.list_tables()["TableNames"] == [embedded.table]


@pytest.mark.parametrize("name", INVALID)
def test_limits_are_kept(embedded: Backend, name: str) -> None:
    refused(VALIDATION, lambda: INVALID[name](embedded.client, embedded.table))
    assert embedded.client.scan(TableName=embedded.table)["Count"] == 0


def test_unknown_table_is_not_found(embedded: Backend) -> None:
    refused("ResourceNotFoundException", lambda: embedded.client.get_item(TableName="nope", Key=key("a")))
    with pytest.raises(embedded.client.exceptions.ResourceNotFoundException):
        embedded.client.describe_table(TableName="nope")


def test_table_is_made_once(embedded: Backend) -> None:
    refused("ResourceInUseException", embedded.create_table)


def test_clients_of_other_services_are_not_attached(engine: Engine) -> None:
    with pytest.raises(ValueError, match="cannot attach"):
        engine.attach(make_client("sqs"))


def test_resource_waiter_and_paginator_work(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "engine.db", clock=Clock())
    resource: Any = boto3.session.Session().resource("dynamodb", region_name="us-east-1")
    engine.attach(resource.meta.client)
    table = resource.create_table(**table_definition("complaints"))
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for position in range(60):
            batch.put_item(Item={"PK": "a", "SK": f"{position:02d}", "n": position, "b": b"\x00"})
    pages = list(
        resource.meta.client.get_paginator("scan").paginate(TableName="complaints", PaginationConfig={"PageSize": 25})
    )
    assert [page["Count"] for page in pages] == [25, 25, 10]
    item = table.get_item(Key={"PK": "a", "SK": "07"})["Item"]
    assert (item["n"], item["b"].value) == (7, b"\x00")
    engine.close()


def test_names_and_numbers_are_checked_even_if_never_reached(embedded: Backend) -> None:
    embedded.put("a", n=number(1))
    refused(
        VALIDATION,
        lambda: embedded.update(
            "a",
            "SET n = :n",
            ConditionExpression="attribute_not_exists(PK) AND n < :wrong",
            ExpressionAttributeValues={":n": number(2), ":wrong": {"BOOL": True}},
        ),
    )
    assert embedded.get("a") == key("a") | {"n": number(1)}
