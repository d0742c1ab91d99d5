"""A complaint has come, or says more of itself: those that may be about its matter are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from chalicelib.matters import linking
from chalicelib.matters.comparing import GOODS_WINDOW, TEXT_WINDOW, known, said
from chalicelib.matters.likeness import bands
from chalicelib.matters.recognising import Likely, likely, recognise
from chalicelib.matters.together import Together
from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.event import Event
from chalicelib.model.identity import SYSTEM, Clock
from chalicelib.store import Likenesses, Store

ATTEMPTS: Final = 5
NAMES_ASKED: Final = 8
"""Beside those of the text: orders, parcels and people, one query each."""
FOUND: Final = 10
"""The newest under each name."""
COMPARED: Final = 25


def worth_a_look(events: Iterable[Event]) -> bool:
    """New, or understood anew: most changes name nothing by which another complaint could be found."""
    return any(isinstance(event.body, facts.Received | facts.Assessed) for event in events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognising:
    store: Store
    likenesses: Likenesses
    clock: Clock

    def look(self, shop: str, complaint: str) -> bool:
        """Whether something was linked or suggested. Doing it twice changes nothing more. Raises ``Upstream``."""
        for _ in range(ATTEMPTS):
            present = self.store.complaint(shop, complaint)
            if present.merged_into:
                return False
            others = {one.id: one for one in self._others(present)}
            found = self._undecided(present, likely(present, others.values()))
            if not found:
                return False
            together = self._together(present, [others[other] for other, _ in found])
            recognise(together, complaint, found)
            changes = together.changes(first=complaint)
            if not changes:
                return False
            try:
                self.store.commit(*changes)
            except LostRace:
                continue
            return True
        raise Upstream("too many others are writing to these complaints")

    def _others(self, complaint: Complaint) -> tuple[Complaint, ...]:
        """Its own text is made findable first: of two that come at once, one finds the other."""
        now, shop = self.clock(), complaint.shop
        texts = bands(said(complaint)) if now - complaint.created_at < TEXT_WINDOW else ()
        if texts:
            self.likenesses.remember_text(shop, complaint.id, texts, until=complaint.created_at + TEXT_WINDOW)
        names = (*islice(_names(complaint), NAMES_ASKED), *(("text", band) for band in texts))
        since = complaint.created_at - GOODS_WINDOW
        ids = self.likenesses.found(shop, names, since=since, now=now, most=FOUND)
        others = sorted((one for one in ids if one != complaint.id), reverse=True)[:COMPARED]
        return self.store.complaints(shop, others) if others else ()

    def _undecided(self, complaint: Complaint, found: list[Likely]) -> list[Likely]:
        """Without those that a person has taken apart."""
        names = {other: (linking.APART, linking.pair(complaint.id, other)) for other, _ in found}
        apart = self.store.recorded(complaint.shop, names.values()) if names else {}
        return [(other, like) for other, like in found if names[other] not in apart]

    def _together(self, complaint: Complaint, others: Sequence[Complaint]) -> Together:
        """With everybody in their clusters."""
        names = {complaint.id, *(one.id for one in others)}
        more = {name for one in (complaint, *others) for name in one.cluster} - names
        read = self.store.complaints(complaint.shop, sorted(more))
        return Together((complaint, *others, *read), actor=SYSTEM, at=self.clock())


def _names(complaint: Complaint) -> Iterator[tuple[str, str]]:
    """What tells most first."""
    for kind, values in known(complaint).items():
        yield from ((kind, value) for value in sorted(values))
