"""The outbox and the timers: rows beside a complaint that are owed to the outside or to the future.

Working on them never touches the complaint's version, so an agent's ``If-Match`` does not fail because a mail left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from chalicelib.model.change import Once
from chalicelib.model.effect import Effect, EffectState, Timer
from chalicelib.model.errors import NotFound
from chalicelib.model.identity import Clock

from . import keys, rows, transaction
from .table import Table

Kind = Literal["effect", "timer", "webhook", "alert", "surges", "weekly", "proposals"]
"""What a row that is due is called by the first word of its sort key."""
Family = Literal["effect", "timer"]
"""Where it is found in the index of what is due: all but timers are found with the effects."""
SWEEP_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reference to one row that is due: small enough to travel in a queue."""

    kind: Kind
    shop: str
    complaint: str
    """Id of the complaint; of the endpoint for a webhook, of the digest for an alert; or ``numbers``."""
    name: str
    """Id of the effect or the webhook, kind of the timer."""
    at: str


class Outbox:
    def __init__(self, table: Table, *, clock: Clock) -> None:
        self.table = table
        self.clock = clock

    def due(self, kind: Family, *, until: datetime) -> Iterator[Due]:
        """What is due by ``until``, page by page, the longest due first within each part of the index."""
        for partition in keys.due_partitions(kind):
            yield from self._due_in(partition, until)

    def _due_in(self, partition: str, until: datetime) -> Iterator[Due]:
        start: dict[str, Any] | None = None
        values = {":part": {"S": partition}, ":until": {"S": keys.stamp(until)}}
        while True:
            found = self.table.query(
                "due_key = :part AND due_sort <= :until", values, index="due", limit=SWEEP_PAGE, start=start
            )
            yield from map(_due, found.items)
            if found.last_key is None:
                return
            start = found.last_key

    def effect(self, shop: str, complaint: str, effect: str) -> Effect:
        """Raises ``NotFound``."""
        item = self.table.get(rows.effect_key(shop, complaint, effect))
        if item is None:
            raise NotFound("there is no such effect", id=effect)
        return rows.read(Effect, item)

    def effects(self, shop: str, complaint: str) -> tuple[Effect, ...]:
        """Everything owed on account of one complaint, oldest first, done or not."""
        values = {":p": {"S": keys.complaint_partition(shop, complaint)}, ":e": {"S": "effect#"}}
        return tuple(
            rows.read(Effect, item) for item in self.table.query_all("PK = :p AND begins_with(SK, :e)", values)
        )

    def timer(self, shop: str, complaint: str, kind: str) -> Timer | None:
        """The timer as it stands now, or ``None`` when it is no longer needed."""
        item = self.table.get(keys.key(keys.complaint_partition(shop, complaint), f"timer#{kind}"))
        return rows.read(Timer, item) if item else None

    def abandoned(self, effect: Effect) -> Effect:
        """Its deliverer has died, and nobody knows how far it came. Raises ``LostRace`` when it has not after all."""
        left = effect.model_copy(update={"state": EffectState.PENDING, "may_have_arrived": True})
        self._replace(effect, left)
        return left

    def begin(self, effect: Effect, *, lease_until: datetime) -> Effect:
        """Takes one attempt for us until ``lease_until``. Raises ``LostRace`` when another deliverer has it."""
        begun = effect.model_copy(
            update={
                "state": EffectState.SENDING,
                "attempts": effect.attempts + 1,
                "next_attempt_at": lease_until,
            }
        )
        self._replace(effect, begun)
        return begun

    def finish(self, effect: Effect, *, reference: str | None, known_as: tuple[str, ...], messages: int = 1) -> None:
        """Done: and answers that name any of ``known_as`` will find the complaint."""
        done, once = self.finished(effect, reference=reference, known_as=known_as, messages=messages)
        self._replace(effect, done, *once)

    def finished(
        self, effect: Effect, *, reference: str | None, known_as: tuple[str, ...], messages: int = 1
    ) -> tuple[Effect, tuple[Once, ...]]:
        """What ``finish`` writes, for whoever commits it together with a fact of the complaint."""
        done = effect.model_copy(
            update={
                "state": EffectState.DONE,
                "done_at": self.clock(),
                "reference": reference,
                "messages": messages,
                "last_error": None,
            }
        )
        names = (Once(kind="thread", key=name, value=effect.complaint, replaces=effect.complaint) for name in known_as)
        return done, tuple(names)

    def retry(self, effect: Effect, *, at: datetime, error: str) -> None:
        changes = {"state": EffectState.PENDING, "next_attempt_at": at, "last_error": error}
        self._replace(effect, effect.model_copy(update=changes))

    def give_up(self, effect: Effect, *, error: str) -> None:
        """Visible on the complaint, and gone from the sweep."""
        changes = {"state": EffectState.FAILED, "done_at": self.clock(), "last_error": error}
        self._replace(effect, effect.model_copy(update=changes))

    def _replace(self, before: Effect, after: Effect, *once: Once) -> None:
        now = self.clock()
        transaction.write(
            self.table,
            [
                ("Put", transaction.effect_put(after, before=before), None),
                *(
                    ("Put", transaction.once_put(before.shop, row, now=now, secret=self.table.secret), row.name)
                    for row in once
                ),
            ],
        )


def _due(item: rows.Item) -> Due:
    _, shop, owner = item["PK"]["S"].split("#", 2)
    kind, _, name = item["SK"]["S"].partition("#")
    return Due(kind=kind, shop=shop, complaint=owner, name=name, at=item["due_sort"]["S"])
