"""An answer is taken once, within its time."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Conflict, NotFound
from chalicelib.model.identity import CUSTOMER
from chalicelib.model.settings import Settings
from chalicelib.model.survey import Survey, SurveyAnswer, SurveyState

from .numbers import tally


class AlreadyAnswered(Conflict):
    code = "survey_answered"


class SurveyExpired(Conflict):
    code = "survey_expired"


def check_answer(complaint: Complaint, survey: str, *, now: datetime) -> Survey:
    """The survey if it may be answered now.

    Raises ``NotFound`` (another resolution's), ``AlreadyAnswered`` or ``SurveyExpired`` (late or cancelled).
    """
    present = complaint.survey
    if present is None or present.id != survey:
        raise NotFound("this survey is no longer open")
    if present.state is SurveyState.ANSWERED:
        raise AlreadyAnswered("this survey has been answered")
    if present.state is not SurveyState.SENT or now >= present.expires_at:
        raise SurveyExpired("this survey is closed")
    return present


def answer(complaint: Complaint, survey: str, given: SurveyAnswer, *, now: datetime, settings: Settings) -> Change:
    """Raises as ``check_answer`` does."""
    check_answer(complaint, survey, now=now)
    draft = Draft(before=complaint, actor=CUSTOMER, at=now)
    draft.say(facts.SurveyAnswered(answer=given))
    counted = ("answered", f"score_{given.score}", f"solved_{given.solved.value}")
    return draft.change(tallies=[tally(now, number, settings=settings) for number in counted])
