"""A person corrects what a complaint is about. Pure."""

from __future__ import annotations

from datetime import datetime

from chalicelib.aftersales.entitling import entitled
from chalicelib.model import event as facts
from chalicelib.model.assessment import Category
from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause
from chalicelib.model.complaint import Classification, Complaint, Status
from chalicelib.model.identity import Principal
from chalicelib.model.routing import HandOver, RoutingDecision
from chalicelib.routing.again import risen
from chalicelib.routing.case import Case
from chalicelib.routing.measuring import measure_anew
from chalicelib.routing.rules import RuleBook

from . import permissions


def reclassify(
    complaint: Complaint,
    agent: Principal,
    *,
    primary: Category,
    labels: tuple[Category, ...],
    why: str,
    rules: RuleBook,
    now: datetime,
) -> Draft:
    """A person's correction: it is routed anew unless somebody holds it, and severity only rises by itself."""
    permissions.require_status(complaint, Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)
    permissions.require_hold_or_waiting(complaint, agent)
    ordered = tuple(dict.fromkeys((primary, *labels)))
    corrected = Classification(primary=primary, labels=ordered, confidence=1.0, decided_by=agent.id)
    draft = Draft.of(complaint, by=agent, at=now)
    draft.say(facts.Reclassified(classification=corrected, previous=complaint.classification, why=why))
    decision = _reclassified(complaint, ordered, rules=rules, now=now)
    if _placed(decision) != _placed(complaint.routing, severity=complaint.severity, queue=complaint.queue):
        draft.say(facts.Routed(decision=decision))
    if decision.severity != complaint.severity:
        measure_anew(draft, Cause.SEVERITY, only_shorten=True)
    elif decision.queue != complaint.queue:
        measure_anew(draft, Cause.QUEUE)
    draft.say(*entitled(draft.now, cause="reclassified", now=now))
    return draft


def _reclassified(
    complaint: Complaint, labels: tuple[Category, ...], *, rules: RuleBook, now: datetime
) -> RoutingDecision:
    """Skills and tags are those of the new category; what asks for a person goes on doing so."""
    decision = rules.decide(Case.of(complaint, at=now).corrected(labels), at_least=complaint.severity)
    both = {*decision.hand_overs, *complaint.routing.hand_overs}
    return decision.model_copy(
        update={
            "queue": decision.queue if complaint.status is Status.WAITING else complaint.queue,
            "severity": risen(complaint, decision, complaint.assessment),
            "hand_overs": tuple(one for one in HandOver if one in both),
        }
    )


def _placed(decision: RoutingDecision, **now: object) -> dict[str, object]:
    return decision.model_dump(include={"queue", "severity", "skills", "tags", "hand_overs"}) | now
