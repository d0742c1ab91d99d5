"""Query and Scan: one page of a table or an index.

A page is a range scan of a primary key in SQLite that begins where the last one ended, so its cost depends on the rows
it reads and not on the rows there are. Source: Developer Guide, "Querying tables in DynamoDB" and "Scanning tables".
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from infra.local.dynamodb.capacity import Consumption, read_units
from infra.local.dynamodb.conditions import Condition
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.key_conditions import KeyRange, SortRange, key_range
from infra.local.dynamodb.keys import KeySchema
from infra.local.dynamodb.parameters import Request, choice, positive
from infra.local.dynamodb.parser import condition_paths, parse_condition
from infra.local.dynamodb.projections import Projection
from infra.local.dynamodb.reads import projection_of
from infra.local.dynamodb.scope import Scope
from infra.local.dynamodb.tables import Index, Table, load_table
from infra.local.dynamodb.values import Item, item_size, normalised_item

MAXIMUM_PAGE_BYTES = 1024 * 1024

Response = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What is read: a table, or one of its indexes."""

    table: Table
    index: Index | None

    @property
    def keys(self) -> KeySchema:
        return self.table.keys if self.index is None else self.index.keys

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that order the rows."""
        own = ("partition_key", "sort_key")
        return own if self.index is None else ("index_partition_key", "index_sort_key", *own)

    def key_of(self, item: Item) -> Item:
        return self.keys.key_of(item) | self.table.keys.key_of(item)

    def position(self, item: Item) -> tuple[bytes, ...]:
        """The values of `columns` for an item."""
        own = self.table.keys.encode(item)
        if self.index is None:
            return (own.partition, own.sort)
        entry = self.index.keys.encode(item)
        return (entry.partition, entry.sort, own.partition, own.sort)

    def entry(self, item: Item, size: int) -> tuple[Item, int]:
        """What the source holds of an item of that size, and the size of it."""
        if self.index is None or self.index.projected is None:
            return item, size
        entry = self.index.entry(item) or {}
        return entry, item_size(entry)


@dataclass(frozen=True)
class Page:
    """What a request wants of the rows it reads."""

    source: Source
    scope: Scope
    filter: Condition | None
    projection: Projection | None
    limit: int | None
    count_only: bool
    consistent: bool
    forward: bool = True
    start: tuple[bytes, ...] | None = None


def query(connection: sqlite3.Connection, request: Request) -> Response:
    page = _page(connection, request)
    wanted = key_range(parse_condition(request["KeyConditionExpression"]), page.scope, page.source.keys)
    _check_filter(page)
    if page.start is not None and not (page.start[0] == wanted.partition and wanted.sort.contains(page.start[1])):
        raise validation("The provided starting key is outside query boundaries based on provided conditions")
    return _read(connection, request, page, wanted)


def scan(connection: sqlite3.Connection, request: Request) -> Response:
    return _read(connection, request, _page(connection, request), None)


def _page(connection: sqlite3.Connection, request: Request) -> Page:
    table = load_table(connection, request["TableName"])
    source = Source(table, table.index(request["IndexName"]) if "IndexName" in request else None)
    filter_text, projection_text = request.get("FilterExpression"), request.get("ProjectionExpression")
    scope = Scope.of_request(request, [request.get("KeyConditionExpression"), filter_text, projection_text])
    page = Page(
        source=source,
        scope=scope,
        filter=None if filter_text is None else parse_condition(filter_text),
        projection=projection_of(projection_text, scope),
        limit=positive(request, "Limit"),
        count_only=request.get("Select") == "COUNT",
        consistent=request.get("ConsistentRead", False),
        forward=request.get("ScanIndexForward", True),
        start=_start(source, request),
    )
    _check_select(request, page)
    _check_index(page)
    return page


def _start(source: Source, request: Request) -> tuple[bytes, ...] | None:
    if request.get("ExclusiveStartKey") is None:
        return None
    key = normalised_item(request["ExclusiveStartKey"])
    if set(key) != {*source.keys.names, *source.table.keys.names}:
        raise validation("The provided starting key is invalid")
    return source.position(key)


def _check_select(request: Request, page: Page) -> None:
    select = choice(
        request,
        "Select",
        "SPECIFIC_ATTRIBUTES"
        if page.projection
        else "ALL_PROJECTED_ATTRIBUTES"
        if page.source.index
        else "ALL_ATTRIBUTES",
        *("COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES"),
    )
    if (select == "SPECIFIC_ATTRIBUTES") != (page.projection is not None):
        raise validation(f"Cannot specify Select {select} together with this ProjectionExpression, or without one")
    if select == "ALL_PROJECTED_ATTRIBUTES" and page.source.index is None:
        raise validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
    if select == "ALL_ATTRIBUTES" and page.source.index is not None and page.source.index.projected is not None:
        raise validation(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global "
            f"secondary index {page.source.index.name} because its projection type is not ALL"
        )


def _check_index(page: Page) -> None:
    index = page.source.index
    if index is None:
        return
    if page.consistent:
        raise validation("Consistent reads are not supported on global secondary indexes")
    wanted = [*(page.projection.attribute_names if page.projection else []), *_filter_names(page)]
    lacking = index.lacks(wanted)
    if lacking:
        raise validation(
            "One or more parameter values were invalid: "
            f"Global secondary index {index.name} does not project [{', '.join(lacking)}]"
        )


def _check_filter(page: Page) -> None:
    for name in _filter_names(page):
        if name in page.source.keys.names:
            raise validation(
                f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
            )


def _filter_names(page: Page) -> list[str]:
    paths = () if page.filter is None else condition_paths(page.filter)
    return [str(page.scope.path(path.steps)[0]) for path in paths]


def _read(connection: sqlite3.Connection, request: Request, page: Page, wanted: KeyRange | None) -> Response:
    items: list[Item] = []
    scanned = size = 0
    last_key: Item | None = None
    for item_bytes, body in _rows(connection, page, wanted):
        item: Item = json.loads(body)
        entry, entry_bytes = page.source.entry(item, item_bytes)
        scanned += 1
        size += entry_bytes
        if page.filter is None or page.filter.holds(page.scope.seeing(entry)):
            items.append(entry if page.projection is None else page.projection.of(entry))
        if scanned == page.limit or size >= MAXIMUM_PAGE_BYTES:
            last_key = page.source.key_of(item)
            break
    return {
        **({} if page.count_only else {"Items": items}),
        "Count": len(items),
        "ScannedCount": scanned,
        **({} if last_key is None else {"LastEvaluatedKey": last_key}),
        **_consumed(request, page, size),
    }


def _consumed(request: Request, page: Page, size: int) -> Response:
    consumption = Consumption(request)
    index = page.source.index
    units = read_units(size, consistent=page.consistent)
    consumption.add(page.source.table.name, units, None if index is None else index.name)
    return consumption.single()


def _rows(connection: sqlite3.Connection, page: Page, wanted: KeyRange | None) -> Iterable[tuple[int, str]]:
    source = page.source
    columns = source.columns
    terms: list[tuple[str, object]] = [("place.table_id = ?", source.table.id)]
    if source.index is not None:
        terms.append(("place.index_name = ?", source.index.name))
    start = page.start
    if wanted is not None:
        terms.append((f"place.{columns[0]} = ?", wanted.partition))
        terms.extend(_sort_terms(f"place.{columns[1]}", _remaining(wanted.sort, page)))
        columns, start = columns[1:], None if start is None else start[1:]
    conditions = [condition for condition, _ in terms]
    values = [value for _, value in terms]
    if start is not None:
        names = ", ".join(f"place.{column}" for column in columns)
        conditions.append(f"({names}) {'>' if page.forward else '<'} ({', '.join('?' * len(columns))})")
        values.extend(start)
    order = ", ".join(f"place.{column} {'ASC' if page.forward else 'DESC'}" for column in columns)
    limit = -1 if page.limit is None else page.limit
    statement = f"{_FROM[source.index is not None]} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?"
    return connection.execute(statement, (*values, limit))


def _remaining(sort: SortRange, page: Page) -> SortRange:
    """The start of the page is inside the range and replaces the bound it comes from, so SQLite seeks to it."""
    if page.start is None:
        return sort
    return SortRange(None, sort.upper) if page.forward else SortRange(sort.lower, None)


def _sort_terms(column: str, sort: SortRange) -> Iterable[tuple[str, object]]:
    if sort.lower is not None:
        yield f"{column} >= ?", sort.lower
    if sort.upper is not None:
        yield f"{column} < ?", sort.upper


_FROM = {
    False: "SELECT place.size, place.body FROM items AS place",
    True: (
        "SELECT item.size, item.body FROM index_entries AS place CROSS JOIN items AS item "
        "ON item.table_id = place.table_id AND item.partition_key = place.partition_key "
        "AND item.sort_key = place.sort_key"
    ),
}
