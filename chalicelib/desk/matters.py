"""Complaints about one matter, as agents put them together and take them apart: read, decide, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.matters import linking
from chalicelib.matters.together import Together
from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import InvalidInput, LostRace, NotFound, Upstream
from chalicelib.model.identity import Actor, Clock
from chalicelib.store import Store

from . import permissions
from .desk import Action

ATTEMPTS: Final = 8
Decide = Callable[[Together], tuple[Once, ...]]
"""Says what has to be said, and returns what is to be remembered beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    store: Store
    clock: Clock

    def link(self, complaint: str, action: Action, *, other: str, why: str) -> Complaint:
        """Raises ``InvalidInput`` for another complaint that there is not, ``IllegalTransition``, ``ClusterFull``."""

        def decide(together: Together) -> tuple[Once, ...]:
            linking.link(together, complaint, other, by=action.by.id, why=why)
            return ()

        return self._act(complaint, action, other=other, decide=decide)

    def unlink(self, complaint: str, action: Action, *, other: str, why: str) -> Complaint:
        """Undoes a link or dismisses a suggestion: the two are not put together by themselves again."""
        return self._act(
            complaint,
            action,
            other=other,
            decide=lambda together: linking.unlink(together, complaint, other, why=why),
        )

    def _act(self, complaint: str, action: Action, *, other: str, decide: Decide) -> Complaint:
        """The complaint as it is afterwards. ``If-Match`` is about it; every other one is checked as it was read."""
        permissions.require_role(action.by, one_of=permissions.DESK)
        if complaint == other:
            raise InvalidInput("a complaint is always about its own matter", fields={"complaint": "another one"})
        for _ in range(ATTEMPTS):
            together = self._together(complaint, action, other=other)
            once = decide(together)
            first, *more = together.changes(first=complaint)
            first = replace(first, once=once).remembering(*action.remember(first.after))
            try:
                self.store.commit(first, *more)
            except LostRace:
                continue
            return first.after
        raise Upstream("too many others are writing to these complaints: try again")

    def _together(self, complaint: str, action: Action, *, other: str) -> Together:
        """Both, and everybody in their clusters: one call, and a second one when there are any."""
        found = {one.id: one for one in self.store.complaints(action.by.shop, [complaint, other])}
        if complaint not in found:
            raise NotFound("there is no such complaint", id=complaint)
        permissions.require_version(found[complaint], action.if_version)
        if other not in found:
            raise InvalidInput("there is no such complaint", fields={"complaint": "the id of one of your complaints"})
        more = {name for one in found.values() for name in one.cluster} - found.keys()
        read = (*found.values(), *self.store.complaints(action.by.shop, sorted(more)))
        return Together(read, actor=Actor.agent(action.by), at=self.clock())
