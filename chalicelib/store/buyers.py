"""Buyers: one row for each, found by their strongest name, with what of them is counted. Written from the stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.counting.repurchase import repurchase_tallies
from chalicelib.model.buyer import Buyer
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.order import Order, named

from . import keys, numbers, rows, transaction
from .table import Table

PREFIX: Final = "G#"
ATTEMPTS: Final = 5
Complained = dict[str, set[str | None]]
"""Number → platforms of the orders that complaints are about."""


class Buyers:
    def __init__(self, table: Table, *, zone: str) -> None:
        """``zone`` decides on which day a report counts a purchase."""
        self.table = table
        self.zone = zone

    def bought(self, shop: str, order: Order, *, is_complained: bool = False) -> bool:
        """An order as it is now, and whether a complaint is about it. Twice is once: whether anything changed. Raises
        ``Upstream``.
        """
        partition, secret = partition_of(shop, order, secret=self.table.secret), self.table.secret
        if partition is None:
            return False
        return self._change(
            shop, partition, lambda buyer: with_order(buyer, order, is_complained=is_complained, secret=secret)
        )

    def lost(self, shop: str, order: Order, *, partition: str) -> bool:
        """That order turned out to be another's: whether anything changed. Raises ``Upstream``."""
        place = _place(order, self.table.secret)
        return self._change(shop, partition, lambda buyer: buyer.having(place, paid_at=None, is_complained=False))

    def _change(self, shop: str, partition: str, change: Callable[[Buyer], Buyer]) -> bool:
        for _ in range(ATTEMPTS):
            item = self.table.get(_key(partition))
            before = rows.read(Buyer, item) if item else Buyer()
            after = change(before)
            if after == before:
                return False
            try:
                self._write(shop, partition, before, after, version=_version(item))
            except LostRace:
                continue
            return True
        raise Upstream("too many others are writing to this buyer: try again")

    def wrong(self, shop: str, right: Mapping[str, Buyer]) -> tuple[str, ...]:
        """For the command that counts again: partitions of the rows that are not as they should be."""
        kept = {item["PK"]["S"]: rows.read(Buyer, item) for item in self.table.scan(f"{PREFIX}{shop}#")}
        nobody = Buyer()
        return tuple(sorted(one for one in {*kept, *right} if kept.get(one, nobody) != right.get(one, nobody)))

    def replace(self, partition: str, buyer: Buyer) -> None:
        """Without moving a number. Raises ``LostRace``."""
        version = _version(self.table.get(_key(partition)))
        put = {"Item": _row(partition, buyer, version=version + 1), **transaction.if_version(version)}
        transaction.write(self.table, [("Put", put, None)])

    def _write(self, shop: str, partition: str, before: Buyer, after: Buyer, *, version: int) -> None:
        guarded = {"Item": _row(partition, after, version=version + 1), **transaction.if_version(version)}
        counted = of_buyer(shop, before, after, place=partition, zone=self.zone)
        counts = [(*one, None) for one in numbers.writes(counted)]
        transaction.write(self.table, [("Put", guarded, None), *counts])


def of_buyer(shop: str, before: Buyer, after: Buyer, *, place: str, zone: str) -> numbers.Moves:
    """What a buyer adds to the numbers; ``place`` is their partition."""
    moves: numbers.Moves = {}
    numbers.add(moves, repurchase_tallies(before, after, zone=zone), shop=shop, part=keys.part_of(place))
    return numbers.moved(moves)


def add_order(buyers: dict[str, Buyer], shop: str, order: Order, *, complained: Complained, secret: bytes) -> None:
    """To those rebuilt so far, by their partitions."""
    if partition := partition_of(shop, order, secret=secret):
        platforms = complained.get(rows.normalised("order", order.number), set())
        is_complained = any(named((order,), platform=one) for one in platforms)
        known = buyers.get(partition, Buyer())
        buyers[partition] = with_order(known, order, is_complained=is_complained, secret=secret)


def with_order(buyer: Buyer, order: Order, *, is_complained: bool, secret: bytes) -> Buyer:
    return buyer.having(_place(order, secret), paid_at=order.paid_at, is_complained=is_complained)


def _place(order: Order, secret: bytes) -> str:
    return keys.hashed(f"{order.platform}#{rows.normalised('order', order.number)}", secret)[:_DIGEST]


_DIGEST: Final = 24
"""Hexadecimal digits: enough to tell two hundred orders apart."""


def partition_of(shop: str, order: Order, *, secret: bytes) -> str | None:
    """By their strongest name; a platform's own id means something on that platform only."""
    name = next(iter(order.customer.contacts), None)
    if name is None:
        return None
    kind, value = name
    where = order.platform if kind == "customer" else ""
    return f"{PREFIX}{shop}#{keys.hashed('#'.join((kind, where, rows.normalised(kind, value))), secret)}"


def _key(partition: str) -> keys.Key:
    return keys.key(partition, "buyer")


def _version(item: rows.Item | None) -> int:
    return int(item["version"]["N"]) if item else 0


def _row(partition: str, buyer: Buyer, *, version: int) -> rows.Item:
    return {**_key(partition), "version": {"N": str(version)}, "doc": rows.document(buyer)}
