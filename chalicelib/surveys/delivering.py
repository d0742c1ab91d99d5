"""What the outbox means for a survey: whether it may still leave, that it has arrived, that it reached nobody. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft, Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.identity import SYSTEM
from chalicelib.model.settings import Settings
from chalicelib.model.survey import Question, SkipReason, Survey, SurveyState

from .eligibility import matter_is_closed_to_surveys
from .persons import ASKED, RECOMMENDED, given_back, identities, prolonged
from .plans import plan_book
from .timing import sendable_from
from .visiting import why_no_longer_visited

ASKING: Final = frozenset({EffectKind.SURVEY, EffectKind.SURVEY_REMINDER, EffectKind.VISIT})
"""What asks customers something after a resolution: by day, and only as long as it is still wanted."""


def why_no_longer(complaint: Complaint, effect: Effect, *, now: datetime) -> str | None:
    """Between being owed and leaving, the complaint may have been reopened, or the survey answered."""
    if effect.kind is EffectKind.VISIT:
        return why_no_longer_visited(complaint, effect)
    survey, book = complaint.survey, plan_book()
    if survey is None or survey.state is not SurveyState.SENT or complaint.status.is_open:
        return "the survey was cancelled"
    if matter_is_closed_to_surveys(complaint, privacy=book.privacy):
        return "such a matter is not followed by a survey"
    if now >= survey.expires_at:
        return "the survey is over"
    latest = survey.sent_at + book.reminder.at_the_latest if survey.sent_at else None
    if effect.kind is EffectKind.SURVEY_REMINDER and latest and now > latest:
        return "it is too late to remind anybody"
    return None


def leaves_at(complaint: Complaint, *, now: datetime, settings: Settings) -> datetime:
    """Now, or the next good hour: what is tried again goes on doing so by day."""
    if settings.survey_delay_seconds is not None:
        return now
    book = plan_book()
    return sendable_from(now, book.place_of(complaint), book.window)


def carries_survey(complaint: Complaint, effect: Effect) -> bool:
    """It is the invitation to the complaint's present survey."""
    return complaint.survey is not None and complaint.survey.invitation == effect.id


def delivered(complaint: Complaint, done: Effect, *, attempted: Effect, once: Sequence[Once], now: datetime) -> Change:
    """``done`` is the invitation that has arrived; ``once`` makes answers to it findable.

    The pause counts from here: between being owed and arriving there may be a night, or a week off.
    """
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    survey = complaint.survey
    if survey is None or survey.cool_until is None:
        draft.say(facts.SurveyDelivered(channel=done.to.channel))
        return draft.change(effects=[done], once=once, attempted=attempted)
    until = now + plan_book().cool_down
    draft.say(facts.SurveyDelivered(channel=done.to.channel, cool_until=until))
    return draft.change(effects=[done], once=[*once, *_prolonged(draft.now, survey, until=until)], attempted=attempted)


def _prolonged(complaint: Complaint, survey: Survey, *, until: datetime) -> tuple[Once, ...]:
    book, before = plan_book(), survey.cool_until or until
    lasting = {ASKED: until}
    if Question.RECOMMEND in survey.asks:
        lasting[RECOMMENDED] = until - book.cool_down + book.recommend_cool_down
    names = identities(complaint)
    return tuple(
        row
        for kind, expires_at in lasting.items()
        for row in prolonged(names, kind, survey=survey.id, before=before, until=until, expires_at=expires_at)
    )


def undelivered(draft: Draft, effect: Effect) -> tuple[Once, ...]:
    """Who could not be reached was not asked, and may be asked about another complaint; who may have been, was."""
    survey = draft.now.survey
    if survey is None or not carries_survey(draft.now, effect) or survey.state is not SurveyState.SENT:
        return ()
    draft.say(facts.SurveySkipped(reason=SkipReason.UNDELIVERABLE))
    if survey.cool_until is None or effect.may_have_arrived:
        return ()
    kinds = (ASKED, RECOMMENDED) if Question.RECOMMEND in survey.asks else (ASKED,)
    names, until = identities(draft.now), survey.cool_until
    return tuple(row for kind in kinds for row in given_back(names, kind, survey=survey.id, until=until, now=draft.at))
