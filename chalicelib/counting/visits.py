"""What a commit says of visits, counted beside surveys on the day it was said."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Tally

from .days import day_of
from .surveys import SATISFACTION


def visit_tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    """From the events and the state before them."""
    owed = change.before is not None and change.before.visit is not None and change.before.visit.is_pending
    for event in change.events:
        day = day_of(event.at, zone)
        for number, by in _counted(event.body, owed=owed):
            yield Tally(report=SATISFACTION, day=day, number=f"visits_{number}", by=by)
        owed = _is_owed_after(event.body, owed=owed)


def _counted(body: facts.Body, *, owed: bool) -> Iterator[tuple[str, int]]:
    """Reopening and merging call off what is owed, and undoing a merge owes it again."""
    if isinstance(body, facts.VisitPlanned):
        yield "planned", 1
    elif isinstance(body, facts.VisitTried):
        yield "tried", 1
    elif isinstance(body, facts.VisitDue) and body.is_reminder:
        yield "reminded", 1
    elif isinstance(body, facts.VisitMessaged):
        yield "messaged", 1
    elif isinstance(body, facts.VisitDone):
        yield body.outcome.value, 1
    elif isinstance(body, facts.VisitCancelled) or (owed and isinstance(body, facts.Reopened | facts.Merged)):
        yield "cancelled", 1
    elif isinstance(body, facts.Unmerged) and body.standing.visits and body.standing.visits[-1].is_pending:
        yield "cancelled", -1


def _is_owed_after(body: facts.Body, *, owed: bool) -> bool:
    if isinstance(body, facts.VisitPlanned):
        return True
    ends = facts.VisitDone | facts.VisitCancelled | facts.Reopened | facts.Merged
    return owed and not isinstance(body, ends)
