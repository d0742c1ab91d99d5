"""One person's data: handed out whole, or erased so that only what happened remains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from chalicelib.model import event as facts
from chalicelib.model.change import Change
from chalicelib.model.complaint import digest
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.event import Event
from chalicelib.model.evolve import fold
from chalicelib.model.identity import SYSTEM, Clock, Ids
from chalicelib.model.message import Direction, Message
from chalicelib.model.ports import Objects
from chalicelib.model.redaction import redacted_effect, redacted_events, redacted_message
from chalicelib.store import Dossier, Store

ATTEMPTS: Final = 8
_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """A person is found as complaints are: by phone, e-mail address or the platform's customer id."""

    store: Store
    objects: Objects
    ids: Ids
    clock: Clock

    def complaints(self, shop: str, *, kind: str, value: str) -> tuple[str, ...]:
        """Their ids, newest first."""
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = self.store.search(shop, kind=kind, value=value, limit=_PAGE, cursor=cursor)
            found += [one.id for one in page.items]
            if (cursor := page.next) is None:
                return tuple(found)

    def export(self, shop: str, complaint: str) -> dict[str, Any]:
        """Everything kept of one complaint, plain; what lies in the object store is named."""
        dossier = self.store.dossier(shop, complaint)
        return {
            "complaint": dossier.complaint.model_dump(mode="json"),
            "messages": [one.model_dump(mode="json") for one in dossier.messages],
            "history": [one.model_dump(mode="json") for one in dossier.events],
            "deliveries": [one.model_dump(mode="json") for one in dossier.effects],
            "objects": sorted(_objects(dossier)),
        }

    def erase(self, shop: str, complaint: str, *, why: str) -> None:
        """The past first and the complaint's own row with its search values last: stopped in between, it is still
        found and done again. Raises ``NotFound`` or ``Upstream``.
        """
        for _ in range(ATTEMPTS):
            dossier = self.store.dossier(shop, complaint)
            for key in _objects(dossier):
                self.objects.delete(key)
            events = redacted_events(dossier.events)
            self.store.rewrite(
                shop,
                complaint,
                events=events,
                messages=tuple(map(redacted_message, dossier.messages)),
                effects=tuple(map(redacted_effect, dossier.effects)),
            )
            try:
                self.store.commit(self._erased(dossier, events, why=why))
            except LostRace:
                continue
            return
        raise Upstream("too many others are writing to this complaint: try again")

    def _erased(self, dossier: Dossier, events: tuple[Event, ...], *, why: str) -> Change:
        """A note says that it was done, and under a new version nobody writes back what they had read before."""
        now, before = self.clock(), dossier.complaint
        text = f"personal data erased: {why}"
        note = Message(id=self.ids.new("m"), direction=Direction.INTERNAL, text=text, at=now, channel="desk")
        noted = Event(
            complaint=before.id,
            version=before.version + 1,
            index=0,
            at=now,
            actor=SYSTEM,
            body=facts.Noted(message=digest(note)),
        )
        after = fold((*events, noted), shop=before.shop)
        return Change(before=before, after=after, events=(noted,), messages=(note,))


def _objects(dossier: Dossier) -> set[str]:
    """Raw deliveries, and files of their own."""
    raw = {message.raw_object for message in dossier.messages if message.raw_object}
    return raw | {file.object for message in dossier.messages for file in message.attachments if file.object}
