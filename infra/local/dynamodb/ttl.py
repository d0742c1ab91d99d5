"""Time to live (Developer Guide, "Using time to live (TTL) in DynamoDB").

Nothing expires by itself: the runner calls the sweep when its clock says so.
"""

import json
import sqlite3
from typing import Any

from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.keys import EncodedKey
from infra.local.dynamodb.parameters import Request
from infra.local.dynamodb.storage import expiry, insert_expiry, load_item
from infra.local.dynamodb.tables import Table, load_table, load_tables
from infra.local.dynamodb.values import Item
from infra.local.dynamodb.writes import Written, replace_item

SWEEP_BATCH = 500
OLDEST_EXPIRY_SECONDS = 5 * 365 * 24 * 60 * 60

Response = dict[str, Any]


def update_time_to_live(connection: sqlite3.Connection, request: Request, _now: float) -> Response:
    table = load_table(connection, request["TableName"])
    specification = request["TimeToLiveSpecification"]
    enabled, name = specification["Enabled"], specification["AttributeName"]
    if enabled == (table.time_to_live is not None):
        raise validation(f"TimeToLive is already {'enabled' if enabled else 'disabled'}")
    if not enabled and name != table.time_to_live:
        raise validation(
            f"TimeToLive is active on a different AttributeName: current AttributeName is {table.time_to_live}"
        )
    connection.execute("UPDATE tables SET time_to_live = ? WHERE id = ?", (name if enabled else None, table.id))
    connection.execute("DELETE FROM expiries WHERE table_id = ?", (table.id,))
    if enabled:
        _enter_expiries(connection, load_table(connection, table.name))
    return {"TimeToLiveSpecification": specification}


def describe_time_to_live(connection: sqlite3.Connection, request: Request) -> Response:
    name = load_table(connection, request["TableName"]).time_to_live
    if name is None:
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}
    return {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": name}}


def expire_batch(connection: sqlite3.Connection, now: float) -> int:
    """Delete some expired items, at most five years expired as on AWS; how many they were."""
    expired = [
        (table, EncodedKey(*row))
        for table in load_tables(connection)
        for row in connection.execute(
            "SELECT partition_key, sort_key FROM expiries "
            "WHERE table_id = ? AND expires_at < ? AND expires_at > ? ORDER BY expires_at LIMIT ?",
            (table.id, now, now - OLDEST_EXPIRY_SECONDS, SWEEP_BATCH),
        )
    ]
    for table, key in expired:
        old = load_item(connection, table, key)
        replace_item(connection, table, key, Written(old, None), now, expired=True)
    return len(expired)


def _enter_expiries(connection: sqlite3.Connection, table: Table) -> None:
    rows = connection.execute("SELECT partition_key, sort_key, body FROM items WHERE table_id = ?", (table.id,))
    for partition, sort, body in rows:
        item: Item = json.loads(body)
        expires_at = expiry(table, item)
        if expires_at is not None:
            insert_expiry(connection, table, EncodedKey(partition, sort), expires_at)
