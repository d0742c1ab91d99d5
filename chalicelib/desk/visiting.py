"""Follow-up visits (回访) at the desk: what the customer said, and a visit that somebody wants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import IllegalTransition, InvalidInput, NotFound
from chalicelib.model.visit import VisitOutcome
from chalicelib.surveys.visiting import finish, not_reached, plan_by_hand

from . import permissions
from .decisions import reopened
from .desk import LONGEST_WAIT, Action, Desk

_SETTLED: Final = (Status.RESOLVED, Status.CLOSED)


def tell_visit(
    desk: Desk, complaint: str, action: Action, *, visit: str, outcome: VisitOutcome, note: str
) -> Complaint:
    """A new problem opens the complaint again; who was not reached is tried again, and in the end written to.

    Raises ``NotFound`` for another visit than the present one, ``IllegalTransition`` when it is over.
    """
    if outcome is VisitOutcome.NEW_PROBLEM and not note:
        raise InvalidInput("say what is wrong now", fields={"note": "the new problem in a few words"})

    def decide(now: datetime, one: Complaint) -> Draft:
        if visit not in [each.id for each in one.visits]:
            raise NotFound("there is no such visit")
        if one.visit is None or one.visit.id != visit or not one.visit.is_pending:
            raise IllegalTransition("this visit is over", **permissions.state_of(one))
        draft = Draft.of(one, by=action.by, at=now)
        if outcome is VisitOutcome.NOT_REACHED:
            not_reached(draft)
            return draft
        finish(draft, outcome=outcome, note=note, by=action.by.id)
        if outcome is VisitOutcome.NEW_PROBLEM:
            reopened(draft, why=f"told in a follow-up visit: {note}")
        return draft

    return desk.act(complaint, action, decide)


def plan(
    desk: Desk, complaint: str, action: Action, *, at: datetime | None, every: timedelta | None, why: str
) -> Complaint:
    """For a customer whom somebody chose. Raises ``IllegalTransition`` while it is open or a visit is owed already."""
    name = desk.ids.new("w")

    def decide(now: datetime, one: Complaint) -> Draft:
        permissions.require_status(one, *_SETTLED)
        if one.merged_into or (one.visit and one.visit.is_pending):
            raise IllegalTransition("a visit is owed already, or the complaint goes on in another")
        moment = at or now
        if not timedelta(0) <= moment - now <= LONGEST_WAIT:
            raise InvalidInput("nobody can be visited then", fields={"at": "a time within the coming year"})
        draft = Draft.of(one, by=action.by, at=now)
        plan_by_hand(draft, visit=name, at=moment, every=every, why=why)
        return draft

    return desk.act(complaint, action, decide)
