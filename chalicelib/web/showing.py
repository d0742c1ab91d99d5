"""From words to shapes. Pure. What leaves in a list is masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from chalicelib.aftersales.flows import flow_book
from chalicelib.matters.linking import open_suggestions
from chalicelib.model.compensation import Compensation
from chalicelib.model.complaint import Complaint, digest
from chalicelib.model.effect import Effect, EffectState, remaining
from chalicelib.model.event import Event, SplitOff
from chalicelib.model.flow import FlowRun
from chalicelib.model.message import Attachment, Message
from chalicelib.model.survey import Survey
from chalicelib.model.visit import Visit
from chalicelib.routing.deadlines import remaining_seconds
from chalicelib.routing.explanation import explain
from chalicelib.routing.promises import reason_in
from chalicelib.routing.titles import Language
from chalicelib.store import Dossier
from chalicelib.understanding.privacy import mask

from . import clock_shapes, complaint_shapes, conversation_shapes, matter_shapes
from .compensation_shapes import CompensationShape
from .flow_shapes import AfterSaleShape, FlowShape
from .masking import masked_complaint
from .routing_showing import routing_shape
from .visit_shapes import VisitShape

CHARACTERS_SHOWN: Final = 600_000
"""Of all messages of a complaint together: an answer of Lambda holds 6 MB, and a Chinese character is three bytes."""
EVENTS_SHOWN: Final = 300
"""The newest; ``GET …/history`` has them all."""


def masked(text: str) -> str:
    return mask(text).text


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
            "messages": tuple(_within_budget(_with_merged(dossier, merged), split=_split_off(dossier))),
            "reply_window": _reply_window(dossier, now=now),
            "deliveries": tuple(map(_delivery, dossier.effects)),
            "history": tuple(map(event_shape, dossier.events[-EVENTS_SHOWN:])),
        }
    )


def _reply_window(dossier: Dossier, *, now: datetime) -> conversation_shapes.ReplyWindowShape | None:
    if (to := dossier.complaint.reply_to) is None:
        return None
    left = remaining(to, dossier.effects)
    is_open = (to.open_until is None or now <= to.open_until) and left != 0
    return conversation_shapes.ReplyWindowShape(
        is_open=is_open, open_until=to.open_until, takes=to.takes, remaining=left
    )


def _with_merged(dossier: Dossier, merged: Mapping[str, tuple[Message, ...]]) -> list[tuple[str | None, Message]]:
    """(where it is kept if not here, message), oldest first."""
    own: list[tuple[str | None, Message]] = [(None, message) for message in dossier.messages]
    here = {message.id for message in dossier.messages}
    others = [
        (complaint, message) for complaint, messages in merged.items() for message in messages if message.id not in here
    ]
    return sorted([*own, *others], key=lambda kept: kept[1].at) if others else own


def _split_off(dossier: Dossier) -> dict[str, str]:
    """Message → the complaint as which it goes on."""
    splits = (event.body for event in dossier.events if isinstance(event.body, SplitOff))
    return {message: body.complaint for body in splits for message in body.messages}


def _within_budget(
    messages: Sequence[tuple[str | None, Message]], *, split: Mapping[str, str]
) -> Iterator[conversation_shapes.MessageShape]:
    """Oldest first; where all together would be too much for one answer, older ones are cut and say so."""
    left = CHARACTERS_SHOWN
    shown = []
    for complaint, message in reversed(messages):
        whole = len(message.text) + len(message.quoted or "")
        shape = message_shape(message if whole <= left else digest(message))
        shown.append(shape.model_copy(update={"complaint": complaint, "split_into": split.get(message.id)}))
        left -= min(whole, left)
    yield from reversed(shown)


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


def message_shape(message: Message) -> conversation_shapes.MessageShape:
    shown = message.model_dump(
        include={
            "id", "direction", "text", "truncated", "at", "author", "channel", "subject", "quoted",
            "revision_of", "is_automatic", "notes",
        }
    )  # fmt: skip
    return conversation_shapes.MessageShape(**shown, attachments=tuple(map(_attachment, message.attachments)))


def _attachment(one: Attachment) -> conversation_shapes.AttachmentShape:
    return conversation_shapes.AttachmentShape(
        name=one.name, content_type=one.content_type, size=one.size, stored=one.object is not None
    )


_SURVEY_SHOWN: Final = set(Survey.model_fields) & set(complaint_shapes.SurveyShape.model_fields) - {"why"}


def survey_shape(complaint: str, survey: Survey) -> complaint_shapes.SurveyShape:
    answer = survey.answer
    return complaint_shapes.SurveyShape(
        **survey.model_dump(include=_SURVEY_SHOWN),
        **(answer.model_dump(exclude={"at"}) if answer else {}),
        complaint=complaint,
        answered_at=answer.at if answer else None,
        why=survey.why or None,
    )


def listed_survey(complaint: str, survey: Survey) -> complaint_shapes.SurveyShape:
    shown = survey_shape(complaint, survey)
    return shown.model_copy(update={"text": masked(shown.text) if shown.text else shown.text})


_VISIT_SHOWN: Final = set(Visit.model_fields) & set(VisitShape.model_fields) - {"why"}


def visit_shape(complaint: str, visit: Visit) -> VisitShape:
    return VisitShape(
        **visit.model_dump(include=_VISIT_SHOWN),
        complaint=complaint,
        every_days=visit.every / timedelta(days=1) if visit.every else None,
        why=visit.why or None,
    )


def listed_visit(complaint: str, visit: Visit) -> VisitShape:
    return visit_shape(complaint, visit.model_copy(update={"note": masked(visit.note)}))


def event_shape(event: Event) -> complaint_shapes.EventShape:
    return complaint_shapes.EventShape(
        at=event.at,
        type=event.body.type,
        actor=event.actor.kind,
        actor_id=event.actor.id,
        facts=event.body.model_dump(mode="json", exclude={"type"}, exclude_none=True),
    )


def _delivery(effect: Effect) -> conversation_shapes.DeliveryShape:
    is_open = effect.state in (EffectState.PENDING, EffectState.SENDING)
    return conversation_shapes.DeliveryShape(
        id=effect.id,
        kind=effect.kind,
        state=effect.state,
        channel=effect.to.channel,
        way=effect.way,
        tried=tuple(conversation_shapes.TriedShape(**one.model_dump()) for one in effect.tried),
        message=effect.message,
        attempts=effect.attempts,
        created_at=effect.created_at,
        done_at=effect.done_at,
        next_attempt_at=effect.next_attempt_at if is_open else None,
        last_error=effect.last_error,
    )
