"""The engine: one SQLite file, one transaction for each request."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from infra.local.dynamodb import hook, query, reads, streams, table_operations, transactions, ttl, writes
from infra.local.dynamodb.errors import DynamoError, not_supported
from infra.local.dynamodb.parameters import IMPLEMENTED, Request, check_parameters
from infra.local.dynamodb.storage import SCHEMA
from infra.local.dynamodb.tables import load_tables
from infra.local.sqlite_file import SqliteFile, Synchronous

Response = dict[str, Any]

READS: Mapping[str, Callable[[sqlite3.Connection, Request], Response]] = {
    "DescribeTable": table_operations.describe_table,
    "ListTables": table_operations.list_tables,
    "DescribeTimeToLive": ttl.describe_time_to_live,
    "GetItem": reads.get_item,
    "BatchGetItem": reads.batch_get_item,
    "TransactGetItems": transactions.transact_get_items,
    "Query": query.query,
    "Scan": query.scan,
    "ListStreams": streams.list_streams,
    "DescribeStream": streams.describe_stream,
    "GetShardIterator": streams.get_shard_iterator,
    "GetRecords": streams.get_records,
}

WRITES: Mapping[str, Callable[[sqlite3.Connection, Request, float], Response]] = {
    "CreateTable": table_operations.create_table,
    "DeleteTable": table_operations.delete_table,
    "UpdateTimeToLive": ttl.update_time_to_live,
    "PutItem": writes.put_item,
    "UpdateItem": writes.update_item,
    "DeleteItem": writes.delete_item,
    "BatchWriteItem": writes.batch_write_item,
    "TransactWriteItems": transactions.transact_write_items,
}


class Engine:
    """A durable subset of DynamoDB in this process. Safe for many threads, and for several processes on one file."""

    def __init__(self, path: Path, *, clock: Callable[[], float], synchronous: Synchronous = "NORMAL") -> None:
        self._file = SqliteFile(path, schema=SCHEMA, synchronous=synchronous)
        self._clock = clock

    def attach(self, client: Any) -> None:
        """Let a boto3 client of `dynamodb` or `dynamodbstreams` call this engine instead of the network."""
        hook.attach(client, self.execute)

    def execute(self, operation: str, request: Request) -> Response:
        """Answer a request in its wire form, or raise DynamoError."""
        if operation not in IMPLEMENTED:
            raise not_supported(f"the operation {operation}")
        check_parameters(operation, request)
        if operation in READS:
            with self._file.reading() as connection:
                return READS[operation](connection, request)
        with self._file.writing() as connection:
            return WRITES[operation](connection, request, self._clock())

    def expire_items(self) -> int:
        """Delete every item whose time to live has passed, trim the streams; the number of items deleted."""
        deleted = 0
        while True:
            with self._file.writing() as connection:
                batch = ttl.expire_batch(connection, self._clock())
            deleted += batch
            if not batch:
                break
        with self._file.writing() as connection:
            for table in load_tables(connection):
                streams.trim(connection, table, self._clock())
        return deleted

    def close(self) -> None:
        self._file.close()


__all__ = ["DynamoError", "Engine"]
