"""Change streams: one shard for each table, kept a day (Developer Guide, "Change data capture for DynamoDB Streams").

Records beyond the newest hundred thousand are trimmed too, so that the file does not grow for ever. Who reads past the
trimmed end is told so with TrimmedDataAccessException, as on AWS; nothing is skipped in silence.
"""

import base64
import json
import sqlite3
from typing import Any

from infra.local.dynamodb.errors import DynamoError, stream_not_found, trimmed, validation
from infra.local.dynamodb.parameters import Request, positive
from infra.local.dynamodb.storage import dump
from infra.local.dynamodb.tables import ARN_PREFIX, Table, load_table, load_tables
from infra.local.dynamodb.values import Item, item_size

SHARD_ID = "shardId-00000000000000000000-embedded"
MAXIMUM_AGE_SECONDS = 24 * 60 * 60
MAXIMUM_RECORDS = 100_000
MAXIMUM_RECORDS_READ = 1000
MAXIMUM_BYTES_READ = 1024 * 1024
TRIM_EVERY = 1024
EXPIRED_BY = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}

Response = dict[str, Any]


def append(
    connection: sqlite3.Connection, table: Table, old: Item | None, new: Item | None, now: float, *, expired: bool
) -> None:
    if table.stream_view is None:
        return
    record = _record(table, old, new, expired=expired)
    sequence_number = connection.execute(
        "INSERT INTO stream_records (table_id, created_at, body) VALUES (?, ?, ?)", (table.id, now, dump(record))
    ).lastrowid
    if sequence_number is not None and sequence_number % TRIM_EVERY == 0:
        trim(connection, table, now)


def trim(connection: sqlite3.Connection, table: Table, now: float) -> None:
    """Forget records that are too old or too many, and remember how far."""
    [newest] = connection.execute("SELECT max(sequence_number) FROM stream_records").fetchone()
    [oldest_kept] = connection.execute(
        "SELECT sequence_number FROM stream_records WHERE table_id = ? AND created_at >= ? "
        "ORDER BY sequence_number LIMIT 1",
        (table.id, now - MAXIMUM_AGE_SECONDS),
    ).fetchone() or [None]
    last_of_table = _last(connection, table)
    too_old = last_of_table if oldest_kept is None else oldest_kept - 1
    through = min(max(too_old, (newest or 0) - MAXIMUM_RECORDS), last_of_table)
    if connection.execute(
        "DELETE FROM stream_records WHERE table_id = ? AND sequence_number <= ?", (table.id, through)
    ).rowcount:
        connection.execute("INSERT OR REPLACE INTO stream_horizons VALUES (?, ?)", (table.id, through))


def list_streams(connection: sqlite3.Connection, request: Request) -> Response:
    wanted = request.get("TableName")
    summaries = [
        {"StreamArn": table.stream_arn, "TableName": table.name, "StreamLabel": table.stream_label}
        for table in load_tables(connection)
        if table.stream_view is not None and wanted in (None, table.name)
    ]
    start = request.get("ExclusiveStartStreamArn")
    following = [summary for summary in summaries if start is None or summary["StreamArn"] > start]
    limit = positive(request, "Limit", 100) or 100
    page = following[:limit]
    more = {"LastEvaluatedStreamArn": page[-1]["StreamArn"]} if len(following) > limit else {}
    return {"Streams": page, **more}


def describe_stream(connection: sqlite3.Connection, request: Request) -> Response:
    table = _table_of(connection, request["StreamArn"])
    start = _sequence_text(_horizon(connection, table) + 1)
    shard = {"ShardId": SHARD_ID, "SequenceNumberRange": {"StartingSequenceNumber": start}}
    positive(request, "Limit", 100)
    return {
        "StreamDescription": {
            "StreamArn": table.stream_arn,
            "StreamLabel": table.stream_label,
            "StreamStatus": "ENABLED",
            "StreamViewType": table.stream_view,
            "CreationRequestDateTime": table.created_at,
            "TableName": table.name,
            "KeySchema": table.definition["KeySchema"],
            "Shards": [] if request.get("ExclusiveStartShardId") == SHARD_ID else [shard],
        }
    }


def get_shard_iterator(connection: sqlite3.Connection, request: Request) -> Response:
    table = _table_of(connection, request["StreamArn"])
    if request["ShardId"] != SHARD_ID:
        raise stream_not_found(f"{request['StreamArn']} shard {request['ShardId']}")
    return {"ShardIterator": _iterator(table, _start(connection, table, request))}


