"""Follow-up visits (回访): planned with a resolution, called for by day at different hours, a message after the last
try, and over with what the customer said. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib import letters
from chalicelib.channels.contact import normalise_phone
from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind, Timer
from chalicelib.model.identity import SYSTEM
from chalicelib.model.settings import Settings
from chalicelib.model.visit import Visit, VisitCancelReason, VisitKind, VisitOutcome, VisitState

from .eligibility import address_of
from .persons import Remembered
from .plans import ALL, plan_book
from .timing import sendable_from
from .visit_book import VisitBook, VisitPlan, visit_book

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOccasion:
    """What is at hand when a visit's timer fires. ``effect`` names what may be sent."""

    timer: Timer
    now: datetime
    effect: str
    person: Remembered
    unsubscribe_url: Callable[[str], str]


def plan_visit(draft: Draft, *, visit: str, settings: Settings) -> None:
    """With a resolution, where a plan holds for it and it is drawn; ``visit`` is its id."""
    complaint, book = draft.now, visit_book()
    plan = book.plan_for(complaint, day=plan_book().day_of(complaint, at=draft.at))
    if plan is None or not _is_drawn(visit, plan):
        return
    begins = plan.begins(complaint)
    due = _good_hour(begins + plan.after, complaint, on_days_off=plan.on_days_off)
    if settings.survey_delay_seconds is not None:
        due = draft.at + timedelta(seconds=settings.survey_delay_seconds)
    again = begins + plan.after + plan.again if plan.again else None
    draft.say(facts.VisitPlanned(visit=_planned(complaint, plan, visit=visit, due=due, again=again)))


def plan_by_hand(draft: Draft, *, visit: str, at: datetime, every: timedelta | None, why: str) -> None:
    """Somebody wants this customer to be called, perhaps over and over."""
    complaint, plan = draft.now, VisitPlan(id="by_hand", after=timedelta(0), every=every)
    due = _good_hour(at, complaint, on_days_off=False)
    draft.say(facts.VisitPlanned(visit=_planned(complaint, plan, visit=visit, due=due, again=None), why=why))


def not_reached(draft: Draft) -> None:
    """A try that nobody answered: the next one at another part of the day, or the message."""
    visit, book = _visit(draft), visit_book()
    if visit.kind is VisitKind.MESSAGE or visit.state is VisitState.MESSAGED:
        finish(draft, outcome=VisitOutcome.NOT_REACHED)
        return
    is_last = len(visit.tries) + 1 >= visit.most_tries
    due = None if is_last else _next_try(draft.now, visit, at=draft.at, book=book)
    draft.say(facts.VisitTried(due_at=due, remind_at=due + book.remind_after if due else None))


def finish(draft: Draft, *, outcome: VisitOutcome, note: str = "", by: str = "") -> None:
    """And the next one, if there is one and the customer did not mind this one."""
    visit = _visit(draft)
    draft.say(facts.VisitDone(outcome=outcome, note=note, by=by))
    if outcome in (VisitOutcome.SOLVED, VisitOutcome.NOT_REACHED):
        _plan_next(draft, visit)


def fire(complaint: Complaint, occasion: VisitOccasion) -> Change:
    """The visit's timer has come: it is due, somebody has to be reminded, or the message takes its place."""
    draft = Draft(before=complaint, actor=SYSTEM, at=occasion.now)
    visit = _visit(draft)
    if why := _why_not(complaint, occasion):
        draft.say(facts.VisitCancelled(reason=why))
    elif visit.state is VisitState.MESSAGED:
        finish(draft, outcome=VisitOutcome.NOT_REACHED)
    elif visit.kind is VisitKind.MESSAGE or visit.is_tried_enough or occasion.now >= visit.ends_at:
        return _message(draft, occasion)
    elif visit.is_due:
        draft.say(facts.VisitDue(is_reminder=True))
    else:
        draft.say(facts.VisitDue(remind_at=occasion.now + visit_book().remind_after))
    return draft.change(fired=occasion.timer)


def why_no_longer_visited(complaint: Complaint, effect: Effect) -> str | None:
    """Between being owed and leaving, the visit may have been called off."""
    visit = complaint.visit
    is_owed = visit is not None and visit.state is VisitState.MESSAGED and visit.effect == effect.id
    return None if is_owed else "the visit is over"


def message_undelivered(draft: Draft, effect: Effect) -> None:
    """No way led to the customer."""
    if effect.kind is EffectKind.VISIT and why_no_longer_visited(draft.now, effect) is None:
        finish(draft, outcome=VisitOutcome.NOT_REACHED)


