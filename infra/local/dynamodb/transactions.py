"""TransactWriteItems and TransactGetItems.

Source: Developer Guide, "Amazon DynamoDB Transactions: How it works".
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from infra.local.dynamodb.capacity import TRANSACTION_FACTOR, Consumption, read_units
from infra.local.dynamodb.errors import (
    CONDITION_FAILED,
    VALIDATION,
    DynamoError,
    token_mismatch,
    transaction_canceled,
    validation,
)
from infra.local.dynamodb.parameters import Request, check_parameters
from infra.local.dynamodb.reads import load_projected
from infra.local.dynamodb.storage import load_item
from infra.local.dynamodb.values import item_size, normalised_item
from infra.local.dynamodb.writes import (
    Write,
    Written,
    consume,
    perform,
    prepare_check,
    prepare_delete,
    prepare_put,
    prepare_update,
)

MAXIMUM_ITEMS = 100
MAXIMUM_BYTES = 4 * 1024 * 1024
TOKEN_SECONDS = 10 * 60

REASONS = {CONDITION_FAILED: "ConditionalCheckFailed", VALIDATION: "ValidationError"}
PREPARATIONS = {
    "Put": prepare_put,
    "Update": prepare_update,
    "Delete": prepare_delete,
    "ConditionCheck": prepare_check,
}

Response = dict[str, Any]


def transact_write_items(connection: sqlite3.Connection, request: Request, now: float) -> Response:
    consumption = Consumption(request, factor=TRANSACTION_FACTOR)
    actions = request["TransactItems"]
    writes = [_prepare(connection, action) for action in actions]
    _check_distinct(writes)
    if _is_repeated(connection, request, now):
        for write in writes:
            size = item_size(load_item(connection, write.table, write.key) or {})
            consumption.add(write.table.name, read_units(size, consistent=True))
        return consumption.every()
    for write, written in zip(writes, _perform_all(connection, writes, now), strict=True):
        consume(consumption, write.table, written)
    return consumption.every()


def transact_get_items(connection: sqlite3.Connection, request: Request) -> Response:
    consumption = Consumption(request, factor=TRANSACTION_FACTOR)
    responses: list[Response] = []
    total = 0
    for entry in request["TransactItems"]:
        check_parameters("TransactGetItems.Get", entry["Get"])
        found = load_projected(connection, entry["Get"])
        total += found.size
        consumption.add(found.table.name, read_units(found.size, consistent=True))
        responses.append({} if found.item is None else {"Item": found.item})
    _check_count(len(responses))
    _check_total(total)
    return {"Responses": responses, **consumption.every()}


def _prepare(connection: sqlite3.Connection, action: Mapping[str, Request]) -> Write:
    if len(action) != 1:
        raise validation("TransactItems can only contain one of Check, Put, Update or Delete")
    [(kind, request)] = action.items()
    check_parameters(f"TransactWriteItems.{kind}", request)
    return PREPARATIONS[kind](connection, request)


def _check_distinct(writes: list[Write]) -> None:
    _check_count(len(writes))
    if len({(write.table.id, write.key) for write in writes}) < len(writes):
        raise validation("Transaction request cannot include multiple operations on one item")


def _perform_all(connection: sqlite3.Connection, writes: list[Write], now: float) -> list[Written]:
    """Every write, or TransactionCanceledException with a reason for each of them."""
    done: list[Written] = []
    reasons: list[dict[str, Any]] = []
    for write in writes:
        try:
            done.append(perform(connection, write, now))
            reasons.append({"Code": "None"})
        except DynamoError as error:
            reasons.append({"Code": REASONS[error.code], "Message": error.message, **error.members})
    if len(done) < len(writes):
        raise transaction_canceled(reasons)
    _check_total(sum(item_size(written.new or written.old or {}) for written in done))
    return done


def _is_repeated(connection: sqlite3.Connection, request: Request, now: float) -> bool:
    """Whether the token was used in the last ten minutes; if not, it is now, in the commit of the writes."""
    token = request.get("ClientRequestToken")
    if token is None:
        return False
    connection.execute("DELETE FROM request_tokens WHERE created_at < ?", (now - TOKEN_SECONDS,))
    fingerprint = _fingerprint(request["TransactItems"])
    row = connection.execute("SELECT fingerprint FROM request_tokens WHERE token = ?", (token,)).fetchone()
    if row is None:
        connection.execute("INSERT INTO request_tokens VALUES (?, ?, ?)", (token, fingerprint, now))
        return False
    if row[0] != fingerprint:
        raise token_mismatch()
    return True


def _fingerprint(actions: list[Mapping[str, Request]]) -> str:
    """The same for requests that mean the same, whatever the order of names and of set elements."""
    canonical = [{kind: _canonical(request) for kind, request in action.items()} for action in actions]
    return hashlib.sha256(json.dumps(canonical, sort_keys=True).encode()).hexdigest()


def _canonical(request: Request) -> dict[str, Any]:
    values = ("Item", "Key", "ExpressionAttributeValues")
    return {name: normalised_item(content) if name in values else content for name, content in request.items()}


def _check_count(count: int) -> None:
    if count > MAXIMUM_ITEMS:
        raise validation(f"Member must have length less than or equal to {MAXIMUM_ITEMS}")


def _check_total(size: int) -> None:
    if size > MAXIMUM_BYTES:
        raise validation("Transaction request size has exceeded the maximum of 4 MB")
