"""A table in the memory of this process, under the calls that ``chalicelib.store`` makes of a boto3 client: for tests
that make a million of them.

Keys, conditions and updates are those of the embedded engine. Left out is what no store asks of it: pages by their
bytes, capacity, deleting what has expired. ``tests/store`` holds it to the same promises as the engine and moto.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from threading import RLock
from types import SimpleNamespace
from typing import Any, Final

from botocore.exceptions import ClientError
from sortedcontainers import SortedDict

from infra.local.dynamodb.errors import DynamoError, condition_failed, transaction_canceled, validation
from infra.local.dynamodb.key_conditions import key_range
from infra.local.dynamodb.keys import EncodedKey, KeySchema
from infra.local.dynamodb.parser import parse_condition, parse_update
from infra.local.dynamodb.scope import Scope
from infra.local.dynamodb.tables import Index, parse_definition

Item = dict[str, Any]
Position = tuple[bytes, ...]
"""Sort key; in an index followed by the keys of the item, which tell equal ones apart."""
MOST_WRITES: Final = 100
MOST_READS: Final = 100
_REASONS: Final = {
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "ValidationException": "ValidationError",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What a stream says of one row that changed: the row as it is now, or as it was when it is gone."""

    name: str
    item: Item


@dataclass(frozen=True, slots=True)
class _Written:
    place: EncodedKey
    old: Item | None
    new: Item | None


class _Emitter:
    """Handlers by the dotted beginning of an event's name, as botocore calls them."""

    def __init__(self) -> None:
        self._handlers: dict[str, list[Callable[..., Any]]] = {}

    def register(self, event: str, handler: Callable[..., Any]) -> None:
        self._handlers.setdefault(event, []).append(handler)

    def unregister(self, event: str, handler: Callable[..., Any]) -> None:
        with suppress(KeyError, ValueError):
            self._handlers[event].remove(handler)

    def emit(self, moment: str, operation: str, **about: Any) -> None:
        for event in (moment, f"{moment}.dynamodb", f"{moment}.dynamodb.{operation}"):
            for handler in tuple(self._handlers.get(event, ())):
                handler(**about)


