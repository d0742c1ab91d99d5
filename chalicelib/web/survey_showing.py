"""Surveys and visits as shapes. Pure. What leaves in a list is masked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from chalicelib.model.survey import Survey
from chalicelib.model.visit import Visit

from .masking import masked
from .survey_shapes import SurveyShape
from .visit_shapes import VisitShape

_SURVEY_SHOWN: Final = set(Survey.model_fields) & set(SurveyShape.model_fields) - {"why"}
_VISIT_SHOWN: Final = set(Visit.model_fields) & set(VisitShape.model_fields) - {"why"}


def survey_shape(complaint: str, survey: Survey) -> SurveyShape:
    answer = survey.answer
    return SurveyShape(
        **survey.model_dump(include=_SURVEY_SHOWN),
        **(answer.model_dump(exclude={"at"}) if answer else {}),
        complaint=complaint,
        answered_at=answer.at if answer else None,
        why=survey.why or None,
    )


def listed_survey(complaint: str, survey: Survey) -> SurveyShape:
    shown = survey_shape(complaint, survey)
    return shown.model_copy(update={"text": masked(shown.text) if shown.text else shown.text})


def visit_shape(complaint: str, visit: Visit) -> VisitShape:
    return VisitShape(
        **visit.model_dump(include=_VISIT_SHOWN),
        complaint=complaint,
        every_days=visit.every / timedelta(days=1) if visit.every else None,
        why=visit.why or None,
    )


def listed_visit(complaint: str, visit: Visit) -> VisitShape:
    return visit_shape(complaint, visit.model_copy(update={"note": masked(visit.note)}))
