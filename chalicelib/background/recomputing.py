"""Every open complaint is looked at again, after the promises, the calendar or the shop's words have changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.identity import SYSTEM, Clock
from chalicelib.routing.measuring import measure_anew
from chalicelib.routing.rules import queues
from chalicelib.store import Store

PAGE: Final = 25
ATTEMPTS: Final = 5
_OPEN: Final = (Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far it has come: a queue's index by status, from ``cursor`` on."""

    queue: str
    status: Status
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """One page: how many were looked at and changed, and where to go on; ``None`` when it was the last."""

    looked_at: int
    changed: int
    then: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputing:
    """A page at a time, so that whoever runs it sets the pace and may stop anywhere. Doing it again changes nothing
    more. What moves between two queues meanwhile is seen by its own next mark, or by another run.
    """

    store: Store
    clock: Clock

    def page(self, shop: str, place: Place) -> Recomputed:
        """One query, and one transaction for each complaint that changes. Raises ``Upstream``."""
        found = self.store.queue_page(shop, place.queue, status=place.status, limit=PAGE, cursor=place.cursor)
        changed = sum(self._again(complaint) for complaint in found.items)
        then = Place(queue=place.queue, status=place.status, cursor=found.next) if found.next else _after(place)
        return Recomputed(looked_at=len(found.items), changed=changed, then=then)

    def _again(self, complaint: Complaint) -> bool:
        for _ in range(ATTEMPTS):
            draft = Draft(before=complaint, actor=SYSTEM, at=self.clock())
            measure_anew(draft, Cause.DATA)
            if draft.now == complaint:
                return False
            try:
                self.store.commit(draft.change())
            except LostRace:
                complaint = self.store.complaint(complaint.shop, complaint.id)
                continue
            return True
        raise Upstream("too many others are writing to the same complaint")


def first() -> Place:
    return next(_places())


def _after(place: Place) -> Place | None:
    """The next queue and status, each once."""
    places = list(_places())
    rest = places[places.index(Place(queue=place.queue, status=place.status)) + 1 :]
    return rest[0] if rest else None


def _places() -> Iterator[Place]:
    return (Place(queue=queue.id, status=status) for queue in queues() for status in _OPEN)
