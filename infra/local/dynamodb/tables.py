"""Tables and their indexes: what CreateTable asked for, in the form the engine works with."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from infra.local.dynamodb.errors import not_supported, table_not_found, validation
from infra.local.dynamodb.keys import EncodedKey, KeyAttribute, KeySchema
from infra.local.dynamodb.parameters import Request, check_parameters
from infra.local.dynamodb.values import Item

ARN_PREFIX = "arn:aws:dynamodb:local:000000000000:table/"
PROJECTION_TYPES = ("ALL", "KEYS_ONLY", "INCLUDE")
STREAM_VIEW_TYPES = ("NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY")


@dataclass(frozen=True)
class Index:
    """A global secondary index. Items without its key attributes are not in it."""

    name: str
    keys: KeySchema
    projected: frozenset[str] | None
    """Attribute names in each entry; None means all."""

    def entry(self, item: Item | None) -> Item | None:
        """What the index holds of an item."""
        if item is None or not self.keys.is_in(item):
            return None
        if self.projected is None:
            return item
        return {name: value for name, value in item.items() if name in self.projected}

    def position(self, item: Item | None) -> EncodedKey | None:
        """Where the index holds the item."""
        return None if item is None or not self.keys.is_in(item) else self.keys.encode(item)

    def lacks(self, names: Iterable[str]) -> list[str]:
        return [] if self.projected is None else sorted(set(names) - self.projected)


@dataclass(frozen=True)
class Table:
    id: int
    name: str
    keys: KeySchema
    indexes: Mapping[str, Index]
    stream_view: str | None
    time_to_live: str | None
    created_at: float
    definition: Request

    @property
    def arn(self) -> str:
        return ARN_PREFIX + self.name

    @property
    def stream_label(self) -> str:
        return datetime.fromtimestamp(self.created_at, UTC).isoformat(timespec="milliseconds")[:23]

    @property
    def stream_arn(self) -> str:
        return f"{self.arn}/stream/{self.stream_label}"

    def index(self, name: str) -> Index:
        if name not in self.indexes:
            raise validation(f"The table does not have the specified index: {name}")
        return self.indexes[name]

    def check_item(self, item: Item) -> None:
        """Keys of the table must be there; keys of an index must be right if they are there."""
        self.keys.check(item)
        for index in self.indexes.values():
            for attribute in index.keys.attributes:
                if attribute.name in item:
                    KeySchema(attribute, None).check(item)


def load_table(connection: sqlite3.Connection, name_or_arn: str) -> Table:
    """Read in the transaction of the request, so a table made or changed by another process is seen at once."""
    name = name_or_arn.removeprefix(ARN_PREFIX)
    row = connection.execute(
        "SELECT id, definition, time_to_live, created_at FROM tables WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        raise table_not_found(name)
    return _table(*row)


def load_tables(connection: sqlite3.Connection) -> list[Table]:
    rows = connection.execute("SELECT id, definition, time_to_live, created_at FROM tables ORDER BY name")
    return [_table(*row) for row in rows]


@lru_cache(maxsize=256)
def _table(identity: int, definition_text: str, time_to_live: str | None, created_at: float) -> Table:
    definition = json.loads(definition_text)
    keys, indexes, stream_view = parse_definition(definition)
    return Table(identity, definition["TableName"], keys, indexes, stream_view, time_to_live, created_at, definition)


def parse_definition(request: Request) -> tuple[KeySchema, Mapping[str, Index], str | None]:
    """Key schema, indexes and stream view type of a CreateTable request."""
    types = {definition["AttributeName"]: definition["AttributeType"] for definition in request["AttributeDefinitions"]}
    keys = _key_schema(request["KeySchema"], types)
    indexes = {
        description["IndexName"]: _index(description, keys, types)
        for description in request.get("GlobalSecondaryIndexes", [])
    }
    used = {name for schema in (keys, *(index.keys for index in indexes.values())) for name in schema.names}
    if used != set(types):
        raise validation(
            "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match "
            "number of attributes defined in AttributeDefinitions"
        )
    return keys, indexes, _stream_view(request.get("StreamSpecification", {}))


def _key_schema(elements: list[Mapping[str, str]], types: Mapping[str, str]) -> KeySchema:
    if [element["KeyType"] for element in elements] not in (["HASH"], ["HASH", "RANGE"]):
        raise validation("Invalid KeySchema: one HASH key, then at most one RANGE key")
    attributes = [_key_attribute(element["AttributeName"], types) for element in elements]
    return KeySchema(attributes[0], attributes[1] if len(attributes) > 1 else None)


def _key_attribute(name: str, types: Mapping[str, str]) -> KeyAttribute:
    if types.get(name) not in ("S", "N", "B"):
        raise validation(
            "One or more parameter values were invalid: Some index key attributes are not defined in "
            f"AttributeDefinitions. Keys: [{name}]"
        )
    return KeyAttribute(name, types[name])


def _index(description: Request, table_keys: KeySchema, types: Mapping[str, str]) -> Index:
    check_parameters("CreateTable.GlobalSecondaryIndexes", description)
    keys = _key_schema(description["KeySchema"], types)
    projection: Mapping[str, Any] = description["Projection"]
    projection_type = projection.get("ProjectionType", "ALL")
    if projection_type not in PROJECTION_TYPES:
        raise validation(f"Unknown ProjectionType: {projection_type}")
    included = projection.get("NonKeyAttributes", [])
    if bool(included) != (projection_type == "INCLUDE"):
        raise validation(
            "One or more parameter values were invalid: NonKeyAttributes must be given for INCLUDE, and only for it"
        )
    projected = None if projection_type == "ALL" else frozenset({*table_keys.names, *keys.names, *included})
    return Index(description["IndexName"], keys, projected)


def _stream_view(specification: Request) -> str | None:
    if not specification.get("StreamEnabled", False):
        return None
    view: str = specification.get("StreamViewType", "")
    if view not in STREAM_VIEW_TYPES:
        raise not_supported(f"the StreamViewType {view!r}")
    return view
