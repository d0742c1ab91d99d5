"""A complaint that has its place is looked at again: a later message, or its order, may say what the first did not.

What a person decided stands, severity only rises, and what is promised only gets shorter. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.model import event as facts
from chalicelib.model.assessment import Assessment, Severity
from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.order import Order
from chalicelib.model.routing import HandOver, RoutingDecision

from .case import Case
from .measuring import measure_anew
from .rules import RuleBook
from .severity import more_severe, severity_of


def look_again(
    draft: Draft,
    *,
    rules: RuleBook,
    assessment: Assessment | None = None,
    order: Order | None = None,
    contacts: Sequence[datetime] = (),
) -> None:
    """``rules`` are those of the shop. ``assessment`` is of the whole conversation; without one, as without order or
    contacts, what was known holds.

    Out of the queue a person chose it goes only when a worse matter belongs elsewhere than the first did; out of
    another one also by what its order says.
    """
    present = draft.now
    heard = _heard(present.assessment, assessment or present.assessment)
    said = {"signals": heard.signals, "extreme_emotion": heard.extreme_emotion, "alarms": heard.alarms}
    fresh = (assessment or present.assessment).model_copy(update=said)
    case = Case.of(present, at=draft.at, assessment=fresh).with_order(order)
    decision = rules.decide(case.with_contacts(contacts) if contacts else case, at_least=present.severity)
    severity = risen(present, decision, fresh)
    by_person = present.classification.decided_by != "model" or present.queue != present.routing.queue
    was_unsure = present.assessment.abstained and not fresh.abstained and not by_person
    worse = severity < present.severity
    belongs_elsewhere = present.status is Status.WAITING and decision.queue != present.routing.queue
    by_order = (
        belongs_elsewhere
        and not by_person
        and _order_decides(Case.of(present, at=draft.at, assessment=heard), order, rules=rules)
    )
    if was_unsure or worse or by_order:
        _say_assessed(draft, fresh)
        queue = decision.queue if belongs_elsewhere else present.queue
        draft.say(facts.Routed(decision=with_known(decision, present, queue=queue, severity=severity)))
    else:
        _say_assessed(draft, heard)
        if _knows_more(decision, present.routing):
            known = with_known(decision, present, queue=present.queue, severity=present.severity)
            draft.say(facts.Routed(decision=known))
    _shorten(draft)


def _order_decides(case: Case, order: Order | None, *, rules: RuleBook) -> bool:
    """Whether the queue is another one for what the order says, and for nothing else."""
    return order is not None and rules.decide(case.with_order(order)).queue != rules.decide(case).queue


def risen(present: Complaint, decision: RoutingDecision, fresh: Assessment) -> Severity:
    """The severity it has from now on. What a person lowered rises only by what is new, or above what it was before."""
    by_person = present.severity_by
    if by_person is None or by_person.severity <= by_person.previous or decision.severity < by_person.previous:
        return decision.severity
    news = tuple(one for one in fresh.signals if one not in present.assessment.signals)
    is_beside_themselves = fresh.extreme_emotion and not present.assessment.extreme_emotion
    is_repeated = HandOver.REPEATED in decision.hand_overs and HandOver.REPEATED not in present.routing.hand_overs
    if not (news or is_repeated or is_beside_themselves):
        return present.severity
    said_now = fresh.model_copy(update={"signals": news, "extreme_emotion": is_beside_themselves})
    return more_severe(present.severity, severity_of(said_now, is_repeated=is_repeated)[0])


def _knows_more(decision: RoutingDecision, before: RoutingDecision) -> bool:
    """What an order says is kept, so that it counts with whatever is heard later."""
    ours, theirs = decision.inputs, before.inputs
    is_priced = ours is not None and (ours.order_value, ours.product) != (
        (theirs.order_value, theirs.product) if theirs else (None, None)
    )
    return is_priced or not (
        set(decision.hand_overs) <= set(before.hand_overs)
        and set(decision.skills) <= set(before.skills)
        and set(decision.tags) <= set(before.tags)
    )


def with_known(decision: RoutingDecision, present: Complaint, *, queue: str, severity: Severity) -> RoutingDecision:
    """Skills, tags and hand-overs are never forgotten: the row holds only the last messages."""
    before = present.routing
    both = {*decision.hand_overs, *before.hand_overs}
    return decision.model_copy(
        update={
            "queue": queue,
            "severity": severity,
            "skills": tuple(dict.fromkeys((*before.skills, *decision.skills))),
            "tags": tuple(dict.fromkeys((*before.tags, *decision.tags))),
            "hand_overs": tuple(one for one in HandOver if one in both),
        }
    )


def _say_assessed(draft: Draft, assessment: Assessment) -> None:
    if assessment != draft.now.assessment:
        draft.say(facts.Assessed(assessment=assessment))


def _shorten(draft: Draft) -> None:
    if cause := _cause(draft):
        measure_anew(draft, cause, only_shorten=True)


def _cause(draft: Draft) -> Cause | None:
    """What of the things that promises depend on has changed."""
    before, after = draft.before, draft.now
    if after.severity != before.severity:
        return Cause.SEVERITY
    if after.queue != before.queue:
        return Cause.QUEUE
    return Cause.CUSTOMER if after.customer.tier != before.customer.tier else None


def _heard(present: Assessment, fresh: Assessment) -> Assessment:
    """What was understood before, with the signals and names that have come since."""
    known = {(entity.kind, entity.value) for entity in present.entities}
    named = tuple(entity for entity in fresh.entities if (entity.kind, entity.value) not in known)
    signals = tuple(dict.fromkeys((*present.signals, *fresh.signals)))
    alarms = tuple(alarm for alarm in fresh.alarms if alarm.signal not in {one.signal for one in present.alarms})
    return present.model_copy(
        update={
            "signals": signals,
            "alarms": (*present.alarms, *alarms),
            "entities": (*present.entities, *named),
            "extreme_emotion": present.extreme_emotion or fresh.extreme_emotion,
        }
    )
