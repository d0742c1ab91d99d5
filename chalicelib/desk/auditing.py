"""Quality audit: a sample of what was resolved, drawn by agent and queue, and a supervisor's checklist for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from chalicelib.counting.audits import AUDIT
from chalicelib.model import event as facts
from chalicelib.model.audit import Audit, Candidate, Stratum, Verdict
from chalicelib.model.base import Word
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import Forbidden, IllegalTransition, InvalidInput
from chalicelib.model.identity import Principal
from chalicelib.routing.datafile import Entries, packaged
from chalicelib.routing.titles import Titles
from chalicelib.store import Samples, Store

from . import permissions
from .desk import Action, Desk

FILE: Final = Path(__file__).with_name("audit.yaml")
READ: Final = 100
"""Of each stratum: enough to draw from every agent and queue, and bounded."""


class Point(Word):
    id: str
    titles: Titles
    critical: bool = False


class Checklist(Word):
    version: str
    monthly: Annotated[int, Field(ge=1, le=90)]
    pass_percent: Annotated[int, Field(ge=0, le=100)]
    points: Entries[Point]

    def passes(self, answers: Mapping[str, Verdict]) -> bool:
        if any(answers[one.id] is Verdict.NO for one in self.points if one.critical):
            return False
        counted = [one for one in answers.values() if one is not Verdict.NOT_APPLICABLE]
        return counted.count(Verdict.YES) * 100 >= self.pass_percent * len(counted)


@lru_cache(maxsize=1)
def checklist() -> Checklist:
    """The one in force."""
    return packaged(FILE.name, Checklist, folder=FILE.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """``items`` are still to be audited of ``month``; ``done`` were."""

    month: str
    done: int
    passed: int
    items: tuple[Candidate, ...]


def due(store: Store, samples: Samples, shop: str, *, month: str) -> Due:
    """At least ``monthly`` of a month are asked for, or all there are. What was reopened meanwhile is left out."""
    drawn = pick({one: samples.drawn(shop, month, one, limit=READ) for one in Stratum}, number=READ)
    present = {one.id: one for one in store.complaints(shop, list({one.complaint for one in drawn}))}
    open_ = [one for one in drawn if one.complaint in present and is_open_to_audit(present[one.complaint], one)]
    numbers = store.report_numbers(shop, AUDIT, first=f"{month}-01", last=f"{month}-31").values()
    done = sum(day.get("audited", 0) for day in numbers)
    passed = sum(day.get("passed", 0) for day in numbers)
    left = max(checklist().monthly - done, 0)
    return Due(month=month, done=done, passed=passed, items=tuple(open_[:left]))


def pick(strata: Mapping[Stratum, Sequence[Candidate]], *, number: int) -> tuple[Candidate, ...]:
    """One of each stratum in turn; within one, of the agent and queue of whom the fewest were taken so far. Each
    resolution once. Pure, and the same for the same rows.
    """
    taken: list[Candidate] = []
    seen: set[tuple[str, int]] = set()
    from_: Counter[tuple[str, str]] = Counter()
    left = {one: list(candidates) for one, candidates in strata.items()}
    while len(taken) < number and any(left.values()):
        for candidates in left.values():
            candidates[:] = [one for one in candidates if (one.complaint, one.resolution) not in seen]
            if candidates and len(taken) < number:
                chosen = min(candidates, key=lambda one: from_[one.agent, one.queue])
                taken.append(chosen)
                seen.add((chosen.complaint, chosen.resolution))
                from_[chosen.agent, chosen.queue] += 1
    return tuple(taken)


def is_open_to_audit(complaint: Complaint, candidate: Candidate) -> bool:
    is_settled = not complaint.status.is_open and complaint.resolutions == candidate.resolution
    return is_settled and all(one.resolution != candidate.resolution for one in complaint.audits)


def audit(desk: Desk, complaint: str, action: Action, *, answers: Mapping[str, Verdict], note: str) -> Complaint:
    """Raises ``Forbidden`` for one's own, ``IllegalTransition`` when it is not settled or was audited, and
    ``InvalidInput`` naming each point that is missing or unknown.
    """
    permissions.require_role(action.by, one_of=permissions.SENIOR)

    def decide(now: datetime, one: Complaint) -> Change:
        return audited(one, action.by, answers=answers, note=note, now=now).change()

    return desk.carry_out(complaint, action, decide)


def audited(complaint: Complaint, by: Principal, *, answers: Mapping[str, Verdict], note: str, now: datetime) -> Draft:
    permissions.require_status(complaint, Status.RESOLVED, Status.CLOSED)
    resolution, points = complaint.resolution, [one.id for one in checklist().points]
    if resolution is None or any(one.resolution == complaint.resolutions for one in complaint.audits):
        raise IllegalTransition("this resolution has been audited", **permissions.state_of(complaint))
    if resolution.agent == by.id:
        raise Forbidden("nobody audits what they resolved: another supervisor has to")
    missing = {f"answers.{one}": "is missing" for one in points if one not in answers}
    unknown = {f"answers.{one}": "is not on the checklist" for one in answers if one not in points}
    if missing or unknown:
        raise InvalidInput("the checklist is not filled in", fields=missing | unknown)
    made = Audit(
        resolution=complaint.resolutions,
        agent=resolution.agent,
        by=by.id,
        at=now,
        version=checklist().version,
        answers=answers,
        passed=checklist().passes(answers),
        note=note,
    )
    draft = Draft.of(complaint, by=by, at=now)
    draft.say(facts.Audited(audit=made))
    return draft
