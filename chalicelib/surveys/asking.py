"""A survey is scheduled with every resolution and cancelled by every reopening; when its time comes it is asked, put
off or skipped, then remembered once more, and in the end over. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import letters
from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft, Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind, EffectState, Timer
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import ReplyAddress
from chalicelib.model.settings import Settings
from chalicelib.model.survey import CancelReason, Question, SkipReason, Survey, SurveyState
from chalicelib.model.visit import VisitCancelReason

from .eligibility import address_of, is_drawn, why_not, why_not_them
from .persons import Remembered
from .plans import PlanBook, moment_of_remedy, plan_book
from .timing import sendable_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is at hand when a survey's timer fires. ``effect`` names what may be sent; ``survey_url`` makes the signed
    link from complaint and survey; ``invitation`` is what carried the survey, once it was sent.
    """

    timer: Timer
    now: datetime
    effect: str
    person: Remembered
    survey_url: Callable[[str, str], str]
    unsubscribe_url: Callable[[str], str]
    settings: Settings
    invitation: Effect | None = None

    @property
    def is_tried_out(self) -> bool:
        """Asked at any hour and however often, so that one can see it."""
        return self.settings.survey_delay_seconds is not None


def schedule(draft: Draft, *, survey: str, agent: str, settings: Settings) -> None:
    """Credited to the agent who resolves now, whoever holds the complaint later."""
    complaint, book = draft.now, plan_book()
    remedied = moment_of_remedy(complaint)
    place = book.place_of(complaint)
    plan = book.plan_for(complaint, day=book.day_of(complaint, at=draft.at))
    if settings.survey_delay_seconds is None:
        due = sendable_from(remedied + plan.rounds[0].after, place, book.window)
    else:
        due = draft.at + timedelta(seconds=settings.survey_delay_seconds)
    again = remedied + plan.rounds[1].after if len(plan.rounds) > 1 else None
    planned = Survey(
        id=survey,
        state=SurveyState.SCHEDULED,
        due_at=due,
        expires_at=due + book.valid,
        resolution=complaint.resolutions,
        plan=plan.id,
        asks=plan.asks,
        agent=agent,
        again_at=again,
    )
    draft.say(facts.SurveyScheduled(survey=planned))


def cancel(draft: Draft, *, why: CancelReason) -> None:
    """Whatever is planned or asked and not answered yet is over: nothing goes out any more, and its link is closed."""
    if draft.now.survey and draft.now.survey.is_pending:
        draft.say(facts.SurveyCancelled(reason=why))
    if why is CancelReason.OPTED_OUT and draft.now.visit and draft.now.visit.is_pending:
        draft.say(facts.VisitCancelled(reason=VisitCancelReason.OPTED_OUT))


def fire(complaint: Complaint, occasion: Occasion) -> Change:
    """The survey's timer has come: to ask, to ask a second time about the same remedy, to remind, or to end it."""
    draft = Draft(before=complaint, actor=SYSTEM, at=occasion.now)
    survey = _survey(draft)
    if survey.state is SurveyState.SENT:
        effects = _end(draft) if occasion.now >= survey.expires_at else _remind(draft, occasion)
        return draft.change(effects=effects, fired=occasion.timer)
    if survey.state is not SurveyState.SCHEDULED:
        draft.say(facts.SurveyScheduled(survey=_following(survey, book=plan_book())))
    return _ask(draft, occasion)


def _following(survey: Survey, *, book: PlanBook) -> Survey:
    """The same questions once more, as the plan says: a repair has to hold."""
    due = survey.again_at or survey.due_at
    return Survey(
        id=f"{survey.id}-{survey.round + 1}",
        state=SurveyState.SCHEDULED,
        due_at=due,
        expires_at=due + book.valid,
        resolution=survey.resolution,
        round=survey.round + 1,
        plan=survey.plan,
        asks=survey.asks,
        agent=survey.agent,
    )


def _ask(draft: Draft, occasion: Occasion) -> Change:
    complaint, survey, book, person = draft.now, _survey(draft), plan_book(), occasion.person
    reason = why_not(complaint, survey, book=book, now=occasion.now)
    if reason is None and not occasion.is_tried_out:
        reason = None if is_drawn(survey, book=book) else SkipReason.SAMPLE
        reason = reason or why_not_them(person)
        if until := _better_time(complaint, reason, occasion):
            draft.say(facts.SurveyPostponed(until=until, why=reason.value if reason else "outside the hours"))
            return draft.change(fired=occasion.timer)
    if reason:
        draft.say(facts.SurveySkipped(reason=reason))
        once = person.also_known_as() if reason is SkipReason.COOL_DOWN else ()
        return draft.change(once=once, fired=occasion.timer)
    return _sent(draft, occasion)


def _better_time(complaint: Complaint, reason: SkipReason | None, occasion: Occasion) -> datetime | None:
    """``None`` when it is a good hour, or when waiting would not help."""
    book, survey = plan_book(), complaint.survey
    place, now = book.place_of(complaint), occasion.now
    if reason is None:
        opens = sendable_from(now, place, book.window)
        return opens if opens > now else None
    until, step = occasion.person.asked_until, book.round_of(survey) if survey else None
    if (
        reason is SkipReason.COOL_DOWN
        and until
        and step
        and until <= _longest_wait(complaint, step.after, step.patience)
    ):
        return sendable_from(until, place, book.window)
    return None


