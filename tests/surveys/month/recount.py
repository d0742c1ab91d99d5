"""The numbers of a month from what was said and what is there, with none of the code that counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from chalicelib.model.survey import Question, Solved

Days = dict[str, dict[str, int]]
Histories = Mapping[str, tuple[Event, ...]]
ZONE: Final = ZoneInfo("Asia/Shanghai")
DONE: Final = {
    "replied": facts.Replied,
    "resolved": facts.Resolved,
    "reopened": facts.Reopened,
    "transferred": facts.Transferred,
    "closed": facts.Closed,
}
"""Number → the fact of which there is one each."""
COUNTED: Final = ("received", "outside", "merged", "untrusted", "first_of_order", "again_of_order")
"""What of each complaint is counted here; the rest is compared by folding every history again."""
_SILENT: Final = ("postponed",)
_MERGED: Final = ("cancelled", "cancelled_merged")
_ENDS: Final = (
    facts.SurveyCancelled,
    facts.SurveySkipped,
    facts.SurveyExpired,
    facts.SurveyAnswered,
    facts.Merged,
)


def surveys(histories: Histories) -> Days:
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for events in histories.values():
        agent, is_pending = "", False
        for event in events:
            body, of_day = event.body, days[_day(event.at)]
            of_day.update(_of_survey(body, agent=agent))
            if isinstance(body, facts.SurveyScheduled):
                agent = body.survey.agent
            if isinstance(body, facts.SurveyReturned):
                of_day["delivered"] -= 1
            if isinstance(body, facts.Merged) and is_pending:
                of_day.update(_MERGED)
            if isinstance(body, facts.Unmerged) and (again := body.standing.survey) and again.is_pending:
                of_day.subtract(_MERGED)
            is_pending = _is_pending_after(body, is_pending=is_pending)
    return _without_zeros(days)


def _is_pending_after(body: facts.Body, *, is_pending: bool) -> bool:
    if isinstance(body, facts.Unmerged):
        return bool(body.standing.survey and body.standing.survey.is_pending)
    if isinstance(body, facts.SurveyScheduled | facts.SurveySent):
        return True
    return is_pending and not isinstance(body, _ENDS)


def _of_survey(body: facts.Body, *, agent: str) -> Iterable[str]:
    kind, _, what = body.type.partition("_")
    if kind != "survey" or what in _SILENT:
        return
    if isinstance(body, facts.SurveyHeard):
        yield from (f"theme_{theme}" for theme in body.themes)
        return
    if isinstance(body, facts.SurveyReminded) and body.channel is None:
        return
    yield what
    if isinstance(body, facts.SurveySkipped | facts.SurveyCancelled):
        yield f"{what}_{body.reason.value}"
    if isinstance(body, facts.SurveyAnswered):
        yield from _of_answer(body, agent=agent)


def _of_answer(body: facts.SurveyAnswered, *, agent: str) -> Iterable[str]:
    given = body.answer
    for name in ("score", "attitude", "efficiency", "result", "effort", "recommend", "solved"):
        if (value := getattr(given, Question(name).value)) is not None:
            yield f"{name}_{value}"
    if given.score is not None:
        yield f"score_{given.score}|agent|{agent}"
    is_unhappy = given.solved is Solved.NO or (given.score or 5) <= 2
    if is_unhappy:
        yield "unhappy"
    elif (given.recommend or 0) >= 9 or (given.recommend is None and given.score == 5):
        yield "promoters"


def volumes(complaints: Iterable[Complaint]) -> Days:
    """By what each counts as in the end, on the day it came in."""
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for one in complaints:
        days[_day(one.created_at)].update(_of_complaint(one))
    return _without_zeros(days)


def _of_complaint(one: Complaint) -> Iterable[str]:
    if not one.is_trusted or one.merged_into:
        yield "merged" if one.is_trusted else "untrusted"
        return
    yield "received"
    named = {
        "category": one.classification.primary,
        "channel": one.channel,
        "queue": one.routing.queue,
        "severity": one.routing.severity,
        "product": one.goods.sku if one.goods else None,
        "batch": one.goods.batch if one.goods else None,
        "courier": one.goods.courier if one.goods else None,
    }
    yield from (f"received|{dimension}|{value}" for dimension, value in named.items() if value)
    yield from (f"received|signal|{signal}" for signal in one.signals)
    if {"regulator", "media", "legal"} & {str(signal) for signal in one.signals} or any(
        clock.kind.startswith("regulator") for clock in one.clocks
    ):
        yield "outside"
    if one.complained_before is not None:
        yield "again_of_order" if one.complained_before else "first_of_order"


def work(histories: Histories, complaints: Mapping[str, Complaint]) -> Days:
    """On complaints that a person wrote: what is done with a mail that a machine sent is no work for a customer."""
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for name, events in histories.items():
        for event in events if complaints[name].is_trusted else ():
            done = (number for number, kind in DONE.items() if isinstance(event.body, kind))
            days[_day(event.at)].update(done)
    return _without_zeros(days)


def _day(at: datetime) -> str:
    return at.astimezone(ZONE).date().isoformat()


def _without_zeros(days: Mapping[str, Counter[str]]) -> Days:
    counted = {day: {name: many for name, many in of_day.items() if many} for day, of_day in days.items()}
    return {day: of_day for day, of_day in counted.items() if of_day}
