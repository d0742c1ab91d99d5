"""Several complaints changed by one decision: a draft for each that is touched, and who hangs together afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Conflict
from chalicelib.model.identity import Actor

MOST_MEMBERS: Final = 20
"""Of a cluster: every one of them is written when it changes, and a transaction takes 100 rows."""


class ClusterFull(Conflict):
    """``most`` says how many complaints one matter may have."""

    code = "cluster_full"


class Together:
    """``complaints`` are those the decision is about, with everybody who hangs together with one of them."""

    def __init__(self, complaints: Iterable[Complaint], *, actor: Actor, at: datetime) -> None:
        self.at = at
        self.actor = actor
        self._drafts = {one.id: Draft(before=one, actor=actor, at=at) for one in complaints}

    def __getitem__(self, complaint: str) -> Draft:
        return self._drafts[complaint]

    def changes(self, *, first: str) -> tuple[Change, ...]:
        """One for each complaint about which something was said; that of ``first`` leads."""
        touched = [draft for draft in self._drafts.values() if draft.now != draft.before]
        touched.sort(key=lambda draft: (draft.before.id != first, draft.before.id))
        return tuple(draft.change() for draft in touched)

    def regroup(self) -> None:
        """Tells everybody whose cluster is another one now. Raises ``ClusterFull``."""
        for members in components({name: draft.now for name, draft in self._drafts.items()}):
            if len(members) > MOST_MEMBERS:
                raise ClusterFull(f"one matter has at most {MOST_MEMBERS} complaints", most=MOST_MEMBERS)
            said = members if len(members) > 1 else ()
            for name in members:
                if self._drafts[name].now.cluster != said:
                    self._drafts[name].say(facts.ClusterChanged(members=said))


def components(complaints: Mapping[str, Complaint]) -> Iterator[tuple[str, ...]]:
    """Who hangs together by links and merges, the oldest first: ids sort by time."""
    left = set(complaints)
    while left:
        found, fresh = set[str](), {min(left)}
        while fresh:
            found |= fresh
            fresh = {near for name in fresh for near in neighbours(complaints[name])} & left - found
        left -= found
        yield tuple(sorted(found))


def neighbours(complaint: Complaint) -> set[str]:
    """Those it is joined to directly."""
    joined = {link.complaint for link in complaint.links} | set(complaint.absorbed)
    return joined | {complaint.merged_into} if complaint.merged_into else joined


def is_linked(complaint: Complaint, other: str) -> bool:
    return any(link.complaint == other for link in complaint.links)
