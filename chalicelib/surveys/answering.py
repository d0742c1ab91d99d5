"""An answer is taken once, within its time."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Conflict, NotFound
from chalicelib.model.survey import Survey, SurveyState


class AlreadyAnswered(Conflict):
    code = "survey_answered"


class SurveyExpired(Conflict):
    code = "survey_expired"


def check_answer(complaint: Complaint, survey: str, *, now: datetime) -> Survey:
    """The survey if it may be answered now.

    Raises ``AlreadyAnswered``, ``SurveyExpired`` (late, cancelled, about an earlier resolution) or ``NotFound``.
    """
    present = complaint.survey
    named = next((one for one in (present, *complaint.earlier_surveys) if one and one.id == survey), None)
    if named is None:
        raise NotFound("there is no such survey")
    if named.state is SurveyState.ANSWERED:
        raise AlreadyAnswered("this survey has been answered")
    if named is not present or named.state is not SurveyState.SENT or now >= named.expires_at:
        raise SurveyExpired("this survey is closed")
    return named
