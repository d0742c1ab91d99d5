"""The fold of a survey: what each fact makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, assert_never

from . import event as facts
from .survey import Survey, SurveyState

if TYPE_CHECKING:
    from .complaint import Complaint

EARLIER_KEPT: Final = 5
SurveyFact = (
    facts.SurveyCancelled
    | facts.SurveySkipped
    | facts.SurveyPostponed
    | facts.SurveySent
    | facts.SurveyDelivered
    | facts.SurveyReminded
    | facts.SurveyExpired
    | facts.SurveyReturned
    | facts.SurveyAnswered
    | facts.SurveyHeard
)


def with_fact(survey: Survey | None, body: SurveyFact, at: datetime) -> Survey:
    if survey is None:
        raise TypeError("no survey to change")
    return survey.model_copy(update=_changes(survey, body, at))


def _changes(survey: Survey, body: SurveyFact, at: datetime) -> dict[str, Any]:  # noqa: C901, PLR0911 - a row an event
    match body:
        case facts.SurveyCancelled():
            return {"state": SurveyState.CANCELLED, "why": body.reason.value}
        case facts.SurveySkipped():
            return {"state": SurveyState.SKIPPED, "why": body.reason.value}
        case facts.SurveyPostponed():
            return {"due_at": body.until}
        case facts.SurveySent():
            told = body.model_dump(include={"channel", "invitation", "remind_at", "cool_until"})
            expires = body.expires_at or survey.expires_at
            return {**told, "asks": body.asks, "expires_at": expires, "state": SurveyState.SENT, "sent_at": at}
        case facts.SurveyDelivered():
            return {"delivered_at": at, "channel": body.channel, "cool_until": body.cool_until or survey.cool_until}
        case facts.SurveyReturned():
            return {"delivered_at": None}
        case facts.SurveyReminded():
            return {"remind_at": None, "reminded_at": at if body.channel else None}
        case facts.SurveyExpired():
            return {"state": SurveyState.EXPIRED}
        case facts.SurveyAnswered():
            return {"state": SurveyState.ANSWERED, "answer": body.answer}
        case facts.SurveyHeard():
            return {"themes": tuple(one.value for one in body.themes), "heard_at": at}
        case _:
            assert_never(body)


def earlier_surveys(complaint: Complaint) -> tuple[Survey, ...]:
    """With the present one, before another takes its place; what customers wrote stays in the history."""
    if complaint.survey is None:
        return complaint.earlier_surveys
    present = asked_no_more(complaint.survey)
    if present and present.answer:
        present = present.model_copy(update={"answer": present.answer.model_copy(update={"text": ""})})
    return (*complaint.earlier_surveys, *((present,) if present else ()))[-EARLIER_KEPT:]


def asked_no_more(survey: Survey | None) -> Survey | None:
    """No further round."""
    return survey.model_copy(update={"again_at": None}) if survey and survey.again_at else survey
