"""What a step of an after-sale flow makes true: the step, what is known by it, the rules asked again, the clocks. Pure.

By an agent, or by a platform's push of its own after-sale (``by`` is then ``PLATFORM``).
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.flow import AfterSale, FlowRun
from chalicelib.model.identity import SYSTEM

from .entitling import entitled
from .flow_clocks import flow_clocks
from .flows import PLATFORM, advanced, cancelled, flow_book, running_of, started, way_to

Bodies = tuple[facts.Body, ...]


def begin(complaint: Complaint, flow: str, *, name: str, by: str, now: datetime) -> Bodies:
    """Raises ``InvalidInput`` for an unknown flow, ``IllegalTransition`` when it runs already."""
    draft = _draft(complaint, now)
    draft.say(facts.FlowStarted(flow=started(complaint, flow, name=name, by=by, now=now)))
    return _with_clocks(draft)


def step(complaint: Complaint, run: FlowRun, to: str | None, *, by: str, why: str | None, now: datetime) -> Bodies:
    """What is known from the day a step is done dates the next one."""
    draft = _draft(complaint, now)
    record = complaint.entitlements
    undated = advanced(run, to, record=record, by=by, why=why, now=now)
    rest = tuple(one for one in complaint.flows if one.id != run.id)
    known = complaint.model_copy(update={"flows": (*rest, undated)})
    draft.say(*entitled(known, cause="an after-sale step was done", now=now))
    after = advanced(run, to, record=draft.now.entitlements, by=by, why=why, now=now)
    draft.say(facts.FlowAdvanced(flow=after))
    return _with_clocks(draft)


def give_up(complaint: Complaint, run: FlowRun, *, by: str, why: str, now: datetime) -> Bodies:
    draft = _draft(complaint, now)
    draft.say(facts.FlowCancelled(flow=cancelled(run, by=by, why=why, now=now)))
    return _with_clocks(draft)


def push(complaint: Complaint, sale: AfterSale, *, name: str, now: datetime) -> Bodies:
    """A platform tells of an after-sale: its flow starts, goes on to where the platform is, or ends. What leads nowhere
    new changes nothing, so a push may come twice or late.
    """
    definition = flow_book().for_kind(sale.kind or (complaint.aftersale.kind if complaint.aftersale else None))
    if definition is None or not complaint.status.is_open:
        return ()
    draft = _draft(complaint, now)
    if not any(one.flow == definition.id for one in complaint.flows):
        draft.say(*begin(complaint, definition.id, name=name, by=PLATFORM, now=now))
    run = running_of(draft.now, definition.id)
    if run is None:
        return ()
    if sale.status == "closed":
        draft.say(*give_up(draft.now, run, by=PLATFORM, why="closed on the platform", now=now))
    elif sale.status in ("refunded", "done"):
        draft.say(*_finished(draft.now, run, now=now))
    else:
        for to in way_to(run, sale.status) or ():
            present = running_of(draft.now, definition.id)
            if present:
                draft.say(*step(draft.now, present, to, by=PLATFORM, why=None, now=now))
    return _bodies(draft)


def _finished(complaint: Complaint, run: FlowRun, *, now: datetime) -> Bodies:
    draft = _draft(complaint, now)
    draft.say(facts.FlowAdvanced(flow=advanced(run, None, record=None, by=PLATFORM, why=None, now=now)))
    return _with_clocks(draft)


def _draft(complaint: Complaint, now: datetime) -> Draft:
    return Draft(before=complaint, actor=SYSTEM, at=now)


def _with_clocks(draft: Draft) -> Bodies:
    draft.change_clocks("an after-sale step", flow_clocks(draft.now, now=draft.at))
    return _bodies(draft)


def _bodies(draft: Draft) -> Bodies:
    return tuple(event.body for event in draft.change().events)
