"""A survey is scheduled with every resolution, cancelled by every reopening, and asked when its time comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib import letters
from chalicelib.model import event as facts
from chalicelib.model.assessment import Severity
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import Effect, EffectKind, Timer
from chalicelib.model.identity import SYSTEM
from chalicelib.model.settings import Settings
from chalicelib.model.survey import Survey, SurveyState

from .numbers import tally


def schedule(draft: Draft, *, survey: str, agent: str, settings: Settings) -> None:
    """Credited to the agent who resolves now, whoever holds the complaint later."""
    due = draft.at + timedelta(seconds=settings.survey_delay_seconds)
    draft.say(
        facts.SurveyScheduled(
            survey=Survey(
                id=survey,
                state=SurveyState.SCHEDULED,
                due_at=due,
                expires_at=due + timedelta(seconds=settings.survey_valid_seconds),
                agent=agent,
            )
        )
    )


def cancel(draft: Draft, *, why: str) -> None:
    """Whatever is not answered yet is no longer asked."""
    survey = draft.now.survey
    if survey and survey.state in (SurveyState.SCHEDULED, SurveyState.SENT):
        draft.say(facts.SurveyCancelled(why=why))


def ask(
    complaint: Complaint,
    *,
    timer: Timer,
    now: datetime,
    effect: str,
    survey_url: Callable[[str, str], str],
    settings: Settings,
) -> Change:
    """The survey's time has come. ``survey_url`` makes the signed link from complaint and survey id."""
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    survey, reply_to = complaint.survey, complaint.reply_to
    if why_not := _why_not(complaint):
        draft.say(facts.SurveySkipped(why=why_not))
        return draft.change(fired=timer)
    if survey is None or reply_to is None:
        raise TypeError("a survey timer without a survey, or an address that went missing")
    draft.say(facts.SurveySent(channel=reply_to.channel))
    letter = letters.survey_invitation(
        complaint.language,
        complaint_id=complaint.id,
        subject=complaint.subject,
        survey_url=survey_url(complaint.id, survey.id),
    )
    invitation = Effect(
        id=effect,
        complaint=complaint.id,
        shop=complaint.shop,
        kind=EffectKind.SURVEY,
        to=reply_to,
        subject=letter.subject,
        text=letter.text,
        language=complaint.language,
        created_at=now,
        next_attempt_at=now,
    )
    return draft.change(effects=[invitation], tallies=[tally(now, "sent", settings=settings)], fired=timer)


def _why_not(complaint: Complaint) -> str | None:
    if complaint.status is not Status.RESOLVED and complaint.status is not Status.CLOSED:
        return "the complaint is open again"
    if complaint.reply_to is None:
        return "the customer left no way to be reached"
    if not complaint.reply_to.takes_links:
        return "the platform takes no links, and a survey is one"
    if not complaint.is_trusted:
        return "a machine wrote it, or the sender may be forged"
    if complaint.severity is Severity.S0:
        return "safety matters are followed up by a person"
    return None
