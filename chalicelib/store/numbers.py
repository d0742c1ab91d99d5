"""Rows of numbers: which of them a change moves, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from chalicelib.counting.backlog import backlog_moves
from chalicelib.counting.tallies import tallies
from chalicelib.model.change import Change, Tally

from . import keys
from .expressions import Expression

Place = tuple[str, str]
"""Partition and sort key of a row of numbers."""
Moves = dict[Place, Counter[str]]
NONE: Final[Counter[str]] = Counter()


def of_changes(changes: Sequence[Change], *, zone: str) -> Moves:
    """Each row once: a transaction may not name one twice, and two complaints may share a part."""
    moves: Moves = {}
    for change in changes:
        shop, part = change.after.shop, keys.part_of(change.after.id)
        for (queue, number), by in backlog_moves(change.before, change.after).items():
            place = (keys.numbers_partition(shop, "queues"), f"{queue}#{part}")
            moves.setdefault(place, Counter())[number] += by
        add(moves, tallies(change, zone=zone), shop=shop, part=part)
    return moved(moves)


def add(moves: Moves, tallied: Iterable[Tally], *, shop: str, part: str) -> None:
    for tally in tallied:
        place = (keys.numbers_partition(shop, tally.report), f"{tally.day}#{part}")
        moves.setdefault(place, Counter())[tally.number] += tally.by


def moved(moves: Moves) -> Moves:
    """Without what comes to nothing."""
    left = {place: Counter({name: by for name, by in numbers.items() if by}) for place, numbers in moves.items()}
    return {place: numbers for place, numbers in left.items() if numbers}


def writes(moves: Moves) -> Iterator[tuple[str, dict[str, Any]]]:
    """As writes of a transaction."""
    for (partition, sort), numbers in moves.items():
        yield "Update", _adding(keys.key(partition, sort), numbers)


def _adding(place: keys.Key, numbers: Mapping[str, int]) -> dict[str, Any]:
    row = Expression()
    for name, by in numbers.items():
        row.add(name, by)
    return {"Key": place, **row.parameters}


def read(item: Mapping[str, Any]) -> Counter[str]:
    return Counter({name: int(value["N"]) for name, value in item.items() if name not in ("PK", "SK")})
