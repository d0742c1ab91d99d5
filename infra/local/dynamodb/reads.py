"""GetItem and BatchGetItem."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from infra.local.dynamodb.capacity import Consumption, read_units
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.parameters import Request, check_parameters
from infra.local.dynamodb.parser import parse_projection
from infra.local.dynamodb.projections import Projection
from infra.local.dynamodb.scope import Scope
from infra.local.dynamodb.storage import load_item
from infra.local.dynamodb.tables import Table, load_table
from infra.local.dynamodb.values import Item, item_size, normalised_item

MAXIMUM_BATCH_KEYS = 100
MAXIMUM_BATCH_BYTES = 16 * 1024 * 1024

Response = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """The wanted part of an item (None if there is no item) and the size of the whole."""

    table: Table
    item: Item | None
    size: int


def load_projected(connection: sqlite3.Connection, request: Request) -> Found:
    """`request` names a table, a key and perhaps a projection."""
    table = load_table(connection, request["TableName"])
    key = normalised_item(request["Key"])
    table.keys.check_exact(key)
    text = request.get("ProjectionExpression")
    projection = projection_of(text, Scope.of_request(request, [text]))
    item = load_item(connection, table, table.keys.encode(key))
    if item is None:
        return Found(table, None, 0)
    return Found(table, item if projection is None else projection.of(item), item_size(item))


def projection_of(text: str | None, scope: Scope) -> Projection | None:
    return None if text is None else Projection(parse_projection(text), scope)


def get_item(connection: sqlite3.Connection, request: Request) -> Response:
    consumption = Consumption(request)
    found = load_projected(connection, request)
    units = read_units(found.size, consistent=request.get("ConsistentRead", False))
    consumption.add(found.table.name, units)
    return {**({} if found.item is None else {"Item": found.item}), **consumption.single()}


def batch_get_item(connection: sqlite3.Connection, request: Request) -> Response:
    consumption = Consumption(request)
    wanted: dict[str, Request] = request["RequestItems"]
    if sum(len(entry["Keys"]) for entry in wanted.values()) > MAXIMUM_BATCH_KEYS:
        raise validation("Too many items requested for the BatchGetItem call")
    responses: dict[str, list[Item]] = {}
    unprocessed: dict[str, Request] = {}
    room = MAXIMUM_BATCH_BYTES
    for name, entry in wanted.items():
        check_parameters("BatchGetItem.RequestItems", entry)
        _check_distinct(entry["Keys"])
        responses[name] = []
        left = list(entry["Keys"])
        while left and room > 0:
            found = load_projected(connection, {"TableName": name, **entry, "Key": left.pop(0)})
            room -= found.size
            consumption.add(name, read_units(found.size, consistent=entry.get("ConsistentRead", False)))
            if found.item is not None:
                responses[name].append(found.item)
        if left:
            unprocessed[name] = {**entry, "Keys": left}
    return {"Responses": responses, "UnprocessedKeys": unprocessed, **consumption.every()}


def _check_distinct(keys: list[Item]) -> None:
    normalised = [normalised_item(key) for key in keys]
    if any(key in normalised[:position] for position, key in enumerate(normalised)):
        raise validation("Provided list of item keys contains duplicates")