def _longest_wait(complaint: Complaint, after: timedelta, patience: timedelta) -> datetime:
    return moment_of_remedy(complaint) + after + patience


def _sent(draft: Draft, occasion: Occasion) -> Change:
    complaint, survey, person, now = draft.now, _survey(draft), occasion.person, occasion.now
    book, to = plan_book(), address_of(draft.now)
    if to is None:
        raise TypeError("an address that went missing")
    asks = tuple(one for one in survey.asks if one is not Question.RECOMMEND or not person.was_asked_to_recommend)
    cool_until = None if occasion.is_tried_out else now + book.cool_down
    draft.say(
        facts.SurveySent(
            channel=to.channel,
            invitation=occasion.effect,
            asks=asks,
            expires_at=now + book.valid,
            remind_at=_reminded_at(complaint, occasion, book=book),
            cool_until=cool_until,
        )
    )
    letter = letters.survey_invitation(
        complaint.language,
        complaint_id=complaint.id,
        subject=complaint.subject,
        survey_url=occasion.survey_url(complaint.id, survey.id) if to.takes_links else None,
    )
    invitation = _effect(complaint, EffectKind.SURVEY, letter=letter, to=to, occasion=occasion)
    return draft.change(effects=[invitation], once=_remembered(asks, survey, occasion, book=book), fired=occasion.timer)


def _remembered(asks: tuple[Question, ...], survey: Survey, occasion: Occasion, *, book: PlanBook) -> tuple[Once, ...]:
    """Written with the invitation, or neither is."""
    if occasion.is_tried_out:
        return ()
    person, until = occasion.person, occasion.now + book.cool_down
    once = person.asked(survey=survey.id, until=until)
    if Question.RECOMMEND not in asks:
        return once
    longer = occasion.now + book.recommend_cool_down
    return (*once, *person.asked_to_recommend(survey=survey.id, until=until, expires_at=longer))


def _reminded_at(complaint: Complaint, occasion: Occasion, *, book: PlanBook) -> datetime | None:
    """``None`` when no good hour comes in time, and where surveys are only tried out."""
    if occasion.is_tried_out:
        return None
    after = occasion.now + book.reminder.after
    at = sendable_from(after, book.place_of(complaint), book.window)
    return at if at <= occasion.now + book.reminder.at_the_latest else None


def _remind(draft: Draft, occasion: Occasion) -> tuple[Effect, ...]:
    """By the way on which the invitation arrived, or not at all."""
    complaint, invitation, book = draft.now, occasion.invitation, plan_book()
    if why := _no_reminder(draft, occasion, book=book):
        draft.say(facts.SurveyReminded(why=why))
        return ()
    if invitation is None:
        raise TypeError("a reminder needs what it reminds of")
    draft.say(facts.SurveyReminded(channel=invitation.to.channel))
    letter = letters.survey_reminder(
        complaint.language,
        complaint_id=complaint.id,
        subject=complaint.subject,
        survey_url=occasion.survey_url(complaint.id, _survey(draft).id) if invitation.to.takes_links else None,
    )
    reminder = _effect(complaint, EffectKind.SURVEY_REMINDER, letter=letter, to=invitation.to, occasion=occasion)
    return (reminder.model_copy(update={"way": invitation.way}),)


def _no_reminder(draft: Draft, occasion: Occasion, *, book: PlanBook) -> str | None:
    survey, complaint = _survey(draft), draft.now
    if occasion.invitation is None or occasion.invitation.state is not EffectState.DONE:
        return "it has not been delivered"
    if reason := why_not(complaint, survey, book=book, now=occasion.now):
        return reason.value
    if occasion.person.has_opted_out:
        return SkipReason.OPTED_OUT.value
    is_good_hour = sendable_from(occasion.now, book.place_of(complaint), book.window) == occasion.now
    return None if is_good_hour else "its hour has passed"


def _end(draft: Draft) -> tuple[Effect, ...]:
    draft.say(facts.SurveyExpired())
    return ()


def _effect(
    complaint: Complaint, kind: EffectKind, *, letter: letters.Letter, to: ReplyAddress, occasion: Occasion
) -> Effect:
    survey = complaint.survey
    return Effect(
        id=occasion.effect,
        complaint=complaint.id,
        shop=complaint.shop,
        kind=kind,
        to=to,
        link=occasion.survey_url(complaint.id, survey.id) if survey else None,
        unsubscribe=occasion.unsubscribe_url(complaint.id),
        subject=letter.subject,
        text=letter.text,
        choices=letters.satisfaction(complaint.language),
        language=complaint.language,
        created_at=occasion.now,
        next_attempt_at=occasion.now,
    )


def _survey(draft: Draft) -> Survey:
    if draft.now.survey is None:
        raise TypeError("a survey timer without a survey")
    return draft.now.survey