def _planned(complaint: Complaint, plan: VisitPlan, *, visit: str, due: datetime, again: datetime | None) -> Visit:
    book = visit_book()
    return Visit(
        id=visit,
        plan=plan.id,
        kind=VisitKind.CALL if normalise_phone(complaint.customer.phone or "") else VisitKind.MESSAGE,
        language=complaint.language,
        resolution=complaint.resolutions,
        due_at=due,
        ends_at=due + book.within,
        most_tries=book.tries,
        again_at=again,
        every=plan.every,
    )


def _plan_next(draft: Draft, visit: Visit) -> None:
    at = visit.again_at or (draft.at + visit.every if visit.every else None)
    if at is None:
        return
    base, _, number = visit.id.partition("-")
    due = _good_hour(max(at, draft.at + _DAY), draft.now, on_days_off=False)
    following = Visit(
        **visit.model_dump(include={"plan", "kind", "language", "resolution", "most_tries", "every"}),
        id=f"{base}-{int(number or 1) + 1}",
        due_at=due,
        ends_at=due + visit_book().within,
    )
    draft.say(facts.VisitPlanned(visit=following))


def _message(draft: Draft, occasion: VisitOccasion) -> Change:
    complaint, book, to = draft.now, visit_book(), address_of(draft.now)
    if to is None:
        finish(draft, outcome=VisitOutcome.NOT_REACHED)
        return draft.change(fired=occasion.timer)
    draft.say(facts.VisitMessaged(effect=occasion.effect, answer_until=occasion.now + book.answer_within))
    letter = letters.visit(complaint.language, complaint_id=complaint.id, subject=complaint.subject)
    message = Effect(
        id=occasion.effect,
        complaint=complaint.id,
        shop=complaint.shop,
        kind=EffectKind.VISIT,
        to=to,
        unsubscribe=occasion.unsubscribe_url(complaint.id),
        subject=letter.subject,
        text=letter.text,
        language=complaint.language,
        created_at=occasion.now,
        next_attempt_at=occasion.now,
    )
    return draft.change(effects=[message], fired=occasion.timer)


def _why_not(complaint: Complaint, occasion: VisitOccasion) -> VisitCancelReason | None:
    if occasion.person.has_opted_out:
        return VisitCancelReason.OPTED_OUT
    if not complaint.is_trusted:
        return VisitCancelReason.UNTRUSTED
    return VisitCancelReason.UNREACHABLE if address_of(complaint) is None else None


def _next_try(complaint: Complaint, visit: Visit, *, at: datetime, book: VisitBook) -> datetime | None:
    """On a later day, at a part of the day in which nobody has called; ``None`` when there is no such hour in time."""
    zone = plan_book().place_of(complaint).zone
    used = {_part_of_day(tried, zone, book=book) for tried in (*visit.tries, at)}
    for moment in _hours_after(at, zone, book=book, until=visit.ends_at):
        is_new = _part_of_day(moment, zone, book=book) not in used
        if is_new and _good_hour(moment, complaint, on_days_off=False) == moment:
            return moment
    return None


def _hours_after(at: datetime, zone: ZoneInfo, *, book: VisitBook, until: datetime) -> Iterator[datetime]:
    day = at.astimezone(zone).date() + _DAY
    while datetime.combine(day, book.window.opens, tzinfo=zone) < until:
        for hour in book.hours:
            moment = datetime.combine(day, hour, tzinfo=zone)
            if moment < until:
                yield moment.astimezone(at.tzinfo)
        day += _DAY


def _part_of_day(moment: datetime, zone: ZoneInfo, *, book: VisitBook) -> int:
    """Each hour of the book begins one; who calls before the first calls in the first."""
    local = moment.astimezone(zone).time()
    return max((index for index, hour in enumerate(book.hours) if hour <= local), default=0)


def _good_hour(moment: datetime, complaint: Complaint, *, on_days_off: bool) -> datetime:
    place = plan_book().place_of(complaint)
    return sendable_from(moment, place, visit_book().window, on_days_off=on_days_off)


def _is_drawn(visit: str, plan: VisitPlan) -> bool:
    """By the id alone, whose digits are random: the answer is the same however often one asks."""
    return zlib.crc32(visit.encode()) % ALL < plan.sample


def _visit(draft: Draft) -> Visit:
    if draft.now.visit is None or not draft.now.visit.is_pending:
        raise TypeError("there is no visit to go on with")
    return draft.now.visit