class MemoryClient:
    """One table. ``stream`` keeps what has changed, oldest first, for whoever takes it away."""

    def __init__(self, *, stream: list[Record] | None = None) -> None:
        self.stream = stream
        self.meta = SimpleNamespace(events=_Emitter())
        self._name, self._expiry = "", ""
        self._keys: KeySchema
        self._indexes: Mapping[str, Index] = {}
        self._rows: dict[str, defaultdict[bytes, Any]] = {}
        """Of the table under the empty name, and of each index under its own: partition → position → item."""
        self._lock = RLock()

    def list_tables(self) -> Item:
        return {"TableNames": [self._name] if self._name else []}

    def create_table(self, **definition: Any) -> Item:
        self._name = definition["TableName"]
        self._keys, self._indexes, _ = parse_definition(definition)
        self._rows = {name: defaultdict(SortedDict) for name in ("", *self._indexes)}
        return {}

    def update_time_to_live(self, **asked: Any) -> Item:
        self._expiry = asked["TimeToLiveSpecification"]["AttributeName"]
        return {}

    def describe_time_to_live(self, **_: Any) -> Item:
        return {"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": self._expiry}}

    def get_item(self, **asked: Any) -> Item:
        return self._called("GetItem", asked, self._get_item)

    def batch_get_item(self, **asked: Any) -> Item:
        return self._called("BatchGetItem", asked, self._batch_get_item)

    def query(self, **asked: Any) -> Item:
        return self._called("Query", asked, self._query)

    def scan(self, **asked: Any) -> Item:
        return self._called("Scan", asked, self._scan)

    def get_paginator(self, _operation: str) -> Any:
        return SimpleNamespace(paginate=lambda **asked: [self.scan(**asked)])

    def put_item(self, **asked: Any) -> Item:
        return self._called("PutItem", asked, lambda one: self._write_one("Put", one))

    def delete_item(self, **asked: Any) -> Item:
        return self._called("DeleteItem", asked, lambda one: self._write_one("Delete", one))

    def update_item(self, **asked: Any) -> Item:
        return self._called("UpdateItem", asked, lambda one: self._write_one("Update", one))

    def transact_write_items(self, **asked: Any) -> Item:
        return self._called("TransactWriteItems", asked, self._transact)

    def _called(self, operation: str, asked: Item, answer: Callable[[Item], Item]) -> Item:
        model, events = SimpleNamespace(name=operation), self.meta.events
        events.emit("provide-client-params", operation, params=asked, model=model)
        events.emit("before-parameter-build", operation, params=asked, model=model)
        try:
            with self._lock:
                parsed = answer(asked)
        except DynamoError as error:
            told: Any = {"Error": {"Code": error.code, "Message": error.message}, **error.members}
            raise ClientError(told, operation) from error
        events.emit("after-call", operation, parsed=parsed, model=model)
        return parsed

    def _get_item(self, asked: Item) -> Item:
        found = self._at(self._place(asked["Key"]))
        return {"Item": dict(found)} if found else {}

    def _batch_get_item(self, asked: Item) -> Item:
        [(table, wanted)] = asked["RequestItems"].items()
        places = [self._place(key) for key in wanted["Keys"]]
        if len(places) > MOST_READS:
            raise validation("Too many items requested for the BatchGetItem call")
        if len(set(places)) < len(places):
            raise validation("Provided list of item keys contains duplicates")
        found = (self._at(place) for place in places)
        return {"Responses": {table: [dict(item) for item in found if item]}, "UnprocessedKeys": {}}

    def _query(self, asked: Item) -> Item:
        text, index = asked["KeyConditionExpression"], self._indexes.get(asked.get("IndexName", ""))
        keys = index.keys if index else self._keys
        wanted = key_range(parse_condition(text), Scope.of_request(asked, [text]), keys)
        lower, upper = _bound(wanted.sort.lower), _bound(wanted.sort.upper)
        is_forward, includes_lower = asked.get("ScanIndexForward", True), True
        if start := asked.get("ExclusiveStartKey"):
            partition, position = self._start(start, index)
            if partition != wanted.partition or not wanted.sort.contains(position[0]):
                raise validation("The provided starting key is outside query boundaries")
            lower, upper = (position, upper) if is_forward else (lower, position)
            includes_lower = not is_forward
        rows = self._rows[index.name if index else ""].get(wanted.partition, SortedDict())
        positions = rows.irange(lower, upper, inclusive=(includes_lower, False), reverse=not is_forward)
        return self._page((rows[position] for position in positions), asked, index)

    def _scan(self, asked: Item) -> Item:
        text, start = asked.get("FilterExpression"), asked.get("ExclusiveStartKey")
        scope, condition = Scope.of_request(asked, [text]), parse_condition(text) if text else None
        after = self._start(start, None) if start else None
        found = (
            item
            for partition, rows in sorted(self._rows[""].items())
            for position, item in rows.items()
            if after is None or (partition, position) > after
        )
        wanted = (item for item in found if condition is None or condition.holds(scope.seeing(item)))
        return self._page(wanted, asked, None)

    def _page(self, found: Iterable[Item], asked: Item, index: Index | None) -> Item:
        limit = asked.get("Limit")
        items = list(islice(found, limit))
        shown = [dict((index.entry(item) if index else item) or {}) for item in items]
        page = {"Items": shown, "Count": len(shown), "ScannedCount": len(shown)}
        if limit is None or len(items) < limit:
            return page
        last = items[-1]
        key = self._keys.key_of(last) | (index.keys.key_of(last) if index else {})
        return {**page, "LastEvaluatedKey": key}

    def _start(self, key: Item, index: Index | None) -> tuple[bytes, Position]:
        if set(key) != {*self._keys.names, *(index.keys.names if index else ())}:
            raise validation("The provided starting key is invalid")
        own = self._keys.encode(key)
        if index is None:
            return own.partition, (own.sort,)
        entry = index.keys.encode(key)
        return entry.partition, (entry.sort, own.partition, own.sort)

    def _transact(self, asked: Item) -> Item:
        actions = [next(iter(action.items())) for action in asked["TransactItems"]]
        places = {self._place(_key_of(action)) for _, action in actions}
        if len(actions) > MOST_WRITES or len(places) < len(actions):
            raise validation("a transaction changes at most a hundred items, and each of them once")
        written: list[_Written] = []
        reasons: list[Item] = []
        for kind, action in actions:
            try:
                written.append(self._prepared(kind, action))
                reasons.append({"Code": "None"})
            except DynamoError as error:
                reasons.append({"Code": _REASONS[error.code], "Message": error.message, **error.members})
        if len(written) < len(actions):
            raise transaction_canceled(reasons)
        self._perform(written)
        return {}

    def _write_one(self, kind: str, asked: Item) -> Item:
        self._perform([self._prepared(kind, asked)])
        return {}

    def _prepared(self, kind: str, action: Item) -> _Written:
        key, change, condition = _key_of(action), action.get("UpdateExpression"), action.get("ConditionExpression")
        place = self._place(key)
        old = self._at(place)
        if kind == "Put" and condition is None:
            return _Written(place, old, dict(action["Item"]))
        scope = Scope.of_request(action, [change, condition]).seeing(old)
        if condition and not parse_condition(condition).holds(scope):
            raise condition_failed(None)
        if kind == "Put":
            return _Written(place, old, dict(action["Item"]))
        if kind == "Update":
            return _Written(place, old, parse_update(change or "").apply(scope, old or dict(key)))
        return _Written(place, old, old if kind == "ConditionCheck" else None)

    def _perform(self, written: Sequence[_Written]) -> None:
        for one in written:
            if one.old == one.new:
                continue
            self._replace("", (one.place.partition, (one.place.sort,)), one)
            for index in self._indexes.values():
                self._move(index, one)
            if self.stream is not None:
                name = "REMOVE" if one.new is None else "INSERT" if one.old is None else "MODIFY"
                self.stream.append(Record(name, one.new or one.old or {}))

    def _move(self, index: Index, one: _Written) -> None:
        is_in = index.keys.partition.name
        before = index.position(one.old) if one.old and is_in in one.old else None
        after = index.position(one.new) if one.new and is_in in one.new else None
        if before and before != after:
            del self._rows[index.name][before.partition][(before.sort, one.place.partition, one.place.sort)]
        if after:
            self._replace(index.name, (after.partition, (after.sort, one.place.partition, one.place.sort)), one)

    def _replace(self, name: str, at: tuple[bytes, Position], one: _Written) -> None:
        partition, position = at
        if one.new is None:
            del self._rows[name][partition][position]
        else:
            self._rows[name][partition][position] = one.new

    def _place(self, key: Item) -> EncodedKey:
        return self._keys.encode(key)

    def _at(self, place: EncodedKey) -> Item | None:
        rows = self._rows[""].get(place.partition)
        found: Item | None = rows.get((place.sort,)) if rows is not None else None
        return found


def _key_of(action: Item) -> Item:
    key: Item = action.get("Key") or action["Item"]
    return key


def _bound(sort: bytes | None) -> Position | None:
    return None if sort is None else (sort,)
