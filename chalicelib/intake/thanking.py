"""Thanks to who answers a survey in the conversation, where no page says it. Pure."""

from __future__ import annotations

from datetime import datetime

from chalicelib import letters
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.message import Direction, Inbound
from chalicelib.model.survey import Survey, SurveyAnswer, SurveyState
from chalicelib.surveys.hearing import heard


def thanks(complaint: Complaint, inbound: Inbound, given: SurveyAnswer, *, effect: str) -> tuple[Effect, ...]:
    """For an answer that counts."""
    letter = letters.survey_thanks(
        complaint.language, complaint_id=complaint.id, subject=complaint.subject, is_unhappy=given.is_unhappy
    )
    return _owed(complaint, inbound, letter, effect=effect, now=given.at)


def too_late(complaint: Complaint, inbound: Inbound, *, effect: str, now: datetime) -> tuple[Effect, ...]:
    """For an answer after the survey's time, once: whoever goes on is only kept, and so is who has answered."""
    survey = complaint.survey
    if survey is None or not _is_over(survey, now=now) or _was_told(complaint, survey):
        return ()
    letter = letters.survey_over(complaint.language, complaint_id=complaint.id, subject=complaint.subject)
    return _owed(complaint, inbound, letter, effect=effect, now=now)


def _is_over(survey: Survey, *, now: datetime) -> bool:
    return survey.state is SurveyState.EXPIRED or (survey.state is SurveyState.SENT and now >= survey.expires_at)


def _was_told(complaint: Complaint, survey: Survey) -> bool:
    since = (one for one in complaint.messages if one.direction is Direction.INBOUND and one.at >= survey.expires_at)
    return any(heard(one.text) for one in since)


def _owed(
    complaint: Complaint, inbound: Inbound, letter: letters.Letter, *, effect: str, now: datetime
) -> tuple[Effect, ...]:
    """Where the answer came from, when that place has a way back and its sender is not forged."""
    if inbound.reply_to is None or not inbound.is_authentic or not complaint.is_trusted:
        return ()
    owed = Effect(
        id=effect,
        complaint=complaint.id,
        shop=complaint.shop,
        kind=EffectKind.SURVEY_THANKS,
        to=inbound.reply_to,
        subject=letter.subject,
        text=letter.text,
        language=complaint.language,
        created_at=now,
        next_attempt_at=now,
    )
    return (owed,)
