"""The fold: a complaint is what its events say. Pure, and total over the event types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, assert_never

from . import event as facts
from .assessment import Assessment
from .clock import Clock
from .compensation import Compensation
from .complaint import (
    AUDITS_KEPT,
    DIGESTS_KEPT,
    Complaint,
    Status,
    digest,
)
from .event import Body, Event
from .flow import AfterSale, FlowRun
from .matters import with_matter_fact
from .message import Message
from .opening import classified, opening
from .surveying import asked_no_more, earlier_surveys, with_fact
from .visit import VisitCancelReason, called_off
from .visiting import planned, with_visit_fact


def fold(events: Iterable[Event], *, shop: str) -> Complaint:
    """Recompute a complaint from its whole history, oldest first."""
    ordered = list(events)
    received, assessed, routed, started = ordered[:4]
    if not (
        isinstance(assessed.body, facts.Assessed)
        and isinstance(routed.body, facts.Routed)
        and isinstance(started.body, facts.ClocksChanged)
    ):
        raise TypeError("the first commit must be received, assessed, routed, clocks_changed")
    complaint = opening(
        received,
        shop=shop,
        assessment=assessed.body.assessment,
        routing=routed.body.decision,
        clocks=started.body.clocks,
    )
    for event in ordered[4:]:
        complaint = evolve(complaint, event)
    return complaint


def evolve(complaint: Complaint, event: Event) -> Complaint:
    """The complaint after one more event."""
    changes = _changes(complaint, event.body, event.at)
    after = complaint.model_copy(update={**changes, "version": event.version, "updated_at": event.at})
    if after.status is Status.WAITING and after.queue == complaint.queue:
        return after
    return after.model_copy(update={"offer": None, "passed": ()}) if after.offer or after.passed else after


def _changes(complaint: Complaint, body: Body, at: datetime) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912 - one flat table, a row an event
    match body:
        case facts.Received():
            raise TypeError("a complaint is received once")
        case facts.Assessed():
            return _reassessed(complaint, body.assessment)
        case facts.Routed():
            return {
                "routing": body.decision,
                "queue": body.decision.queue,
                "severity": body.decision.severity,
            }
        case facts.ClocksChanged():
            return {"clocks": _with_clocks(complaint.clocks, body.clocks)}
        case facts.EntitlementsChanged():
            return {"entitlements": body.record}
        case facts.MessageAdded():
            known = {"customer": body.customer, "order": body.order, "reply_to": body.reply_to}
            return {**_with_message(complaint, body.message), **known}
        case facts.OrderKnown():
            return {"goods": body.goods}
        case facts.Claimed() | facts.Reassigned():
            return {"lease": body.lease, "last_agent": body.lease.agent, "status": Status.ASSIGNED}
        case facts.Offered():
            return {"offer": body.offer}
        case facts.OfferEnded():
            return {"offer": None, "passed": (*complaint.passed, body.agent)}
        case facts.LeaseRenewed():
            return {"lease": body.lease}
        case facts.Released():
            return {"last_agent": None, **_released(since=complaint.waiting_since)}
        case facts.Replied():
            return {"answered_at": complaint.answered_at or at, **_with_message(complaint, body.message)}
        case facts.Noted():
            return _with_message(complaint, body.message)
        case facts.Audited():
            return {"audits": (*complaint.audits, body.audit)[-AUDITS_KEPT:]}
        case facts.CollaboratorAdded():
            return {"collaborators": (*complaint.collaborators, body.collaborator)}
        case facts.CollaboratorRemoved():
            return {"collaborators": tuple(one for one in complaint.collaborators if one.agent != body.agent)}
        case facts.Transferred():
            return {"queue": body.queue, "last_agent": None, **_released(since=complaint.waiting_since)}
        case facts.Reclassified():
            return {"classification": body.classification}
        case facts.SeveritySet():
            return {"severity_by": body.severity_by, "severity": body.severity_by.severity}
        case facts.Escalated():
            return {"escalation": body.escalation, "severity": body.severity}
        case facts.WaitStarted():
            return {"wait": body.wait, "status": Status.WAITING_CUSTOMER, "lease": None}
        case facts.WaitEnded():
            return {"wait": None, **_released(since=at)}
        case facts.Resolved():
            return {
                "status": Status.RESOLVED,
                "answered_at": complaint.answered_at or at,
                "resolution": body.resolution,
                "close_at": body.close_at,
                "lease": None,
                "wait": None,
                "tasks": (),
                "resolutions": complaint.resolutions + 1,
            }
        case facts.Reopened():
            ended = {
                "resolution": None,
                "close_at": None,
                "escalation": None,
                "survey": asked_no_more(complaint.survey),
                "visits": called_off(complaint.visits, why=VisitCancelReason.REOPENED),
            }
            return {**ended, "reopened": complaint.reopened + 1, **_released(since=at)}
        case facts.Closed():
            return {"status": Status.CLOSED, "close_at": None}
        case facts.SurveyScheduled():
            return {"survey": body.survey, "earlier_surveys": earlier_surveys(complaint)}
        case (
            facts.SurveyCancelled()
            | facts.SurveySkipped()
            | facts.SurveyPostponed()
            | facts.SurveySent()
            | facts.SurveyDelivered()
            | facts.SurveyReminded()
            | facts.SurveyExpired()
            | facts.SurveyReturned()
            | facts.SurveyAnswered()
            | facts.SurveyHeard()
        ):
            return {"survey": with_fact(complaint.survey, body, at)}
        case facts.VisitPlanned():
            return {"visits": planned(complaint.visits, body.visit)}
        case facts.VisitDue() | facts.VisitTried() | facts.VisitMessaged() | facts.VisitDone() | facts.VisitCancelled():
            return {"visits": with_visit_fact(complaint.visits, body, at)}
        case facts.Rerouted() | facts.Undelivered() | facts.SplitOff() | facts.SplitFrom() | facts.OriginalOpened():
            return {}
        case facts.TaskSet():
            return {"tasks": (*complaint.tasks, body.task)}
        case facts.TaskDone():
            return {"tasks": tuple(task for task in complaint.tasks if task.id != body.task.id)}
        case (
            facts.Linked()
            | facts.Unlinked()
            | facts.ClusterChanged()
            | facts.Suggested()
            | facts.SuggestionDismissed()
            | facts.Merged()
            | facts.Absorbed()
            | facts.Unmerged()
            | facts.Separated()
        ):
            return with_matter_fact(complaint, body, at)
        case facts.FlowStarted() | facts.FlowAdvanced() | facts.FlowCancelled():
            return {"flows": _with_flow(complaint.flows, body.flow)}
        case facts.AfterSalePushed():
            return {"aftersale": _with_sale(complaint.aftersale, body.sale)}
        case facts.CompensationProposed() | facts.CompensationOffered() | facts.CompensationDecided():
            return {"compensations": _with_compensation(complaint.compensations, body.compensation)}
        case _:
            assert_never(body)


def _reassessed(complaint: Complaint, assessment: Assessment) -> dict[str, Any]:
    """A person's correction outlives a new assessment."""
    if complaint.classification.decided_by != "model":
        return {"assessment": assessment}
    return {"assessment": assessment, "classification": classified(assessment)}


