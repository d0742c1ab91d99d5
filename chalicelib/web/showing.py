"""From words to shapes. Pure. What leaves in a list is masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from chalicelib.aftersales.flows import flow_book
from chalicelib.matters.linking import open_suggestions
from chalicelib.model.compensation import Compensation
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from chalicelib.model.flow import FlowRun
from chalicelib.model.message import Message
from chalicelib.routing.deadlines import remaining_seconds
from chalicelib.routing.explanation import explain
from chalicelib.routing.promise_book import reason_in
from chalicelib.routing.titles import Language
from chalicelib.store import Dossier

from . import clock_shapes, complaint_shapes, matter_shapes
from .compensation_shapes import CompensationShape
from .conversation_showing import delivery_shape, message_shape, messages_shown, reply_window
from .flow_shapes import AfterSaleShape, FlowShape
from .masking import masked_complaint
from .routing_showing import routing_shape
from .survey_showing import survey_shape, visit_shape

EVENTS_SHOWN: Final = 300
"""The newest; ``GET …/history`` has them all."""


def complaint_shape(complaint: Complaint, *, now: datetime, language: Language) -> complaint_shapes.ComplaintShape:
    return complaint_shapes.ComplaintShape(**_complaint(complaint, now=now, language=language))


def listed(complaint: Complaint, *, now: datetime, language: Language) -> complaint_shapes.ComplaintShape:
    """As in a list: personal data masked, the newest message only."""
    shown = complaint_shape(complaint, now=now, language=language)
    return masked_complaint(shown.model_copy(update={"messages": shown.messages[-1:]}))


def complaint_file(
    dossier: Dossier, *, now: datetime, merged: Mapping[str, tuple[Message, ...]], language: Language
) -> complaint_shapes.ComplaintFileShape:
    """``merged``: the messages of those that were merged into it, shown with its own in the order of time."""
    shown = _complaint(dossier.complaint, now=now, language=language)
    return complaint_shapes.ComplaintFileShape(
        **shown
        | {
            "messages": messages_shown(dossier, merged),
            "reply_window": reply_window(dossier, now=now),
            "deliveries": tuple(map(delivery_shape, dossier.effects)),
            "history": tuple(map(event_shape, dossier.events[-EVENTS_SHOWN:])),
        }
    )


def _complaint(complaint: Complaint, *, now: datetime, language: Language) -> dict[str, Any]:
    plain = complaint.model_dump(
        include={
            "id", "version", "shop", "status", "channel", "account", "language", "subject", "severity", "severity_by",
            "escalation",
            "signals", "queue", "message_count", "waiting_since", "created_at", "updated_at",
            "customer", "order", "lease", "offer", "collaborators", "wait", "resolution", "merged_into",
        }
    )  # fmt: skip
    return plain | {
        "signals": complaint.signals,
        "routing": routing_shape(complaint.routing, assessment=complaint.assessment, language=language),
        "assignee": complaint.assignee,
        "reply_channel": complaint.reply_to.channel if complaint.reply_to else None,
        "category": _category(complaint),
        "clocks": tuple(map(partial(clock_shape, now=now), complaint.clocks)),
        "entitlements": tuple(_entitlements(complaint)),
        "cluster": _cluster(complaint),
        "flows": tuple(map(flow_shape, complaint.flows)),
        "aftersale": _aftersale(complaint),
        "compensations": tuple(map(compensation_shape, complaint.compensations)),
        "messages": tuple(message_shape(one) for one in complaint.messages),
        "survey": survey_shape(complaint.id, complaint.survey) if complaint.survey else None,
        "visit": visit_shape(complaint.id, complaint.visit) if complaint.visit else None,
        "tasks": tuple(complaint_shapes.TaskShape(**one.model_dump()) for one in complaint.tasks),
    }


def _entitlements(complaint: Complaint) -> Iterator[complaint_shapes.EntitlementShape]:
    """One for each remedy, with deadlines, payer and evidence of the matter that gives it."""
    record = complaint.entitlements
    if record is None:
        return
    for remedy in record.entitled:
        part = next((one for one in record.parts if remedy in one.entitled), record)
        yield complaint_shapes.EntitlementShape(
            remedy=remedy,
            conditional=part.conditional,
            payer=part.payer,
            deadlines=tuple(complaint_shapes.EntitlementDeadlineShape(**one.model_dump()) for one in part.deadlines),
            evidence=part.evidence,
            amounts=part.amounts,
            rules=part.rules,
        )


def _cluster(complaint: Complaint) -> matter_shapes.ClusterShape:
    return matter_shapes.ClusterShape(
        id=complaint.cluster[0] if complaint.cluster else None,
        members=complaint.cluster,
        links=tuple(matter_shapes.LinkShape(**one.model_dump()) for one in complaint.links),
        merged=complaint.absorbed,
        suggestions=tuple(matter_shapes.SuggestionShape(**one.model_dump()) for one in open_suggestions(complaint)),
    )


def flow_shape(run: FlowRun) -> FlowShape:
    following = flow_book().flow(run.flow).step(run.current.step).next if run.current else ()
    return FlowShape(**run.model_dump(), next=following)


def _aftersale(complaint: Complaint) -> AfterSaleShape | None:
    return AfterSaleShape(**complaint.aftersale.model_dump(mode="json")) if complaint.aftersale else None


def compensation_shape(one: Compensation) -> CompensationShape:
    return CompensationShape(**one.model_dump(mode="json"))


def _category(complaint: Complaint) -> complaint_shapes.ClassificationShape:
    classified = complaint.classification
    return complaint_shapes.ClassificationShape(
        primary=classified.primary,
        labels=classified.labels,
        confidence=classified.confidence,
        evidence=tuple(complaint_shapes.EvidenceShape(**one.model_dump()) for one in complaint.assessment.evidence),
        decided_by=classified.decided_by,
        model=complaint.assessment.model,
        lexicon=complaint.assessment.lexicon,
    )


def clock_shape(clock: Any, *, now: datetime, language: Any = None) -> clock_shapes.ClockShape:
    """With ``language`` the steps are explained in it."""
    return clock_shapes.ClockShape(
        kind=clock.kind,
        started_at=clock.started_at,
        due_at=clock.due_at,
        state=clock.state,
        remaining_seconds=remaining_seconds(clock, now=now),
        reason=reason_in(language, policy=clock.policy, otherwise=clock.reason) if language else clock.reason,
        policy=clock.policy,
        provisional=clock.is_provisional,
        stopped_at=clock.stopped_at,
        breached_at=clock.breached_at,
        steps=explain(clock, now=now, language=language) if language else None,
    )


def event_shape(event: Event) -> complaint_shapes.EventShape:
    return complaint_shapes.EventShape(
        at=event.at,
        type=event.body.type,
        actor=event.actor.kind,
        actor_id=event.actor.id,
        facts=event.body.model_dump(mode="json", exclude={"type"}, exclude_none=True),
    )
