"""What is known of a case, in the rules' words: from messages, channel, order and agents, each with a source. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import Fact, FactOrigin, FactSource
from chalicelib.model.flow import AfterSale
from chalicelib.model.order import Order

from .issues import FAULTS, issues_told
from .order_facts import PROFILES, Facts, from_order

HOME: Final = "CN"
"""Whose law holds where nothing says otherwise."""
_FROM_WORDS: Final[dict[tuple[str, str | None], str]] = {
    ("date", "received"): "signed_on",
    ("date", "bought"): "order_date",
    ("date", "asked"): "asked_on",
    ("amount", "paid"): "price_paid",
    ("product", None): "product",
}
"""What a message names, by kind and what it is about → the fact it asserts."""
_DAYS_SAID: Final = frozenset({"signed_on", "order_date", "asked_on"})
_IS_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_BY_STRENGTH: Final[tuple[FactOrigin, ...]] = ("shop", "message", "channel", "order", "flow", "agent")


def gathered(complaint: Complaint, *, order: Order | None, stated: Mapping[str, Fact]) -> Facts:
    """Everything known; of two the later in ``_BY_STRENGTH`` counts. What an order said before stays while none is
    given, and so does what agents stated until they take it back (``None``). Empty when nobody says what it is about.
    """
    before = complaint.entitlements.facts if complaint.entitlements else {}
    kept = {
        name: fact
        for name, fact in before.items()
        if (fact.origin == "agent" and name not in stated) or (fact.origin == "order" and order is None)
    }
    fresh = {name: fact for name, fact in stated.items() if fact.value is not None}
    found = [_taken_for_granted(complaint), _told(complaint), _by_channel(complaint), _by_flows(complaint), kept, fresh]
    if order:
        found.append(from_order(order))
    facts: Facts = {}
    for name, fact in (pair for one in found for pair in one.items()):
        present = facts.get(name)
        if present is None or _BY_STRENGTH.index(fact.origin) >= _BY_STRENGTH.index(present.origin):
            facts[name] = fact
    return facts if "issue" in facts else {}


def _taken_for_granted(complaint: Complaint) -> Facts:
    at = complaint.created_at.isoformat()
    plain = {"jurisdiction": HOME, "buyer": "consumer", "channel": "online", "claim_at": at, "received_at": at}
    return {name: Fact(value=value, source="evidenced", origin="shop") for name, value in plain.items()}


def _told(complaint: Complaint) -> Facts:
    """What the customer says is asserted. A fault is there at the latest when it is complained of."""
    issue, *further = issues_told(complaint)
    if issue is None:
        return {}
    day = complaint.created_at.isoformat()
    facts = {"issue": _fact(issue, "asserted", "message"), **_named(complaint)}
    if further:
        facts["further_issues"] = _fact(further, "asserted", "message")
    if not FAULTS.isdisjoint((issue, *further)):
        facts["fault_on"] = _fact(day, "asserted", "message")
    if issue == "repair_request":
        facts["requested_at"] = _fact(day, "evidenced", "message")
    return facts


def _named(complaint: Complaint) -> Facts:
    """Days, the price and the platform that the messages name, each only when they name one and no other."""
    said: dict[str, set[str]] = {}
    for entity in complaint.assessment.entities:
        if name := _FROM_WORDS.get((entity.kind, entity.about)):
            value = entity.value.split()[0] if entity.kind == "amount" else entity.value
            said.setdefault(name, set()).add(value)
        if entity.kind == "order" and entity.about in PROFILES:
            said.setdefault("profile", set()).add(PROFILES[entity.about])
    return {
        name: _fact(value, "asserted", "message")
        for name, (value, *others) in ((name, tuple(values)) for name, values in said.items())
        if not others and (name not in _DAYS_SAID or _IS_DAY.fullmatch(value))
    }


def _by_channel(complaint: Complaint) -> Facts:
    """The platform an order number is from, as the channel knows it, or the form says."""
    platform = (complaint.order.platform if complaint.order else None) or complaint.channel
    profile = PROFILES.get(platform.lower())
    facts = {"profile": _fact(profile, "evidenced", "channel")} if profile else {}
    return facts | {name: _fact(value, "evidenced", "channel") for name, value in _pushed(complaint.aftersale)}


def _pushed(sale: AfterSale | None) -> Iterator[tuple[str, Any]]:
    """What the buyer chose at the platform. A sum they ask for is no sum they paid, so it stays with the complaint."""
    if sale is None:
        return
    if sale.kind == "repair":
        yield "issue", "repair_request"
    if sale.kind in _WANTED:
        yield "prefers", _WANTED[sale.kind]
    if sale.kind == "refund_only":
        yield "asks_refund_only", True


_WANTED: Final = {"return": "return_refund", "refund_only": "refund", "exchange": "exchange", "repair": "repair"}


def _by_flows(complaint: Complaint) -> Facts:
    """What holds from the day on which a step was done. The last such day counts: a repair may come twice."""
    from .flows import flow_book  # which needs this room's own answers

    return {
        name: _fact(step.done_at.isoformat(), "evidenced", "flow")
        for run in complaint.flows
        for step in run.steps
        if step.done_at
        for name in flow_book().flow(run.flow).step(step.step).states
    }


def _fact(value: Any, source: FactSource, origin: FactOrigin) -> Fact:
    return Fact(value=value, source=source, origin=origin)
