"""The order directory: one row an order, found by its number, and by whatever hangs on or belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

from chalicelib.counting.tallies import tallies_of_order
from chalicelib.model.errors import InvalidInput, LostRace, NotFound, Upstream
from chalicelib.model.message import OrderReference
from chalicelib.model.order import Order, named

from . import keys, numbers, rows, transaction
from .buyers import partition_of
from .pages import Page
from .table import Table

PREFIX: Final = "D#"
"""Of the rows whose change is told to complaints."""
FORMERLY: Final = "formerly"
"""Whose it was, as partitions of buyers: whoever hears of the order takes it from them."""
LONGEST: Final = 300_000
"""Bytes of an order; an item of DynamoDB holds 400 kB."""
ATTEMPTS: Final = 5


class Taken(StrEnum):
    """What became of an order that was handed over; ``older``: a later state was here before, and stays."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"


class Orders:
    def __init__(self, table: Table, *, zone: str) -> None:
        """``zone`` decides on which day a report counts an order."""
        self.table = table
        self.zone = zone

    def numbered(self, shop: str, number: str) -> tuple[Order, ...]:
        """Every platform's order of that number, in one call."""
        values = {":p": {"S": _partition(shop, number, self.table.secret)}}
        return tuple(rows.read(Order, item) for item in self.table.query("PK = :p", values).items)

    def meant(self, shop: str, reference: OrderReference) -> Order | None:
        """The one of that number that is its platform's, or the only one where no platform is said; in one call."""
        return named(self.numbered(shop, reference.number), platform=reference.platform)

    def get(self, shop: str, *, platform: str, number: str) -> Order:
        """Raises ``NotFound``."""
        item = self.table.get(_key(shop, platform, number, self.table.secret))
        if item is None:
            raise NotFound("there is no such order", platform=platform, number=number)
        return rows.read(Order, item)

    def find(self, shop: str, *, kind: str, value: str, limit: int, cursor: str | None = None) -> Page[Order]:
        """``kind``: tag, serial, tracking, phone, email or customer."""
        found = self.table.query(
            "PK = :p",
            {":p": {"S": _finder(shop, kind, value, self.table.secret)}},
            limit=limit,
            start=keys.decode_cursor(cursor),
        )
        wanted = [_row_of(shop, item["SK"]["S"]) for item in found.items]
        orders = {item["PK"]["S"] + item["SK"]["S"]: item for item in self.table.get_many(wanted)}
        there = (orders.get(key["PK"]["S"] + key["SK"]["S"]) for key in wanted)
        return Page(tuple(rows.read(Order, item) for item in there if item), keys.encode_cursor(found.last_key))

    def put(self, shop: str, orders: Sequence[Order]) -> tuple[Taken, ...]:
        """Each by itself: of two states of an order the one with the later ``source_at`` stays, and the same one twice
        writes nothing. Raises ``InvalidInput`` (before anything is written) or ``Upstream``.
        """
        for order in orders:
            _require_size(order)
        present = self._present(shop, orders)
        return tuple(self._put(shop, order, present) for order in orders)

    def _present(self, shop: str, orders: Iterable[Order]) -> dict[tuple[str, str], Any]:
        wanted = {
            _place(key): key for one in orders for key in [_key(shop, one.platform, one.number, self.table.secret)]
        }
        return {_place(item): item for item in self.table.get_many(list(wanted.values()))}

    def _put(self, shop: str, order: Order, present: dict[tuple[str, str], Any]) -> Taken:
        """``present`` is kept up to date, since one batch may hold an order twice."""
        key = _key(shop, order.platform, order.number, self.table.secret)
        for _ in range(ATTEMPTS):
            item = present.get(_place(key))
            before = rows.read(Order, item) if item else None
            if before and before.source_at > order.source_at:
                return Taken.OLDER
            if before == order:
                return Taken.UNCHANGED
            try:
                after = self._write(shop, before, order, known=item or {})
            except LostRace:
                present |= self._present(shop, [order])
                continue
            present[_place(key)] = after
            return Taken.UPDATED if before else Taken.CREATED
        raise Upstream("too many others are writing to this order: try again")

    def _write(self, shop: str, before: Order | None, order: Order, *, known: rows.Item) -> rows.Item:
        key = _key(shop, order.platform, order.number, self.table.secret)
        version = int(known["version"]["N"]) if known else 0
        item: rows.Item = {**key, "version": {"N": str(version + 1)}, "doc": rows.document(order)}
        if formerly := self._formerly(shop, before, order, known=known):
            item[FORMERLY] = {"SS": formerly}
        writes: list[tuple[str, rows.Item, str | None]] = [
            ("Put", {"Item": item, **transaction.if_version(version)}, None)
        ]
        had, has = (_finders(shop, one, self.table.secret) for one in (before, order))
        sort = f"{key['PK']['S'].rpartition('#')[2]}#{key['SK']['S']}"
        writes += [("Put", {"Item": keys.key(partition, sort)}, None) for partition in sorted(has - had)]
        writes += [("Delete", {"Key": keys.key(partition, sort)}, None) for partition in sorted(had - has)]
        counted = of_order(shop, before, order, place=key["PK"]["S"], zone=self.zone)
        writes += [(*one, None) for one in numbers.writes(counted)]
        transaction.write(self.table, writes)
        return item

    def _formerly(self, shop: str, before: Order | None, order: Order, *, known: rows.Item) -> list[str]:
        had, has = (partition_of(shop, one, secret=self.table.secret) if one else None for one in (before, order))
        return sorted({*known.get(FORMERLY, {}).get("SS", ()), had} - {has, None})


def of_order(shop: str, before: Order | None, after: Order, *, place: str, zone: str) -> numbers.Moves:
    """What an order adds to the numbers; ``place`` is its partition."""
    moves: numbers.Moves = {}
    numbers.add(moves, tallies_of_order(before, after, zone=zone), shop=shop, part=keys.part_of(place))
    return numbers.moved(moves)


def _require_size(order: Order) -> None:
    size = len(order.model_dump_json(exclude_none=True).encode())
    if size > LONGEST:
        raise InvalidInput(
            f"the order {order.number} is too large",
            fields={
                "orders": f"{order.number} has {size} bytes, at most {LONGEST} are kept: leave out old trace events"
            },
        )


def _partition(shop: str, number: str, secret: bytes) -> str:
    return f"{PREFIX}{shop}#{keys.hashed(rows.normalised('order', number), secret)}"


def _key(shop: str, platform: str, number: str, secret: bytes) -> keys.Key:
    return keys.key(_partition(shop, number, secret), platform.strip().lower())


def _row_of(shop: str, finder_sort: str) -> keys.Key:
    number, _, platform = finder_sort.partition("#")
    return keys.key(f"{PREFIX}{shop}#{number}", platform)


def _finder(shop: str, kind: str, value: str, secret: bytes) -> str:
    return f"F#{shop}#{kind}#{keys.hashed(rows.normalised(kind, value), secret)}"


def _finders(shop: str, order: Order | None, secret: bytes) -> set[str]:
    return {_finder(shop, kind, value, secret) for kind, value in order.found_by()} if order else set()


def _place(item: rows.Item) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]
