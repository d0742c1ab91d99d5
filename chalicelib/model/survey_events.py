"""Asking afterwards: surveys and visits."""

from __future__ import annotations

from typing import Literal

from .assessment import Category
from .base import Instant, Word
from .survey import USUAL, CancelReason, Question, SkipReason, Survey, SurveyAnswer
from .visit import Visit, VisitCancelReason, VisitOutcome


class SurveyScheduled(Word):
    type: Literal["survey_scheduled"] = "survey_scheduled"
    survey: Survey


class SurveyCancelled(Word):
    type: Literal["survey_cancelled"] = "survey_cancelled"
    reason: CancelReason


class SurveySkipped(Word):
    """It was due and could not be asked, or was asked and reached nobody."""

    type: Literal["survey_skipped"] = "survey_skipped"
    reason: SkipReason


class SurveyPostponed(Word):
    """It was due at an hour, or at a time, in which nobody is asked."""

    type: Literal["survey_postponed"] = "survey_postponed"
    until: Instant
    why: str


class SurveySent(Word):
    """Handed to the outbox. The other fields are those of ``Survey``."""

    type: Literal["survey_sent"] = "survey_sent"
    channel: str
    invitation: str = ""
    asks: tuple[Question, ...] = USUAL
    expires_at: Instant | None = None
    remind_at: Instant | None = None
    cool_until: Instant | None = None


class SurveyDelivered(Word):
    """A channel has taken the invitation; the pause until its person is asked again begins now (``cool_until``)."""

    type: Literal["survey_delivered"] = "survey_delivered"
    channel: str
    cool_until: Instant | None = None


class SurveyReturned(Word):
    """The invitation had been taken, and came back: nobody has read it."""

    type: Literal["survey_returned"] = "survey_returned"
    why: str


class SurveyReminded(Word):
    """Asked once more, or not (``why``) because it would come too late to be a reminder."""

    type: Literal["survey_reminded"] = "survey_reminded"
    channel: str | None = None
    why: str = ""


class SurveyExpired(Word):
    """Nobody answered in time."""

    type: Literal["survey_expired"] = "survey_expired"


class SurveyAnswered(Word):
    type: Literal["survey_answered"] = "survey_answered"
    answer: SurveyAnswer


class SurveyHeard(Word):
    """What was written in the answer has been understood."""

    type: Literal["survey_heard"] = "survey_heard"
    themes: tuple[Category, ...] = ()


class VisitPlanned(Word):
    """A person is to ask whether the solution holds; ``why`` where a person wanted it."""

    type: Literal["visit_planned"] = "visit_planned"
    visit: Visit
    why: str = ""


class VisitDue(Word):
    """Its hour has come; ``is_reminder``: and passed without anybody calling."""

    type: Literal["visit_due"] = "visit_due"
    is_reminder: bool = False
    remind_at: Instant | None = None


class VisitTried(Word):
    """Nobody answered. ``due_at`` is the next try; without one a message follows."""

    type: Literal["visit_tried"] = "visit_tried"
    due_at: Instant | None = None
    remind_at: Instant | None = None


class VisitMessaged(Word):
    """The message takes the place of the call."""

    type: Literal["visit_messaged"] = "visit_messaged"
    effect: str
    answer_until: Instant


class VisitDone(Word):
    """``by`` is the agent who talked to the customer; empty when the message was not answered."""

    type: Literal["visit_done"] = "visit_done"
    outcome: VisitOutcome
    note: str = ""
    by: str = ""


class VisitCancelled(Word):
    type: Literal["visit_cancelled"] = "visit_cancelled"
    reason: VisitCancelReason
    why: str = ""
