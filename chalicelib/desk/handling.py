"""After-sale flows at the desk: started, led on, given up."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.aftersales import stepping
from chalicelib.aftersales.flows import flow_book, require_next, running_of
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.model.flow import FlowRun
from chalicelib.model.identity import Principal

from . import permissions
from .desk import Action, Desk

_OPEN: Final = (Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)


def start_flow(desk: Desk, complaint: str, action: Action, *, flow: str) -> Complaint:
    """Raises ``InvalidInput`` for an unknown flow, ``IllegalTransition`` when it runs already."""
    name = desk.ids.new("f")

    def decide(now: datetime, one: Complaint) -> Draft:
        draft = _draft(one, action.by, now)
        draft.say(*stepping.begin(one, flow, name=name, by=action.by.id, now=now))
        return draft

    return desk.act(complaint, action, decide)


def advance_flow(desk: Desk, complaint: str, action: Action, *, flow: str, to: str | None, why: str) -> Complaint:
    """Raises ``NotFound`` when it does not run, ``InvalidInput`` naming what may come next."""

    def decide(now: datetime, one: Complaint) -> Draft:
        draft = _draft(one, action.by, now)
        run = _running(one, flow)
        following = require_next(run, to)
        if following and flow_book().flow(flow).step(following).declines and not why:
            raise InvalidInput("say why", fields={"reason": "the customer will ask"})
        draft.say(*stepping.step(one, run, following, by=action.by.id, why=why or None, now=now))
        return draft

    return desk.act(complaint, action, decide)


def cancel_flow(desk: Desk, complaint: str, action: Action, *, flow: str, why: str) -> Complaint:
    """Raises ``NotFound`` when it does not run."""

    def decide(now: datetime, one: Complaint) -> Draft:
        draft = _draft(one, action.by, now)
        draft.say(*stepping.give_up(one, _running(one, flow), by=action.by.id, why=why, now=now))
        return draft

    return desk.act(complaint, action, decide)


def _draft(complaint: Complaint, by: Principal, now: datetime) -> Draft:
    permissions.require_status(complaint, *_OPEN)
    permissions.require_hold_or_waiting(complaint, by)
    return Draft.of(complaint, by=by, at=now)


def _running(complaint: Complaint, flow: str) -> FlowRun:
    run = running_of(complaint, flow)
    if run is None:
        flow_book().flow(flow)  # an unknown flow is said to be unknown
        raise NotFound(f"no {flow} is under way", flow=flow)
    return run