def _released(*, since: datetime) -> dict[str, Any]:
    """A colleague's hold does not make the customer's wait any shorter: ``since`` survives it."""
    return {"lease": None, "status": Status.WAITING, "waiting_since": since}


def _with_clocks(present: tuple[Clock, ...], changed: tuple[Clock, ...]) -> tuple[Clock, ...]:
    by_kind = {clock.kind: clock for clock in present} | {clock.kind: clock for clock in changed}
    return tuple(by_kind.values())


def _with_flow(present: tuple[FlowRun, ...], changed: FlowRun) -> tuple[FlowRun, ...]:
    return tuple(({one.id: one for one in present} | {changed.id: changed}).values())


def _with_sale(present: AfterSale | None, told: AfterSale) -> AfterSale:
    """A later push may leave out what an earlier one said."""
    return present.model_copy(update=told.model_dump(exclude_none=True)) if present else told


def _with_compensation(present: tuple[Compensation, ...], changed: Compensation) -> tuple[Compensation, ...]:
    return tuple(({one.id: one for one in present} | {changed.id: changed}).values())


def _with_message(complaint: Complaint, message: Message) -> dict[str, Any]:
    kept = (*complaint.messages, digest(message))[-DIGESTS_KEPT:]
    return {"messages": kept, "message_count": complaint.message_count + 1}
