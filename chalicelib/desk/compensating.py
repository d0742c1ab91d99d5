"""Compensation: offered at once within one's authority or where a rule owes it, else for somebody else to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from chalicelib.aftersales.authority import authority, given_freely, may_give
from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.compensation import Basis, Compensation, CompensationState
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Forbidden, IllegalTransition, InvalidInput, NotFound
from chalicelib.model.identity import Principal

from . import permissions
from .desk import Action, Desk

HOME: Final = "CNY"
"""The currency of a complaint whose order names none."""


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``owed_as`` names the amount of the entitlements that is paid; for goodwill it is ``None``."""

    amount: Decimal
    currency: str | None
    basis: Basis
    owed_as: str | None
    why: str


def compensate(desk: Desk, complaint: str, action: Action, proposal: Proposal) -> Complaint:
    """Raises ``InvalidInput``, ``IllegalTransition`` (closed, or owed only if what is asserted is true)."""
    name = desk.ids.new("g")
    return desk.act(complaint, action, lambda now, one: proposed(one, action.by, proposal, name=name, now=now))


def decide(desk: Desk, complaint: str, action: Action, *, compensation: str, verdict: Verdict, why: str) -> Complaint:
    """Raises ``NotFound``, ``IllegalTransition`` (decided already) and ``Forbidden`` (one's own, or too large)."""
    return desk.act(
        complaint,
        action,
        lambda now, one: decided(one, action.by, compensation=compensation, verdict=verdict, why=why, now=now),
    )


def proposed(complaint: Complaint, by: Principal, proposal: Proposal, *, name: str, now: datetime) -> Draft:
    _require_open(complaint)
    permissions.require_hold_or_waiting(complaint, by)
    currency = _currency(complaint, proposal)
    rules = _owed(complaint, proposal) if proposal.basis == "entitlement" else ()
    total = given_freely(complaint.compensations, currency) + proposal.amount
    is_settled = proposal.basis == "entitlement" or may_give(by, total, currency)
    compensation = Compensation(
        id=name,
        amount=proposal.amount,
        currency=currency,
        basis=proposal.basis,
        owed_as=proposal.owed_as,
        rules=rules,
        why=proposal.why,
        state=CompensationState.OFFERED if is_settled else CompensationState.PENDING,
        proposed_by=by.id,
        proposed_at=now,
    )
    draft = Draft.of(complaint, by=by, at=now)
    said = facts.CompensationOffered if is_settled else facts.CompensationProposed
    draft.say(said(compensation=compensation))
    return draft


def decided(
    complaint: Complaint, by: Principal, *, compensation: str, verdict: Verdict, why: str, now: datetime
) -> Draft:
    """Four eyes: nobody approves or rejects what they proposed; they may only take it back."""
    found = next((one for one in complaint.compensations if one.id == compensation), None)
    if found is None:
        raise NotFound("there is no such compensation", compensation=compensation)
    if found.state is not CompensationState.PENDING:
        raise IllegalTransition(f"it is {found.state.value} already", **permissions.state_of(complaint))
    if verdict is Verdict.WITHDRAW:
        _require_own(found, by)
    else:
        _require_another_senior(complaint, found, by, verdict)
    if verdict is Verdict.REJECT and not why:
        raise InvalidInput("say why", fields={"reason": "who proposed it wants to know"})
    after = found.model_copy(
        update={"state": _STATES[verdict], "decided_by": by.id, "decided_at": now, "decided_why": why or None}
    )
    draft = Draft.of(complaint, by=by, at=now)
    draft.say(facts.CompensationDecided(compensation=after))
    return draft


_STATES: Final = {
    Verdict.APPROVE: CompensationState.OFFERED,
    Verdict.REJECT: CompensationState.REJECTED,
    Verdict.WITHDRAW: CompensationState.WITHDRAWN,
}


def _require_open(complaint: Complaint) -> None:
    if not complaint.status.is_open:
        raise IllegalTransition("the complaint is settled: reopen it first", **permissions.state_of(complaint))


def _require_own(found: Compensation, by: Principal) -> None:
    if found.proposed_by != by.id:
        raise Forbidden("only who proposed it takes it back: reject it instead")


def _require_another_senior(complaint: Complaint, found: Compensation, by: Principal, verdict: Verdict) -> None:
    permissions.require_role(by, one_of=permissions.SENIOR)
    if found.proposed_by == by.id:
        raise Forbidden("nobody decides on what they proposed: another supervisor has to")
    total = given_freely(complaint.compensations, found.currency) + found.amount
    if verdict is Verdict.APPROVE and not may_give(by, total, found.currency):
        limit = authority().limit_of(by, found.currency)
        raise Forbidden(f"{total} {found.currency} is above your limit of {limit}: an admin has to approve it")


def _currency(complaint: Complaint, proposal: Proposal) -> str:
    """That of the complaint's order. Raises ``InvalidInput`` for another one: nobody is paid in two currencies."""
    record = complaint.entitlements
    known = record.facts.get("currency") if record else None
    if known is None:
        return proposal.currency or HOME
    if proposal.currency and proposal.currency != known.value:
        raise InvalidInput("the order was paid in another currency", fields={"currency": f"{known.value}"})
    return str(known.value)


def _owed(complaint: Complaint, proposal: Proposal) -> tuple[str, ...]:
    """The rules that owe it. Raises ``InvalidInput`` for what they do not owe, ``IllegalTransition`` while unproved."""
    record = complaint.entitlements
    amounts = record.amounts if record else {}
    name = proposal.owed_as
    if record is None or name not in amounts:
        known = ", ".join(sorted(amounts)) or "none; state the facts first"
        raise InvalidInput("the rules owe no such amount", fields={"owed_as": f"one of: {known}"})
    if record.conditional:
        open_facts = ", ".join(record.rests_on)
        raise IllegalTransition(f"owed only if confirmed: {open_facts}", **permissions.state_of(complaint))
    paid = sum(
        (
            one.amount
            for one in complaint.compensations
            if one.owed_as == name and one.state is CompensationState.OFFERED
        ),
        Decimal(),
    )
    left = Decimal(amounts[name]) - paid
    if proposal.amount > left:
        raise InvalidInput(
            "more than the rules owe: offer the rest as goodwill", fields={"amount": f"at most {max(left, 0)}"}
        )
    return record.rules
