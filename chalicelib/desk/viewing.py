"""Saved views: written by whom they are for, and run over queue pages with few reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import InvalidInput
from chalicelib.model.identity import Principal
from chalicelib.model.view import View, ViewFilter
from chalicelib.store import SHARED, Agents, Page, Store, Views
from chalicelib.store.keys import bad_cursor, decode_cursor, encode_cursor

from . import permissions
from .desk import queue_ids
from .watching import OPEN

SHARED_PREFIX: Final = "shared."
"""Begins the id of a view that everybody of the shop sees."""
MOST: Final = 50
"""Views of one agent, and shared ones."""
READS: Final = 8
"""Queue pages that one call reads at most: a view that few complaints fit gives short pages, and goes on."""
HELD: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    store: Store
    agents: Agents
    views: Views

    def all(self, by: Principal) -> tuple[View, ...]:
        """One's own, then the shared ones."""
        return (*self.views.of(by.shop, by.id, limit=MOST), *self.views.of(by.shop, SHARED, limit=MOST))

    def put(self, by: Principal, name: str, *, title: str, wanted: ViewFilter) -> View:
        """Raises ``Forbidden`` for a shared one of somebody who is no senior, and ``InvalidInput``."""
        if unknown := [one for one in wanted.queues if one not in queue_ids()]:
            raise InvalidInput(
                f"there is no queue '{unknown[0]}'", fields={"filter.queues": f"of {', '.join(queue_ids())}"}
            )
        if Status.CLOSED in wanted.statuses:
            raise InvalidInput("closed complaints are in no queue", fields={"filter.statuses": "any but closed"})
        owner = _owner_who_may_change(by, name)
        present = self.views.of(by.shop, owner, limit=MOST)
        if len(present) >= MOST and all(one.id != name for one in present):
            raise InvalidInput("there are too many views: delete one", fields={"view": f"at most {MOST}"})
        view = View(id=name, title=title, owner=owner, filter=wanted)
        self.views.put(by.shop, view)
        return view

    def delete(self, by: Principal, name: str) -> None:
        """Raises ``NotFound`` and ``Forbidden``."""
        self.views.delete(by.shop, _owner_who_may_change(by, name), name)

    def run(self, by: Principal, name: str, *, limit: int, cursor: str | None) -> Page[Complaint]:
        """Queue after queue and state after state, in each by its turn. A page may be short, even empty, and have a
        next one; ``mine`` is read from what the agent holds. Raises ``NotFound``.
        """
        wanted = self.views.get(by.shop, _owner(by, name), name).filter
        if wanted.mine:
            return self._held(by, wanted)
        return self._pages(by, wanted, limit=limit, cursor=cursor)

    def _held(self, by: Principal, wanted: ViewFilter) -> Page[Complaint]:
        state = self.agents.get(by.shop, by.id)
        held = self.store.complaints(by.shop, state.holds[:HELD]) if state else ()
        return Page(tuple(one for one in held if wanted.takes(one, agent=by.id)), None)

    def _pages(self, by: Principal, wanted: ViewFilter, *, limit: int, cursor: str | None) -> Page[Complaint]:
        places = [(queue, status) for queue in wanted.queues or queue_ids() for status in wanted.statuses or OPEN]
        place, inner = _position(cursor)
        found: list[Complaint] = []
        for _ in range(READS):
            if place >= len(places):
                return Page(tuple(found), None)
            queue, status = places[place]
            page = self.store.queue_page(by.shop, queue, status=status, limit=limit - len(found), cursor=inner)
            found += (one for one in page.items if wanted.takes(one, agent=by.id))
            place, inner = (place, page.next) if page.next else (place + 1, None)
            if len(found) == limit:
                break
        return Page(tuple(found), _cursor(place, inner) if place < len(places) else None)


def _owner(by: Principal, name: str) -> str:
    return SHARED if name.startswith(SHARED_PREFIX) else by.id


def _owner_who_may_change(by: Principal, name: str) -> str:
    owner = _owner(by, name)
    if owner == SHARED:
        permissions.require_role(by, one_of=permissions.SENIOR)
    return owner


def _cursor(place: int, inner: str | None) -> str | None:
    return encode_cursor({"place": {"S": str(place)}, "page": {"S": inner or ""}})


def _position(cursor: str | None) -> tuple[int, str | None]:
    """Raises ``InvalidInput`` for anything ``_cursor`` did not make."""
    if cursor is None:
        return 0, None
    decoded = decode_cursor(cursor) or {}
    if decoded.keys() != {"place", "page"}:
        raise bad_cursor()
    place = decoded["place"]["S"]
    if not (place.isascii() and place.isdecimal() and len(place) <= 4):
        raise bad_cursor()
    return int(place), decoded["page"]["S"] or None
