"""Complaints about one matter, as agents put them together and take them apart: read, decide, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.matters import linking, merging, splitting
from chalicelib.matters.together import Together
from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import IllegalTransition, InvalidInput, LostRace, NotFound, Upstream
from chalicelib.model.event import Event
from chalicelib.model.identity import Actor, Clock, Principal
from chalicelib.model.message import Message
from chalicelib.store import Store

from . import permissions
from .desk import Action

ATTEMPTS: Final = 8
Decide = Callable[[Together], tuple[Once, ...]]
"""Says what has to be said, and returns what is to be remembered beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """``take_out`` makes a new complaint of a known one's messages, as intake would."""

    store: Store
    clock: Clock
    take_out: Callable[[Complaint, Sequence[Message]], tuple[Complaint, tuple[Event, ...]]]

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

    def merge(self, complaint: str, action: Action, *, into: str, why: str) -> Complaint:
        """``into`` goes on for both. Raises as ``link`` does, and ``AlreadyClaimed`` or ``MergedAway``."""

        def decide(together: Together) -> tuple[Once, ...]:
            require_mergeable(together[complaint].now, together[into].now, action.by)
            merging.merge(together, complaint, into, why=why)
            return ()

        return self._act(complaint, action, other=into, decide=decide, field="into")

    def unmerge(self, complaint: str, action: Action, *, why: str) -> Complaint:
        """Undoes its merge. Raises ``IllegalTransition`` when it is not merged."""
        permissions.require_role(action.by, one_of=permissions.DESK)
        for _ in range(ATTEMPTS):
            left = self.store.dossier(action.by.shop, complaint)
            permissions.require_version(left.complaint, action.if_version)
            both = [left]
            if left.complaint.merged_into:
                both.append(self.store.dossier(action.by.shop, left.complaint.merged_into))
            together = self._with_clusters([one.complaint for one in both], action)
            merging.unmerge(together, complaint, {one.complaint.id: one.events for one in both}, why=why)
            once = linking.apart(complaint, left.complaint.merged_into or "")
            if after := self._commit(together, action, first=complaint, once=once):
                return after
        raise busy()

    def split(self, complaint: str, action: Action, *, messages: Sequence[str], why: str) -> Complaint:
        """These messages go on as a complaint of their own. Raises ``InvalidInput``, ``MergedAway``."""
        permissions.require_role(action.by, one_of=permissions.DESK)
        for _ in range(ATTEMPTS):
            present = self.store.complaint(action.by.shop, complaint)
            permissions.require_version(present, action.if_version)
            permissions.require_unmerged(present)
            if present.lease:
                permissions.require_hold(present, action.by)
            taken = splitting.chosen(self.store.messages(present.shop, complaint), messages)
            made, opening = self.take_out(present, taken)
            together = self._with_clusters([present, made], action)
            changes = splitting.split(together, complaint, made, opening, messages=taken, why=why)
            if after := self._commit_all(changes, action):
                return after
        raise busy()

    def messages_merged_into(self, primary: Complaint) -> dict[str, tuple[Message, ...]]:
        """Complaint → its messages, for everything that was merged into it, directly or not. They are read where they
        are kept: one call for each, and one for all, and none where nothing was merged.
        """
        if not primary.absorbed:
            return {}
        members = self.store.complaints(primary.shop, primary.cluster)
        below = merging.merged_below(primary, members)
        return {one.id: self.store.messages(primary.shop, one.id) for one in below}

    def _act(
        self, complaint: str, action: Action, *, other: str, decide: Decide, field: str = "complaint"
    ) -> Complaint:
        """The complaint as it is afterwards. ``If-Match`` is about it; every other one is checked as it was read."""
        permissions.require_role(action.by, one_of=permissions.DESK)
        if complaint == other:
            raise InvalidInput("a complaint is always about its own matter", fields={field: "another one"})
        for _ in range(ATTEMPTS):
            together = self._with_clusters(self._both(complaint, action, other=other, field=field), action)
            once = decide(together)
            if after := self._commit(together, action, first=complaint, once=once):
                return after
        raise busy()

    def _commit(
        self, together: Together, action: Action, *, first: str, once: tuple[Once, ...] = ()
    ) -> Complaint | None:
        """The first as it is afterwards; ``None`` after a lost race."""
        leading, *more = together.changes(first=first)
        return self._commit_all((replace(leading, once=once), *more), action)

    def _commit_all(self, changes: Sequence[Change], action: Action) -> Complaint | None:
        leading, *more = changes
        leading = leading.remembering(*action.remember(leading.after))
        try:
            self.store.commit(leading, *more)
        except LostRace:
            return None
        return leading.after

    def _both(self, complaint: str, action: Action, *, other: str, field: str) -> list[Complaint]:
        found = {one.id: one for one in self.store.complaints(action.by.shop, [complaint, other])}
        if complaint not in found:
            raise NotFound("there is no such complaint", id=complaint)
        permissions.require_version(found[complaint], action.if_version)
        if other not in found:
            raise InvalidInput("there is no such complaint", fields={field: "the id of one of your complaints"})
        return list(found.values())

    def _with_clusters(self, complaints: Sequence[Complaint], action: Action) -> Together:
        """With everybody in their clusters: one call more when there are any."""
        more = {name for one in complaints for name in one.cluster} - {one.id for one in complaints}
        read = (*complaints, *self.store.complaints(action.by.shop, sorted(more)))
        return Together(read, actor=Actor.agent(action.by), at=self.clock())


def require_mergeable(secondary: Complaint, primary: Complaint, agent: Principal) -> None:
    """Raises ``MergedAway``, ``AlreadyClaimed``, or ``IllegalTransition`` where nobody works on the primary."""
    permissions.require_unmerged(secondary)
    if secondary.lease:
        permissions.require_hold(secondary, agent)
    permissions.require_unmerged(primary)
    if primary.status not in (Status.WAITING, Status.ASSIGNED):
        raise IllegalTransition(
            f"{primary.id} is {primary.status.value}: claim or reopen it before another one is merged into it",
            complaint=primary.id,
            status=primary.status.value,
        )


def busy() -> Upstream:
    return Upstream("too many others are writing to these complaints: try again")
