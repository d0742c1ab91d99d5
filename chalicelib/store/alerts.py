"""Alerts on their way: one partition for each robot and queue, with the alerts that wait and one row for the digest
that will tell them. ``turn`` of the digest counts the alerts, so that one that comes while it is told is not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.alert import Alert
from chalicelib.model.change import Once
from chalicelib.model.errors import AlreadyRecorded, LostRace

from . import keys, rows, transaction
from .table import Table

DIGEST: Final = "alert#digest"
WAITING: Final = "waiting#"
PACE: Final = "pace"
REMEMBERED: Final = timedelta(days=7)
"""For so long the same thing is not told twice."""
READ_AT_ONCE: Final = 1_000
ROWS: Final = 100
"""A transaction holds so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """``name`` is ``<robot>.<queue>``; ``since`` is when the oldest attempt that failed was made."""

    shop: str
    name: str
    due: str
    turn: int
    attempts: int
    since: datetime | None


class Alerts:
    def __init__(self, table: Table) -> None:
        self.table = table

    def add(self, alert: Alert, *, digest: str, due: datetime, now: datetime) -> None:
        """Adding the same one again adds nothing. An urgent one brings the digest forward to ``due``."""
        partition = _partition(alert.shop, digest)
        waiting = {**keys.key(partition, f"{WAITING}{alert.id}"), "doc": rows.document(alert)}
        told = Once(kind="alert", key=f"{digest}:{alert.id}", value="told", expires_at=now + REMEMBERED)
        try:
            once = transaction.once_put(alert.shop, told, now=now, secret=self.table.secret)
            transaction.write(self.table, [("Put", {"Item": waiting}, None), ("Put", once, alert.id)])
        except AlreadyRecorded:
            pass  # the digest may still have to be made: the one who wrote it may have died in between
        self._owe(partition, due=due)
        if alert.is_urgent:
            self._bring_forward(partition, due=due)

    def _owe(self, partition: str, *, due: datetime) -> None:
        update = {
            "Key": keys.key(partition, DIGEST),
            "UpdateExpression": "SET due_key = :part, due_sort = if_not_exists(due_sort, :due) ADD turn :one",
            "ExpressionAttributeValues": {
                ":part": {"S": keys.due_partition("effect", partition)},
                ":due": {"S": keys.stamp(due)},
                ":one": {"N": "1"},
            },
        }
        transaction.write(self.table, [("Update", update, None)])

    def _bring_forward(self, partition: str, *, due: datetime) -> None:
        update = {
            "Key": keys.key(partition, DIGEST),
            "UpdateExpression": "SET due_sort = :due",
            "ConditionExpression": "due_sort > :due",
            "ExpressionAttributeValues": {":due": {"S": keys.stamp(due)}},
        }
        try:
            transaction.write(self.table, [("Update", update, None)])
        except LostRace:
            return  # it is due even earlier, or just being told

    def digest(self, shop: str, name: str) -> Digest | None:
        item = self.table.get(keys.key(_partition(shop, name), DIGEST))
        if item is None:
            return None
        since = item.get("since", {}).get("S")
        return Digest(
            shop=shop,
            name=name,
            due=item["due_sort"]["S"],
            turn=int(item["turn"]["N"]),
            attempts=int(item.get("attempts", {"N": "0"})["N"]),
            since=datetime.fromisoformat(since) if since else None,
        )

    def waiting(self, digest: Digest) -> Sequence[Alert]:
        """At most ``READ_AT_ONCE``."""
        values = {":p": {"S": _partition(digest.shop, digest.name)}, ":w": {"S": WAITING}}
        found = self.table.query("PK = :p AND begins_with(SK, :w)", values, limit=READ_AT_ONCE)
        return [rows.read(Alert, item) for item in found.items]

    def put_off(self, digest: Digest, *, until: datetime, failed_since: datetime | None = None) -> Digest:
        """Also the lease of whoever tells it. Raises ``LostRace`` when another has moved it."""
        attempts = digest.attempts + 1 if failed_since else digest.attempts
        since = ", #since = :since" if failed_since else ""
        values: rows.Item = {
            ":until": {"S": keys.stamp(until)},
            ":due": {"S": digest.due},
            ":attempts": {"N": str(attempts)},
        }
        update: rows.Item = {
            "Key": keys.key(_partition(digest.shop, digest.name), DIGEST),
            "UpdateExpression": f"SET due_sort = :until, attempts = :attempts{since}",
            "ConditionExpression": "due_sort = :due",
            "ExpressionAttributeValues": values,
        }
        if failed_since:
            values[":since"] = {"S": failed_since.isoformat()}
            update["ExpressionAttributeNames"] = {"#since": "since"}
        transaction.write(self.table, [("Update", update, None)])
        return Digest(
            shop=digest.shop,
            name=digest.name,
            due=keys.stamp(until),
            turn=digest.turn,
            attempts=attempts,
            since=failed_since or digest.since,
        )

    def told(self, digest: Digest, alerts: Sequence[Alert], *, again_at: datetime) -> None:
        """Those alerts are done; what came meanwhile is due at ``again_at``."""
        partition = _partition(digest.shop, digest.name)
        for start in range(0, len(alerts), ROWS):
            some = [keys.key(partition, f"{WAITING}{one.id}") for one in alerts[start : start + ROWS]]
            transaction.write(self.table, [("Delete", {"Key": key}, None) for key in some])
        if len(alerts) < READ_AT_ONCE and self._end(digest):
            return
        update = {
            "Key": keys.key(partition, DIGEST),
            "UpdateExpression": "SET due_sort = :again, attempts = :none REMOVE #since",
            "ExpressionAttributeNames": {"#since": "since"},
            "ExpressionAttributeValues": {":again": {"S": keys.stamp(again_at)}, ":none": {"N": "0"}},
        }
        transaction.write(self.table, [("Update", update, None)])

    def _end(self, digest: Digest) -> bool:
        """False when an alert came since the digest was read."""
        gone = {
            "Key": keys.key(_partition(digest.shop, digest.name), DIGEST),
            "ConditionExpression": "turn = :turn",
            "ExpressionAttributeValues": {":turn": {"N": str(digest.turn)}},
        }
        try:
            transaction.write(self.table, [("Delete", gone, None)])
        except LostRace:
            return False
        return True

    def take_turn(self, shop: str, robot: str, *, now: datetime, pace: timedelta) -> bool:
        """Whether the robot may speak now; then it may not again before ``pace`` has passed."""
        update = {
            "Key": keys.key(_partition(shop, robot), PACE),
            "UpdateExpression": "SET free_at = :next, expires = :expires",
            "ConditionExpression": "attribute_not_exists(PK) OR free_at <= :now",
            "ExpressionAttributeValues": {
                ":next": {"S": keys.stamp(now + pace)},
                ":now": {"S": keys.stamp(now)},
                ":expires": {"N": str(int((now + REMEMBERED).timestamp()))},
            },
        }
        try:
            transaction.write(self.table, [("Update", update, None)])
        except LostRace:
            return False
        return True


def _partition(shop: str, name: str) -> str:
    return f"L#{shop}#{name}"
