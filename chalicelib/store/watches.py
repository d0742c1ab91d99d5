"""When a shop's numbers are to be looked at: ``S#shop#numbers``, one row for each kind of look, found by the sweep.

What comes in makes looks due; when nothing has come between two looks they end, so that a shop in which nothing
happens costs nothing. ``turn`` counts what came, roughly: whoever owes says so once an hour, not for each complaint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.model.errors import LostRace

from . import keys, transaction
from .table import Table

NUMBERS: Final = "numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """``looked`` is the turn that the last look saw."""

    shop: str
    kind: str
    turn: int
    looked: int


class Watches:
    def __init__(self, table: Table) -> None:
        self.table = table

    def owe(self, shop: str, kind: str, *, at: datetime) -> None:
        """A look at ``at``, unless one is owed sooner."""
        partition = _partition(shop)
        update = {
            "Key": keys.key(partition, kind),
            "UpdateExpression": (
                "SET due_key = if_not_exists(due_key, :part), due_sort = if_not_exists(due_sort, :due) ADD turn :one"
            ),
            "ExpressionAttributeValues": {
                ":part": {"S": keys.due_partition("effect", partition)},
                ":due": {"S": keys.stamp(at)},
                ":one": {"N": "1"},
            },
        }
        transaction.write(self.table, [("Update", update, None)])

    def begun(self, shop: str, kind: str) -> Watch | None:
        item = self.table.get(keys.key(_partition(shop), kind))
        if item is None:
            return None
        looked = int(item.get("looked", {"N": "0"})["N"])
        return Watch(shop=shop, kind=kind, turn=int(item["turn"]["N"]), looked=looked)

    def ended(self, watch: Watch, *, again_at: datetime) -> None:
        """The next look is at ``again_at``; there is none when nothing has come since the look before this one."""
        if watch.turn == watch.looked and self._end(watch):
            return
        update = {
            "Key": keys.key(_partition(watch.shop), watch.kind),
            "UpdateExpression": "SET due_sort = :again, looked = :turn",
            "ConditionExpression": "attribute_exists(PK)",
            "ExpressionAttributeValues": {":again": {"S": keys.stamp(again_at)}, ":turn": {"N": str(watch.turn)}},
        }
        try:
            transaction.write(self.table, [("Update", update, None)])
        except LostRace:
            return  # another look has ended it

    def _end(self, watch: Watch) -> bool:
        gone = {
            "Key": keys.key(_partition(watch.shop), watch.kind),
            "ConditionExpression": "turn = :turn",
            "ExpressionAttributeValues": {":turn": {"N": str(watch.turn)}},
        }
        try:
            transaction.write(self.table, [("Delete", gone, None)])
        except LostRace:
            return False
        return True


def _partition(shop: str) -> str:
    return f"S#{shop}#{NUMBERS}"
