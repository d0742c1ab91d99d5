"""What is known of a case, in the rules' words: from messages, channel, order and agents, each with a source. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import Fact, FactOrigin, FactSource
from chalicelib.model.flow import AfterSale
from chalicelib.model.message import Direction
from chalicelib.model.order import Order, OrderItem, Parcel

Facts = dict[str, Fact]
HOME: Final = "CN"
"""Whose law holds where nothing says otherwise."""
_PROFILES: Final = {
    "pinduoduo": "pdd",
    "doudian": "douyin",
    "wechatpay_complaint": "wechat_pay",
    "taobao": "taobao",
    "tmall": "tmall",
    "douyin": "douyin",
    "gome": "gome",
    "suning": "suning",
}
"""Platform → its promises among the rules. 京东's hold for what it sells itself only."""
_FAULTS: Final = frozenset({"quality_fault", "repair_request", "repair_delay"})
_OF_QUALITY: Final = _FAULTS | {"counterfeit", "not_as_described", "wrong_size", "food_safety"}
_FROM_ORDER: Final = (
    "jurisdiction", "region", "seller_type", "merchant", "member_tier", "buyer", "currency", "paid_at",
    "price_paid", "installed_on", "invoice_on",
)  # fmt: skip
"""Fields of an order that are facts under the same name."""
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
    issue, *further = _issues_told(complaint)
    if issue is None:
        return {}
    day = complaint.created_at.isoformat()
    facts = {"issue": _fact(issue, "asserted", "message"), **_named(complaint)}
    if further:
        facts["further_issues"] = _fact(further, "asserted", "message")
    if not _FAULTS.isdisjoint((issue, *further)):
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
        if entity.kind == "order" and entity.about in _PROFILES:
            said.setdefault("profile", set()).add(_PROFILES[entity.about])
    return {
        name: _fact(value, "asserted", "message")
        for name, (value, *others) in ((name, tuple(values)) for name, values in said.items())
        if not others and (name not in _DAYS_SAID or _IS_DAY.fullmatch(value))
    }


def _issues_told(complaint: Complaint) -> list[str | None]:
    """The main issue first, then one of each further kind of matter that other words tell. A person's correction of the
    category outweighs the words.
    """
    said = (message.text for message in complaint.messages if message.direction is Direction.INBOUND)
    text = "\n".join([complaint.subject or "", *said])
    known = _issues()
    found = list(_apart(known.told(text)))
    by_category = known.by_category.get(complaint.classification.primary)
    main = found[0] if found else by_category
    if complaint.classification.decided_by != "model" and by_category and main not in known.of(by_category):
        main = by_category
    kinds = _kinds(main)
    return [main, *(issue for issue in found if kinds.isdisjoint(_kinds(issue)))]


_MATTERS: Final = (
    _OF_QUALITY,
    frozenset({"late", "late_dispatch", "lost", "damaged", "short", "wrong_item", "false_signing", "courier_conduct"}),
    frozenset({"no_reason", "price_drop", "refund_delay"}),
)
"""Kinds of matter: one complaint may be about a fault and a delay, but about two faults it is about one."""
Told = tuple[str, tuple[int, int]]


def _kinds(issue: str | None) -> frozenset[int]:
    return frozenset(number for number, matter in enumerate(_MATTERS) if issue in matter)


def _apart(told: Iterable[Told]) -> Iterator[str]:
    """The first of each kind, unless the words that tell it told something else already."""
    kinds: set[int] = set()
    places: list[tuple[int, int]] = []
    for issue, (begin, end) in told:
        if places and (not _kinds(issue) or not kinds.isdisjoint(_kinds(issue))):
            continue
        if any(begin < taken_end and taken_begin < end for taken_begin, taken_end in places):
            continue
        kinds |= _kinds(issue)
        places.append((begin, end))
        yield issue


class _Issues:
    def __init__(self, written: Mapping[str, Any]) -> None:
        self.by_category: dict[str, str] = written["by_category"]
        self.patterns = [(issue, re.compile(one, re.IGNORECASE)) for issue, one in written["issues"].items()]

    def told(self, text: str) -> Iterator[Told]:
        """Each issue that is told, with where."""
        found = ((issue, pattern.search(text)) for issue, pattern in self.patterns)
        return ((issue, match.span()) for issue, match in found if match)

    def of(self, issue: str) -> frozenset[str]:
        """The issues of the same category: a fault may be a matter of repair."""
        return _OF_QUALITY if issue in _OF_QUALITY else frozenset({issue})


@cache
def _issues() -> _Issues:
    return _Issues(tomllib.loads(Path(__file__).with_name("issues.toml").read_text("utf-8")))


def _by_channel(complaint: Complaint) -> Facts:
    """The platform an order number is from, as the channel knows it, or the form says."""
    platform = (complaint.order.platform if complaint.order else None) or complaint.channel
    profile = _PROFILES.get(platform.lower())
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


def from_order(order: Order) -> Facts:
    """What an order says is evidence. Several parcels: the last to arrive; several goods: their kind when it is one."""
    return {
        name: _fact(value, "evidenced", "order")
        for name, value in _order_values(order)
        if value not in (None, "", [], ())
    }


def _order_values(order: Order) -> Iterator[tuple[str, Any]]:
    plain = order.model_dump(mode="json")
    yield from ((name, plain[name]) for name in _FROM_ORDER)
    if order.ordered_at:
        yield "order_date", order.ordered_at.isoformat()
    yield "profile", order.profile or _profile(order)
    yield "promises", plain["promises"]
    yield from _delivery(order.parcels)
    yield from _goods(order.items)


def _profile(order: Order) -> str | None:
    if order.platform == "jd":
        return {"self": "jd_self", "third_party": "jd_pop"}.get(order.seller_type or "")
    return _PROFILES.get(order.platform)


def _delivery(parcels: tuple[Parcel, ...]) -> Iterator[tuple[str, Any]]:
    promised = [one.promised_by for one in parcels if one.promised_by]
    shipped = [one.shipped_at for one in parcels if one.shipped_at]
    yield "promised_by", max(promised).isoformat() if promised else None
    yield "shipped_at", max(shipped).isoformat() if shipped else None
    arrived = [(one.arrived_at, one) for one in parcels if one.arrived_at]
    if not arrived or len(arrived) < len(parcels):
        return
    at, last = max(arrived, key=lambda pair: pair[0])
    yield "signed_on", at.isoformat()
    yield "signed_at", at.isoformat()
    yield "signed_by", last.signed_by
    yield "signing_consent", last.signing_consent


def _goods(items: tuple[OrderItem, ...]) -> Iterator[tuple[str, Any]]:
    """Repairs and warranty are of one item; of several nobody knows whose."""
    categories = {one.category for one in items if one.category}
    if len(categories) == 1:
        yield "category", categories.pop()
    if len(items) == 1:
        [item] = items
        yield "product", item.name
        yield "tag", item.tag
        yield "repairs", [_repair(one) for one in item.model_dump(mode="json")["repairs"]]


def _repair(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if value}


def _fact(value: Any, source: FactSource, origin: FactOrigin) -> Fact:
    return Fact(value=value, source=source, origin=origin)
