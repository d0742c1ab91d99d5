"""What a commit says of surveys, counted on the day it was said: from the events alone, so a recount gives the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Tally
from chalicelib.model.survey import CancelReason, Question, Survey, SurveyAnswer
from chalicelib.model.surveying import SurveyFact

from .days import day_of
from .naming import number as number_of

SATISFACTION: Final = "satisfaction"
_MERGED: Final = ("cancelled", f"cancelled_{CancelReason.MERGED}")


def survey_tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    for event in change.events:
        day = day_of(event.at, zone)
        for number, by in _counted(change, event.body):
            yield Tally(report=SATISFACTION, day=day, number=number, by=by)


def _counted(change: Change, body: facts.Body) -> Iterator[tuple[str, int]]:
    """A merge withdraws the survey of the one that is merged, and undoing it plans it again."""
    if isinstance(body, facts.SurveyScheduled | SurveyFact):
        yield from ((number, 1) for number in numbers_of(body))
        if isinstance(body, facts.SurveyAnswered) and change.after.survey:
            yield from _by_agent(change.after.survey.agent, body.answer)
        if isinstance(body, facts.SurveyReturned):
            yield "delivered", -1
    elif isinstance(body, facts.Merged) and change.before and _is_pending(change.before.survey):
        yield from ((number, 1) for number in _MERGED)
    elif isinstance(body, facts.Unmerged) and _is_pending(body.standing.survey):
        yield from ((number, -1) for number in _MERGED)


def _by_agent(agent: str, answer: SurveyAnswer) -> Iterator[tuple[str, int]]:
    """Credited to whoever resolved it."""
    if agent and answer.score is not None:
        yield number_of(f"{Question.SCORE}_{answer.score}", "agent", agent), 1


def _is_pending(survey: Survey | None) -> bool:
    return survey is not None and survey.is_pending


def numbers_of(body: facts.SurveyScheduled | SurveyFact) -> tuple[str, ...]:  # noqa: C901, PLR0911 - a row a fact
    """The numbers that one fact raises by one."""
    match body:
        case facts.SurveyScheduled():
            return ("scheduled",)
        case facts.SurveyCancelled():
            return ("cancelled", f"cancelled_{body.reason}")
        case facts.SurveySkipped():
            return ("skipped", f"skipped_{body.reason}")
        case facts.SurveyPostponed():
            return ()
        case facts.SurveySent():
            return ("sent",)
        case facts.SurveyDelivered():
            return ("delivered",)
        case facts.SurveyReturned():
            return ("returned",)
        case facts.SurveyReminded():
            return ("reminded",) if body.channel else ()
        case facts.SurveyExpired():
            return ("expired",)
        case facts.SurveyAnswered():
            return ("answered", *_given(body.answer))
        case facts.SurveyHeard():
            return tuple(f"theme_{theme}" for theme in body.themes)
        case _:
            assert_never(body)


def _given(answer: SurveyAnswer) -> Iterator[str]:
    for question in Question:
        value = getattr(answer, question.value)
        if question is not Question.TEXT and value is not None:
            yield f"{question}_{value}"
    if answer.is_promoter:
        yield "promoters"
    if answer.is_unhappy:
        yield "unhappy"