def get_records(connection: sqlite3.Connection, request: Request) -> Response:
    table, position = _read_iterator(connection, request["ShardIterator"])
    if position < _horizon(connection, table):
        raise trimmed(position)
    limit = positive(request, "Limit", MAXIMUM_RECORDS_READ) or MAXIMUM_RECORDS_READ
    rows = connection.execute(
        "SELECT sequence_number, created_at, body FROM stream_records "
        "WHERE table_id = ? AND sequence_number > ? ORDER BY sequence_number LIMIT ?",
        (table.id, position, limit),
    )
    records: list[dict[str, Any]] = []
    size = 0
    for sequence_number, created_at, body in rows:
        records.append(_read_record(sequence_number, created_at, body))
        position = sequence_number
        size += len(body)
        if size >= MAXIMUM_BYTES_READ:
            break
    return {"Records": records, "NextShardIterator": _iterator(table, position)}


def _record(table: Table, old: Item | None, new: Item | None, *, expired: bool) -> dict[str, Any]:
    key = table.keys.key_of(new if new is not None else old or {})
    images = {
        "NewImage": new if table.stream_view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES") else None,
        "OldImage": old if table.stream_view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES") else None,
    }
    shown = {"Keys": key, **{name: image for name, image in images.items() if image is not None}}
    return {
        "eventName": "REMOVE" if new is None else "INSERT" if old is None else "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "local",
        "dynamodb": {**shown, "StreamViewType": table.stream_view},
        **({"userIdentity": EXPIRED_BY} if expired else {}),
    }


def _read_record(sequence_number: int, created_at: float, body: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(body)
    record["eventID"] = f"{sequence_number:032x}"
    change = record["dynamodb"]
    change["SizeBytes"] = sum(item_size(change.get(image, {})) for image in ("Keys", "NewImage", "OldImage"))
    change["SequenceNumber"] = _sequence_text(sequence_number)
    change["ApproximateCreationDateTime"] = int(created_at)
    return record


def _sequence_text(sequence_number: int) -> str:
    """As long as the API wants it (API Reference, StreamRecord)."""
    return f"{sequence_number:021d}"


def _start(connection: sqlite3.Connection, table: Table, request: Request) -> int:
    """The sequence number after which the iterator reads."""
    kind = request["ShardIteratorType"]
    if kind == "TRIM_HORIZON":
        return _horizon(connection, table)
    if kind == "LATEST":
        return _last(connection, table)
    if kind not in ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER") or "SequenceNumber" not in request:
        raise validation(f"A ShardIteratorType {kind} needs a SequenceNumber")
    sequence_number: int = int(request["SequenceNumber"])
    position = sequence_number - 1 if kind == "AT_SEQUENCE_NUMBER" else sequence_number
    if position < _horizon(connection, table):
        raise trimmed(position)
    return position


def _horizon(connection: sqlite3.Connection, table: Table) -> int:
    row = connection.execute("SELECT trimmed_through FROM stream_horizons WHERE table_id = ?", (table.id,)).fetchone()
    return int(row[0]) if row else 0


def _last(connection: sqlite3.Connection, table: Table) -> int:
    [last] = connection.execute(
        "SELECT max(sequence_number) FROM stream_records WHERE table_id = ?", (table.id,)
    ).fetchone()
    return _horizon(connection, table) if last is None else int(last)


def _table_of(connection: sqlite3.Connection, stream_arn: str) -> Table:
    name = stream_arn.removeprefix(ARN_PREFIX).partition("/stream/")[0]
    table = load_table(connection, name)
    if table.stream_view is None or table.stream_arn != stream_arn:
        raise stream_not_found(stream_arn)
    return table


def _iterator(table: Table, position: int) -> str:
    return base64.urlsafe_b64encode(dump([table.stream_arn, position]).encode()).decode()


def _read_iterator(connection: sqlite3.Connection, iterator: str) -> tuple[Table, int]:
    try:
        stream_arn, position = json.loads(base64.urlsafe_b64decode(iterator))
    except ValueError:
        raise DynamoError("ValidationException", "Invalid ShardIterator") from None
    return _table_of(connection, stream_arn), position
