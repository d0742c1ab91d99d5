"""CreateTable, DescribeTable, ListTables and DeleteTable."""

import re
import sqlite3
from typing import Any

from infra.local.dynamodb.errors import table_in_use, validation
from infra.local.dynamodb.parameters import Request, positive
from infra.local.dynamodb.storage import delete_table_rows, dump
from infra.local.dynamodb.tables import Table, load_table, load_tables, parse_definition

MAXIMUM_LISTED = 100
TABLE_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")

Response = dict[str, Any]


def create_table(connection: sqlite3.Connection, request: Request, now: float) -> Response:
    name = request["TableName"]
    if not TABLE_NAME.fullmatch(name):
        raise validation(f"Invalid TableName: {name}")
    parse_definition(request)
    if connection.execute("SELECT 1 FROM tables WHERE name = ?", (name,)).fetchone():
        raise table_in_use(name)
    connection.execute("INSERT INTO tables (name, definition, created_at) VALUES (?, ?, ?)", (name, dump(request), now))
    return {"TableDescription": _description(load_table(connection, name))}


def describe_table(connection: sqlite3.Connection, request: Request) -> Response:
    return {"Table": _description(load_table(connection, request["TableName"]))}


def list_tables(connection: sqlite3.Connection, request: Request) -> Response:
    start = request.get("ExclusiveStartTableName", "")
    limit = positive(request, "Limit", MAXIMUM_LISTED) or MAXIMUM_LISTED
    names = [table.name for table in load_tables(connection) if table.name > start]
    more = {"LastEvaluatedTableName": names[limit - 1]} if len(names) > limit else {}
    return {"TableNames": names[:limit], **more}


def delete_table(connection: sqlite3.Connection, request: Request, _now: float) -> Response:
    table = load_table(connection, request["TableName"])
    if table.definition.get("DeletionProtectionEnabled", False):
        raise validation(f"Resource cannot be deleted as it is currently protected against deletion: {table.name}")
    delete_table_rows(connection, table)
    return {"TableDescription": {**_description(table), "TableStatus": "DELETING"}}


def _description(table: Table) -> Response:
    """Without item counts: AWS gives them hours late, and counting would cost a scan."""
    definition = table.definition
    description: Response = {
        "TableName": table.name,
        "TableId": str(table.id),
        "TableArn": table.arn,
        "TableStatus": "ACTIVE",
        "CreationDateTime": table.created_at,
        "AttributeDefinitions": definition["AttributeDefinitions"],
        "KeySchema": definition["KeySchema"],
        "BillingModeSummary": {"BillingMode": definition.get("BillingMode", "PROVISIONED")},
        "DeletionProtectionEnabled": definition.get("DeletionProtectionEnabled", False),
    }
    if "ProvisionedThroughput" in definition:
        description["ProvisionedThroughput"] = definition["ProvisionedThroughput"]
    if table.indexes:
        description["GlobalSecondaryIndexes"] = [
            {**index, "IndexStatus": "ACTIVE", "IndexArn": f"{table.arn}/index/{index['IndexName']}"}
            for index in definition["GlobalSecondaryIndexes"]
        ]
    if table.stream_view is not None:
        description["StreamSpecification"] = definition["StreamSpecification"]
        description["LatestStreamLabel"] = table.stream_label
        description["LatestStreamArn"] = table.stream_arn
    return description
