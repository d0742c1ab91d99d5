"""A customer's answer to a survey, by its page or in the conversation, and what it causes.

Whoever is unhappy is called by a person: the complaint is open again, urgent, and marked for a senior. What was written
goes through understanding like any message; what is only said to a survey reopens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.aftersales.reopening import owed_anew
from chalicelib.model import event as facts
from chalicelib.model.assessment import Assessment, Severity
from chalicelib.model.change import Change, Draft, Once
from chalicelib.model.complaint import Complaint, Task
from chalicelib.model.effect import Effect, Timer
from chalicelib.model.errors import LostRace, NotFound, Upstream
from chalicelib.model.identity import CUSTOMER, SYSTEM, Clock
from chalicelib.model.message import Inbound, Message
from chalicelib.model.survey import CancelReason, Survey, SurveyAnswer, SurveyState
from chalicelib.routing.again import look_again
from chalicelib.routing.rules import RuleBook
from chalicelib.store import Store
from chalicelib.surveys.answering import check_answer
from chalicelib.surveys.asking import cancel
from chalicelib.surveys.hearing import heard, wants_no_more
from chalicelib.surveys.persons import opted_out

from .following import kept, way_back
from .matching import knows
from .thanking import thanks, too_late

ATTEMPTS: Final = 5
UNHAPPY: Final = "the customer answered that they are not satisfied"
WORSE: Final = "the customer wrote of something worse in the survey"
CALL: Final = "a senior calls the customer within 24 hours: they are not satisfied"
SENIOR: Final = "senior"
"""The tag by which seniors find what is theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What was said to a survey: ``once`` what it makes known, ``effects`` what it owes."""

    draft: Draft
    once: tuple[Once, ...] = ()
    effects: tuple[Effect, ...] = ()


def answered(complaint: Complaint, survey: str, given: SurveyAnswer, *, now: datetime) -> Draft:
    """Raises as ``check_answer`` does."""
    check_answer(complaint, survey, now=now)
    draft = Draft(before=complaint, actor=CUSTOMER, at=now)
    _answer(draft, given)
    return draft


def is_aside(complaint: Complaint, inbound: Inbound) -> bool:
    """Said after the resolution by its customer, to the survey: nothing to work on."""
    if complaint.status.is_open or inbound.is_automatic:
        return False
    if complaint.customer.contacts and not knows(complaint.customer, inbound.customer):
        return False
    survey = complaint.survey
    was_asked = survey is not None and survey.sent_at is not None
    return was_asked and (heard(inbound.text) is not None or wants_no_more(inbound.text))


def aside(complaint: Complaint, inbound: Inbound, message: Message, *, effect: str, now: datetime) -> Aside:
    """Kept, and counted as an answer while the survey is open. Late or said twice it is only kept.

    ``effect`` names the thanks.
    """
    survey = complaint.survey
    draft = kept(complaint, message, now=now, reply_to=way_back(complaint, inbound))
    if wants_no_more(message.text):
        cancel(draft, why=CancelReason.OPTED_OUT)
        return Aside(draft=draft, once=opted_out(complaint))
    said = heard(message.text)
    if said is None or survey is None or survey.state is not SurveyState.SENT or now >= survey.expires_at:
        return Aside(draft=draft, effects=too_late(complaint, inbound, effect=effect, now=now))
    given = SurveyAnswer(score=said.score, solved=said.solved, text=said.text, at=now)
    _answer(draft, given)
    return Aside(draft=draft, effects=thanks(complaint, inbound, given, effect=effect))


def hear(complaint: Complaint, assessment: Assessment, *, rules: RuleBook, timer: Timer, now: datetime) -> Change:
    """``assessment`` is of what was said before and of the answer. Something worse opens the complaint again."""
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    draft.say(facts.SurveyHeard(themes=assessment.labels))
    looked = Draft(before=draft.now, actor=SYSTEM, at=now)
    look_again(looked, rules=rules, assessment=assessment)
    if looked.now.severity < complaint.severity and not complaint.status.is_open:
        _reopen(draft, why=WORSE)
    look_again(draft, rules=rules, assessment=assessment)
    return draft.change(fired=timer)


def _answer(draft: Draft, given: SurveyAnswer) -> None:
    draft.say(facts.SurveyAnswered(answer=given))
    if given.is_unhappy:
        _call_back(draft)


def _call_back(draft: Draft) -> None:
    present = draft.now
    if not present.status.is_open:
        _reopen(draft, why=UNHAPPY, severity=min(present.severity, Severity.S1))
    if present.survey:
        draft.say(facts.TaskSet(task=Task(id=present.survey.id, why=CALL, since=draft.at)))


def _reopen(draft: Draft, *, why: str, severity: Severity | None = None) -> None:
    draft.say(facts.Reopened(why=why))
    present = draft.now
    tags = tuple(dict.fromkeys((*present.routing.tags, SENIOR)))
    placed = {"queue": present.queue, "severity": severity or present.severity, "tags": tags}
    draft.say(facts.Routed(decision=present.routing.model_copy(update=placed)))
    draft.change_clocks("reopened", owed_anew(draft))


def take_answer(store: Store, link: tuple[str, ...], given: SurveyAnswer, *, clock: Clock) -> tuple[Complaint, Survey]:
    """``link`` is what the signed link says: shop, complaint, survey. What was said is dated now.

    Raises ``NotFound``, ``AlreadyAnswered`` or ``SurveyExpired``.
    """
    shop, complaint, survey = link
    for _ in range(ATTEMPTS):
        now = clock()
        draft = answered(store.complaint(shop, complaint), survey, given.model_copy(update={"at": now}), now=now)
        try:
            store.commit(draft.change())
        except LostRace:
            continue
        if draft.now.survey is None:
            raise NotFound("this survey is no longer open")
        return draft.now, draft.now.survey
    raise Upstream("too many others are writing: try again")


def take_opt_out(store: Store, link: tuple[str, ...], *, clock: Clock) -> Complaint:
    """``link`` says shop and complaint: whoever it is of is asked nothing any more. Raises ``NotFound``."""
    shop, name = link
    for _ in range(ATTEMPTS):
        complaint = store.complaint(shop, name)
        draft = Draft(before=complaint, actor=CUSTOMER, at=clock())
        cancel(draft, why=CancelReason.OPTED_OUT)
        try:
            if draft.now == complaint:
                store.record(shop, *opted_out(complaint))
            else:
                store.commit(draft.change(once=opted_out(complaint)))
        except LostRace:
            continue
        return complaint
    raise Upstream("too many others are writing: try again")
