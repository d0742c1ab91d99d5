"""A complaint → what its customer is entitled to, kept with it. Asked again whenever its facts change. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import EntitlementDeadline, EntitlementRecord, Fact, FactSource
from chalicelib.model.errors import InvalidInput
from chalicelib.model.order import Order

from . import clocks
from .gathering import HOME, gathered
from .several import together

if TYPE_CHECKING:
    from chalicelib.policies.entitlements import Entitlements


def entitled(
    complaint: Complaint,
    *,
    cause: str,
    now: datetime,
    order: Order | None = None,
    stated: Mapping[str, Fact] | None = None,
) -> tuple[facts.Body, ...]:
    """What is to be said of it: nothing while neither facts nor rules have changed. ``stated`` is an agent's word."""
    found = gathered(complaint, order=order, stated=stated or {})
    before = complaint.entitlements
    if not found:
        return ()
    record = answered(found)
    if before == record and not stated:
        return ()
    said: list[facts.Body] = [facts.EntitlementsChanged(cause=cause, record=record)]
    changed = clocks.moved(complaint.clocks, record, now=now) if complaint.status.is_open else ()
    if changed:
        said.append(facts.ClocksChanged(cause="entitlements", clocks=changed))
    return tuple(said)


def order_known(complaint: Complaint, order: Order | None) -> tuple[facts.Body, ...]:
    """Nothing while it says what it said before."""
    if order is None or order.goods == complaint.goods:
        return ()
    return (facts.OrderKnown(goods=order.goods),)


def stated(told: Mapping[str, Any], *, source: FactSource) -> dict[str, Fact]:
    """An agent's word, by the rules' own names. Raises ``InvalidInput`` for names nobody would look at."""
    from chalicelib.policies.rulebook import rulebook

    names = rulebook().vocabulary.names
    if unknown := [name for name in told if name not in names]:
        why = "no such fact; docs/policies.md says where they are listed"
        raise InvalidInput("the rules know no such facts", fields=dict.fromkeys(unknown, why))
    return {names[name]: Fact(value=value, source=source, origin="agent") for name, value in told.items()}


def answered(found: Mapping[str, Fact]) -> EntitlementRecord:
    """The answer of the rules. Facts they cannot read are named instead."""
    from chalicelib.policies.engine import entitle_each  # the rules are loaded when first asked

    try:
        answers = entitle_each(as_given(found))
    except InvalidInput as error:
        return EntitlementRecord(facts=dict(found), unreadable=error.fields)
    issues = (found["issue"].value, *(found["further_issues"].value if "further_issues" in found else ()))
    return together([_record(found, answer) for answer in answers], issues)


def as_given(found: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: {"value": fact.value, "source": fact.source} for name, fact in found.items()}


def zone_of(found: Mapping[str, Fact]) -> ZoneInfo:
    from chalicelib.policies.facts import ZONES

    named = found.get("zone")
    jurisdiction = found["jurisdiction"].value if "jurisdiction" in found else HOME
    return ZoneInfo(named.value if named else ZONES[jurisdiction])


def _record(found: Mapping[str, Fact], answer: Entitlements) -> EntitlementRecord:
    plain = answer.plain()
    deadlines = tuple(_deadline(one) for one in plain["deadlines"])
    steps = tuple(
        EntitlementDeadline(
            what=one["what"], by=one["by"], nominal=one["until"] or "", effective=one["until"] or "", rule=one["rule"]
        )
        for one in plain["steps"]
    )
    dated = (*deadlines, *(one for one in steps if one.effective))
    return EntitlementRecord(
        facts=dict(found),
        entitled=answer.entitled,
        not_entitled=answer.not_entitled,
        deadlines=deadlines,
        due=tuple(clocks.due_by_us(dated, zone=zone_of(found))),
        payer=answer.freight.payer,
        logistics=answer.freight.logistics,
        amounts=plain["amounts"],
        evidence=answer.evidence,
        steps=steps,
        flags=answer.flags,
        rules=answer.rules,
        void=answer.void,
        conditional=answer.conditional,
        rests_on=answer.rests_on,
        rules_version=answer.rules_version,
        calendar_version=answer.calendar_version,
    )


def _deadline(one: Mapping[str, Any]) -> EntitlementDeadline:
    return EntitlementDeadline(**{name: one[name] for name in EntitlementDeadline.model_fields})
