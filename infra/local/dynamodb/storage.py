"""The SQLite schema, and the rows of one item: its body, its entries in the indexes, its expiry time."""

import json
import sqlite3
from decimal import Decimal
from typing import Any

from infra.local.dynamodb.keys import EncodedKey
from infra.local.dynamodb.tables import Table
from infra.local.dynamodb.values import Item, item_size

SCHEMA = """
CREATE TABLE IF NOT EXISTS tables (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    time_to_live TEXT,
    created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS items (
    table_id INTEGER NOT NULL,
    partition_key BLOB NOT NULL,
    sort_key BLOB NOT NULL,
    size INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (table_id, partition_key, sort_key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS index_entries (
    table_id INTEGER NOT NULL,
    index_name TEXT NOT NULL,
    index_partition_key BLOB NOT NULL,
    index_sort_key BLOB NOT NULL,
    partition_key BLOB NOT NULL,
    sort_key BLOB NOT NULL,
    PRIMARY KEY (table_id, index_name, index_partition_key, index_sort_key, partition_key, sort_key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS expiries (
    table_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    partition_key BLOB NOT NULL,
    sort_key BLOB NOT NULL,
    PRIMARY KEY (table_id, expires_at, partition_key, sort_key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stream_records (
    sequence_number INTEGER PRIMARY KEY AUTOINCREMENT,
    table_id INTEGER NOT NULL,
    created_at REAL NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS stream_records_by_table ON stream_records (table_id, sequence_number);
CREATE TABLE IF NOT EXISTS stream_horizons (
    table_id INTEGER PRIMARY KEY,
    trimmed_through INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS request_tokens (
    token TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    created_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS request_tokens_by_age ON request_tokens (created_at);
"""

TABLE_ROWS = ("items", "index_entries", "expiries", "stream_records", "stream_horizons")
LATEST_EXPIRY = 2**53  # far beyond any date, well inside an SQLite integer


def dump(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def load_item(connection: sqlite3.Connection, table: Table, key: EncodedKey) -> Item | None:
    row = connection.execute(
        "SELECT body FROM items WHERE table_id = ? AND partition_key = ? AND sort_key = ?",
        (table.id, key.partition, key.sort),
    ).fetchone()
    if row is None:
        return None
    item: Item = json.loads(row[0])
    return item


def save_item(
    connection: sqlite3.Connection, table: Table, key: EncodedKey, old: Item | None, new: Item | None
) -> None:
    """Replace the old version by the new one everywhere; None stands for no item."""
    if new is None:
        connection.execute(
            "DELETE FROM items WHERE table_id = ? AND partition_key = ? AND sort_key = ?",
            (table.id, key.partition, key.sort),
        )
    else:
        connection.execute(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?)",
            (table.id, key.partition, key.sort, item_size(new), dump(new)),
        )
    _save_index_entries(connection, table, key, old, new)
    _save_expiry(connection, table, key, expiry(table, old), expiry(table, new))


def expiry(table: Table, item: Item | None) -> int | None:
    """When the item may go; only a number counts (Developer Guide, "Using time to live (TTL) in DynamoDB")."""
    if item is None or table.time_to_live is None:
        return None
    number = item.get(table.time_to_live, {}).get("N")
    return None if number is None else min(int(Decimal(number)), LATEST_EXPIRY)


def insert_expiry(connection: sqlite3.Connection, table: Table, key: EncodedKey, expires_at: int) -> None:
    connection.execute("INSERT INTO expiries VALUES (?, ?, ?, ?)", (table.id, expires_at, key.partition, key.sort))


def delete_table_rows(connection: sqlite3.Connection, table: Table) -> None:
    for rows in TABLE_ROWS:
        connection.execute(f"DELETE FROM {rows} WHERE table_id = ?", (table.id,))  # noqa: S608 - names from above
    connection.execute("DELETE FROM tables WHERE id = ?", (table.id,))


def _save_index_entries(
    connection: sqlite3.Connection, table: Table, key: EncodedKey, old: Item | None, new: Item | None
) -> None:
    for index in table.indexes.values():
        before, after = index.position(old), index.position(new)
        if before == after:
            continue
        if before is not None:
            connection.execute(
                "DELETE FROM index_entries WHERE table_id = ? AND index_name = ? AND index_partition_key = ? "
                "AND index_sort_key = ? AND partition_key = ? AND sort_key = ?",
                (table.id, index.name, before.partition, before.sort, key.partition, key.sort),
            )
        if after is not None:
            connection.execute(
                "INSERT INTO index_entries VALUES (?, ?, ?, ?, ?, ?)",
                (table.id, index.name, after.partition, after.sort, key.partition, key.sort),
            )


def _save_expiry(
    connection: sqlite3.Connection, table: Table, key: EncodedKey, before: int | None, after: int | None
) -> None:
    if before == after:
        return
    if before is not None:
        connection.execute(
            "DELETE FROM expiries WHERE table_id = ? AND expires_at = ? AND partition_key = ? AND sort_key = ?",
            (table.id, before, key.partition, key.sort),
        )
    if after is not None:
        insert_expiry(connection, table, key, after)
