"""Everything that ever happened in a shop, read from the beginning: for commands, never for a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from chalicelib.counting.accuracy import ACCURACY
from chalicelib.counting.audits import AUDIT
from chalicelib.counting.orders import ORDERS
from chalicelib.counting.platforms import PLATFORMS
from chalicelib.counting.repairs import REPAIRS
from chalicelib.counting.repurchase import REPURCHASE
from chalicelib.counting.surveys import SATISFACTION
from chalicelib.counting.volumes import VOLUMES
from chalicelib.counting.work import WORK
from chalicelib.model.buyer import Buyer
from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from chalicelib.model.evolve import evolve, fold
from chalicelib.model.order import Order

from . import keys, numbers, rows, transaction
from .buyers import Complained, add_order, of_buyer
from .orders import PREFIX, of_order
from .table import Table

COUNTED = (ACCURACY, AUDIT, ORDERS, PLATFORMS, "queues", REPAIRS, REPURCHASE, SATISFACTION, VOLUMES, WORK)

AT_ONCE: Final = 200
"""Numbers: what adds to them has at most 4 kB (DynamoDB, expressions)."""


class Histories:
    """``zone`` decides on which day a report counts something."""

    def __init__(self, table: Table, *, zone: str) -> None:
        self.table = table
        self.zone = zone

    def events(self, shop: str) -> Iterator[tuple[Event, ...]]:
        """Of one complaint after the other, whole."""
        for head in self.table.scan(f"C#{shop}#", keys.COMPLAINT):
            values = {":p": head["PK"], ":c": {"S": "commit#"}}
            found = self.table.query_all("PK = :p AND begins_with(SK, :c)", values)
            yield tuple(event for item in found for event in rows.read_events(item))

    def recounted(self, shop: str) -> numbers.Moves:
        """The rows of numbers as they should be."""
        return self.rebuilt(shop)[0]

    def rebuilt(self, shop: str) -> tuple[numbers.Moves, dict[str, Buyer]]:
        """The rows of numbers as they should be, and the buyers by their partitions."""
        total: numbers.Moves = {}
        complained: Complained = {}
        for events in self.events(shop):
            for change in changes_of(events, shop=shop):
                _add(total, numbers.of_changes([change], zone=self.zone))
                if change.after.is_trusted and (about := change.after.order):
                    complained.setdefault(rows.normalised("order", about.number), set()).add(about.platform)
        buyers: dict[str, Buyer] = {}
        for item in self.table.scan(f"{PREFIX}{shop}#"):
            order = rows.read(Order, item)
            _add(total, of_order(shop, None, order, place=item["PK"]["S"], zone=self.zone))
            add_order(buyers, shop, order, complained=complained, secret=self.table.secret)
        for place, buyer in buyers.items():
            _add(total, of_buyer(shop, Buyer(), buyer, place=place, zone=self.zone))
        return total, buyers

    def kept(self, shop: str) -> numbers.Moves:
        """The rows of numbers as they are."""
        found: numbers.Moves = {}
        for report in COUNTED:
            partition = keys.numbers_partition(shop, report)
            for item in self.table.query_all("PK = :p", {":p": {"S": partition}}):
                found[(partition, item["SK"]["S"])] = numbers.read(item)
        return found

    def correct(self, right: numbers.Moves, wrong: numbers.Moves) -> None:
        """Each wrong row by itself: what the desk adds meanwhile stays. Raises ``Upstream`` or ``LostRace``."""
        for place in differing(right, wrong):
            by = right.get(place, numbers.NONE).copy()
            by.subtract(wrong.get(place, numbers.NONE))
            left = sorted(by.items())
            for start in range(0, len(left), AT_ONCE):
                some = Counter(dict(left[start : start + AT_ONCE]))
                transaction.write(self.table, [(*one, None) for one in numbers.writes({place: some})])


def differing(right: numbers.Moves, wrong: numbers.Moves) -> list[numbers.Place]:
    """The rows that are not the same number for number; one that is missing is one of zeros."""
    return sorted(
        place
        for place in {*right, *wrong}
        if right.get(place, numbers.NONE) != wrong.get(place, numbers.NONE)  # Counter: absent is zero
    )


def changes_of(events: Iterable[Event], *, shop: str) -> Iterator[Change]:
    """The commits of one complaint as they were made."""
    before: Complaint | None = None
    for _, group in groupby(events, key=lambda event: event.version):
        of_version = tuple(group)
        after = before
        if after is None:
            after = fold(of_version, shop=shop)
        else:
            for event in of_version:
                after = evolve(after, event)
        yield Change(before=before, after=after, events=of_version)
        before = after


def _add(total: numbers.Moves, moves: numbers.Moves) -> None:
    """A number that came back to zero stays as a zero, as it does in the row."""
    for place, counts in moves.items():
        row = total.setdefault(place, numbers.NONE.copy())
        for name, by in counts.items():
            row[name] += by
