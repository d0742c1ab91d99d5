"""PutItem, UpdateItem, DeleteItem, BatchWriteItem, and the single write that transactions share with them."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.dynamodb import streams
from infra.local.dynamodb.capacity import Consumption, write_units
from infra.local.dynamodb.conditions import Condition
from infra.local.dynamodb.errors import condition_failed, validation
from infra.local.dynamodb.keys import EncodedKey
from infra.local.dynamodb.parameters import Request, check_parameters, choice
from infra.local.dynamodb.parser import parse_condition, parse_update
from infra.local.dynamodb.scope import Scope
from infra.local.dynamodb.storage import load_item, save_item
from infra.local.dynamodb.tables import Index, Table, load_table
from infra.local.dynamodb.updates import Update
from infra.local.dynamodb.values import Item, check_item_size, normalised_item

MAXIMUM_BATCH_WRITES = 25

Response = dict[str, Any]


@dataclass(frozen=True)
class Write:
    """A checked request for one item; `change` makes the new version from the old one."""

    table: Table
    key: EncodedKey
    change: Callable[[Item | None], Item | None]
    condition: Condition | None
    scope: Scope
    old_on_failure: bool
    attribute_names: frozenset[str] = frozenset()
    """The top-level attributes an update names."""


@dataclass(frozen=True)
class Written:
    old: Item | None
    new: Item | None


def prepare_put(connection: sqlite3.Connection, request: Request) -> Write:
    table = load_table(connection, request["TableName"])
    item = normalised_item(request["Item"])
    table.keys.check(item)
    return _prepared(request, table, item, lambda _: item)


def prepare_delete(connection: sqlite3.Connection, request: Request) -> Write:
    table, key = _table_and_key(connection, request)
    return _prepared(request, table, key, lambda _: None)


def prepare_check(connection: sqlite3.Connection, request: Request) -> Write:
    table, key = _table_and_key(connection, request)
    return _prepared(request, table, key, lambda old: old)


def prepare_update(connection: sqlite3.Connection, request: Request) -> Write:
    table, key = _table_and_key(connection, request)
    text = request.get("UpdateExpression")
    update = Update(()) if text is None else parse_update(text)
    scope = Scope.of_request(request, [text, request.get("ConditionExpression")])
    update.check(scope, table.keys.names)

    def change(old: Item | None) -> Item:
        return update.apply(scope.seeing(old), old or key)

    names = frozenset(str(steps[0]) for steps in update.paths(scope))
    return _prepared(request, table, key, change, scope, names)


def perform(connection: sqlite3.Connection, write: Write, now: float) -> Written:
    old = load_item(connection, write.table, write.key)
    if write.condition is not None and not write.condition.holds(write.scope.seeing(old)):
        raise condition_failed(old if write.old_on_failure else None)
    new = write.change(old)
    if new is not None and new is not old:
        write.table.check_item(new)
        check_item_size(new)
    replace_item(connection, write.table, write.key, Written(old, new), now)
    return Written(old, new)


def replace_item(
    connection: sqlite3.Connection,
    table: Table,
    key: EncodedKey,
    written: Written,
    now: float,
    *,
    expired: bool = False,
) -> None:
    """Item, index entries, expiry and stream record, in the transaction of the caller."""
    if written.old != written.new:
        save_item(connection, table, key, written.old, written.new)
        streams.append(connection, table, written.old, written.new, now, expired=expired)


def consume(consumption: Consumption, table: Table, written: Written) -> None:
    if not consumption.is_wanted:
        return
    consumption.add(table.name, write_units(written.old, written.new))
    for index in table.indexes.values():
        units = _index_units(index, written)
        if units:
            consumption.add(table.name, units, index.name)


def put_item(connection: sqlite3.Connection, request: Request, now: float) -> Response:
    choice(request, "ReturnValues", "NONE", "ALL_OLD")
    return _write_one(connection, request, prepare_put(connection, request), now)


def delete_item(connection: sqlite3.Connection, request: Request, now: float) -> Response:
    choice(request, "ReturnValues", "NONE", "ALL_OLD")
    return _write_one(connection, request, prepare_delete(connection, request), now)


def update_item(connection: sqlite3.Connection, request: Request, now: float) -> Response:
    choice(request, "ReturnValues", "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
    return _write_one(connection, request, prepare_update(connection, request), now)


def batch_write_item(connection: sqlite3.Connection, request: Request, now: float) -> Response:
    consumption = Consumption(request)
    writes = [
        _prepare_batched(connection, name, entry)
        for name, entries in request["RequestItems"].items()
        for entry in entries
    ]
    if len(writes) > MAXIMUM_BATCH_WRITES:
        raise validation("Too many items requested for the BatchWriteItem call")
    if len({(write.table.id, write.key) for write in writes}) < len(writes):
        raise validation("Provided list of item keys contains duplicates")
    for write in writes:
        consume(consumption, write.table, perform(connection, write, now))
    return {"UnprocessedItems": {}, **consumption.every()}


def _write_one(connection: sqlite3.Connection, request: Request, write: Write, now: float) -> Response:
    consumption = Consumption(request)
    written = perform(connection, write, now)
    consume(consumption, write.table, written)
    return {**_returned(request, write, written), **consumption.single()}


def _returned(request: Request, write: Write, written: Written) -> Response:
    wanted: str = request.get("ReturnValues", "NONE")
    if wanted == "NONE":
        return {}
    version = (written.old if wanted.endswith("OLD") else written.new) or {}
    if wanted.startswith("UPDATED"):
        version = {name: value for name, value in version.items() if name in write.attribute_names}
    return {"Attributes": version} if version else {}


def _prepare_batched(connection: sqlite3.Connection, table: str, entry: Mapping[str, Request]) -> Write:
    [(kind, inner)] = entry.items()
    check_parameters(f"BatchWriteItem.{kind}", inner)
    prepare = {"PutRequest": prepare_put, "DeleteRequest": prepare_delete}[kind]
    return prepare(connection, {"TableName": table, **inner})


def _table_and_key(connection: sqlite3.Connection, request: Request) -> tuple[Table, Item]:
    table = load_table(connection, request["TableName"])
    key = normalised_item(request["Key"])
    table.keys.check_exact(key)
    return table, key


def _prepared(
    request: Request,
    table: Table,
    key: Item,
    change: Callable[[Item | None], Item | None],
    scope: Scope | None = None,
    attribute_names: frozenset[str] = frozenset(),
) -> Write:
    text = request.get("ConditionExpression")
    return Write(
        table=table,
        key=table.keys.encode(key),
        change=change,
        condition=None if text is None else parse_condition(text),
        scope=scope or Scope.of_request(request, [text]),
        old_on_failure=choice(request, "ReturnValuesOnConditionCheckFailure", "NONE", "ALL_OLD") == "ALL_OLD",
        attribute_names=attribute_names,
    )


def _index_units(index: Index, written: Written) -> float:
    """A moved entry costs a removal and an addition, an untouched one nothing.

    Source: Developer Guide, "Using Global Secondary Indexes in DynamoDB", write capacity units.
    """
    before, after = index.entry(written.old), index.entry(written.new)
    if before == after:
        return 0.0
    if before is None or after is None or index.position(written.old) == index.position(written.new):
        return write_units(before, after)
    return write_units(before) + write_units(after)
