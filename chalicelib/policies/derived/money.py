"""Sums and shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from .case import Case, derived, promises_of

_OF: Final = re.compile(r"(\d+)\s*(?:of|/|out of)\s*(\d+)")
_ORDERED: Final = re.compile(r"(\d+)\D{1,24}?(\d+)\s*(?:arrived|received|came|delivered|到)")


@derived("quantity_ordered", "quantity_received", "condition", "product")
def missing_share(case: Case) -> Decimal | None:
    """Of the goods paid for; counts are given, or read from words like ``4 of 6``."""
    ordered, received = case["quantity_ordered"], case["quantity_received"]
    if ordered is None or received is None:
        found = _OF.search(case["condition"] or "")
        again = _ORDERED.search(case["product"] or "")
        if found:
            received, ordered = Decimal(found[1]), Decimal(found[2])
        elif again:
            ordered, received = Decimal(again[1]), Decimal(again[2])
        else:
            return None
    if not ordered or received > ordered:
        return None
    value: Decimal | None = (ordered - received) / ordered
    return value


def _returned(case: Case) -> list[Mapping[str, Any]]:
    wanted = case["return_items"]
    items = [one for one in case["items"] or () if isinstance(one, Mapping)]
    return items if not wanted else [one for one in items if (one.get("sku") or one.get("id")) in wanted]


def _sum(items: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((one["price"] * one.get("quantity", 1) for one in items if "price" in one), Decimal())


@derived("items", "return_items", "price_paid")
def returned_price(case: Case) -> Decimal | None:
    """What goes back, at its own price; the whole order when nothing is named."""
    items = _returned(case)
    paid: Decimal | None = case["price_paid"]
    return _sum(items) if items and case["return_items"] else paid


@derived("items", "return_items")
def kept_price(case: Case) -> Decimal | None:
    """Of what stays, at the price at purchase without the offer."""
    if not case["items"] or not case["return_items"]:
        return None
    back = _returned(case)
    return _sum([one for one in case["items"] if isinstance(one, Mapping) and one not in back])


@derived("items", "return_items", "free_shipping_from", "price_paid")
def kept_paid(case: Case) -> Decimal | None:
    if case["returned_price"] is None or case["price_paid"] is None or not case["return_items"]:
        return None
    left: Decimal = case["price_paid"] - case["returned_price"]
    return left


@derived("offer", "offer_from", "items", "return_items", "offer_lost")
def loses_offer(case: Case) -> bool:
    """A full-reduction or bundle price that the kept goods no longer reach."""
    if case["offer_lost"] is not None:
        return bool(case["offer_lost"])
    if case["kept_price"] is None:
        return False
    threshold = case["offer_from"] or _named(case["offer"], "threshold", "from", "full", "over", "min")
    if threshold is not None:
        return bool(case["kept_price"] < threshold)
    full = _sum([one for one in case["items"] if isinstance(one, Mapping)])
    return bool(case["bundle"]) or (case["price_paid"] is not None and full > case["price_paid"])


def _named(told: Any, *names: str) -> Decimal | None:
    """The first of these fields that an object has."""
    return next((told[name] for name in names if name in told), None) if isinstance(told, Mapping) else None


@derived("loss")
def loss_total(case: Case) -> Decimal:
    return case["loss"] or Decimal()


@derived("gift_price", "gift_returned")
def gift_charge(case: Case) -> Decimal:
    gift = case["gift"]
    kept = case["gift_returned"] is False or (isinstance(gift, Mapping) and gift.get("returned") is False)
    price = case["gift_price"] or _named(gift, "marked_price", "price", "value")
    return price if kept and price is not None else Decimal()


@derived("price_paid", "price_now", "already_returned")
def price_drop(case: Case) -> Decimal | None:
    if case["price_paid"] is None or case["price_now"] is None:
        return None
    drop: Decimal = case["price_paid"] - case["price_now"] - (case["already_returned"] or 0)
    return max(drop, Decimal())


@derived("category", "product")
def protection_days(case: Case) -> int | None:
    if "appliance" in case["goods"]:
        return 30
    return 7 if "digital_protection" in case["goods"] or case["category"] in _SEVEN_DAY_GOODS else None


_SEVEN_DAY_GOODS: Final = frozenset({"digital", "daily", "book", "books", "phone", "computer"})


@derived("category", "product")
def protection_hours(case: Case) -> int | None:
    days = case["protection_days"]
    return None if days is None else days * 24


@derived("flash_sale", "is_gift", "same_item", "seller_type")
def price_excluded(case: Case) -> bool:
    return bool(case["flash_sale"] or case["is_gift"] or case["same_item"] is False)


@derived("counterfeit", "fraud", "issue")
def fraud_level(case: Case) -> str | None:
    """How far a fraud is established; ``None`` when nobody speaks of one."""
    for name in ("counterfeit", "fraud"):
        told = case[name]
        if told not in (None, False):
            return "evidenced" if told is True else str(told)
    return "asserted" if case["issue"] == "counterfeit" else None


@derived("label_flaw", "misleading", "affects_safety")
def label_flaw_harmless(case: Case) -> bool:
    """法释〔2024〕9号 6-8: neither unsafe nor misleading."""
    flaw = case["label_flaw"]
    if flaw in (None, False):
        return False
    if case["misleading"] or case["affects_safety"]:
        return False
    if isinstance(flaw, str):
        return re.search(r"missing (mandatory|date|allergen|production)|wrong (date|allergen)|mislead", flaw) is None
    return True


@derived("seller_knew", "claim_against")
def liable_for_food(case: Case) -> bool:
    """The maker always, the seller who knew."""
    return bool(case["seller_knew"]) or case["claim_against"] in {"maker", "manufacturer", "producer"}


@derived("bought_to_claim", "household_need", "price_paid", "quantity")
def food_price(case: Case) -> Decimal | None:
    """The price that counts: of what a household needs, when the buyer bought to claim."""
    paid: Decimal | None = case["price_paid"]
    need, quantity = case["household_need"], case["quantity"]
    if not case["bought_to_claim"] or need is None or not quantity or paid is None:
        return paid
    value: Decimal | None = paid * min(need, quantity) / quantity
    return value


@derived("carrier_offer")
def offers_freight_multiple(case: Case) -> bool:
    """A carrier that wants to settle by a multiple of the freight."""
    offer = case["carrier_offer"]
    return offer is True or (isinstance(offer, str) and re.search(r"freight|postage|运费", offer) is not None)


@derived("claims_on_carrier", "declared_value", "insured")
def carrier_liability(case: Case) -> bool:
    """Somebody asks what the carrier owes."""
    return bool(case["claims_on_carrier"] or case["declared_value"] is not None or case["insured"] is not None)


@derived("loss")
def loss_paid(case: Case) -> Decimal | None:
    loss: Decimal | None = case["loss"]
    return loss


_FAKE: Final = re.compile(r"fake|counterfeit|genuine|假", re.IGNORECASE)
_PAY: Final = re.compile(r"赔(\d+|[一二三四五六七八九十])|pay (?:for )?(\d+)", re.IGNORECASE)
_CHINESE_DIGITS: Final = {digit: str(number) for number, digit in enumerate("一二三四五六七八九十", start=1)}


def _fake_promises(case: Case) -> list[Mapping[str, Any]]:
    return [one for one in case["promises"] or () if isinstance(one, Mapping) and _FAKE.search(str(one.get("type")))]


@derived("promises")
def promise_multiple(case: Case) -> Decimal | None:
    """N of "fake one, pay N"."""
    for one in _fake_promises(case):
        given = _named(one, "n", "times", "multiple", "pay")
        if given is not None:
            return given
        found = _PAY.search(_wording(one))
        if found:
            written = found[1] or found[2]
            return Decimal(_CHINESE_DIGITS.get(written, written))
    return None


@derived("promises")
def promise_on_top(case: Case) -> bool:
    """退一赔N: the refund comes on top."""
    given = _fake_promises(case)
    said = any("退一" in _wording(one) or "refund" in _wording(one).lower() for one in given)
    return said or any(one[name] is True for one in given for name in one if "refund" in name)


def _wording(promise: Mapping[str, Any]) -> str:
    return " ".join(str(promise[name]) for name in ("wording", "text", "words") if name in promise)


@derived("promises")
def late_promise(case: Case) -> Mapping[str, Any] | None:
    given = [one for one in case["promises"] or () if isinstance(one, Mapping)]
    named = (one for one in given if not str(one.get("type")).startswith("platform"))
    return next((one for one in named if re.search(r"late|delay|dispatch", str(one.get("type")))), None)


@derived("promises", "price_paid")
def late_compensation(case: Case) -> Decimal | None:
    """A percentage of the price between floor and cap, or a fixed sum."""
    return _share(case["late_promise"], case["price_paid"])


def _share(promise: Mapping[str, Any] | None, paid: Decimal | None) -> Decimal | None:
    if promise is None or paid is None:
        return None
    if "percent" not in promise:
        return _named(promise, "amount")
    share: Decimal = paid * promise["percent"] / 100
    floor, cap = promise.get("min", promise.get("floor")), promise.get("max", promise.get("cap"))
    share = share if floor is None else max(share, floor)
    return share if cap is None else min(share, cap)


@derived("promises")
def platform_percent(case: Case) -> Any:
    return next(iter(promises_of(case, "platform_late_dispatch")), None)


@derived("promises", "price_paid")
def platform_compensation(case: Case) -> Decimal | None:
    return _share(case["platform_percent"], case["price_paid"])


@derived("promises")
def promised_no_reason_days(case: Case) -> Decimal:
    """Seven where the promise names no number."""
    days: Decimal | None = case["promise.no_reason.days"]
    return Decimal(7) if days is None else days


_FREE_RETURN: Final = ("free_return", "free_return_freight", "return_freight", "free_return_shipping")


@derived("promises", "freight_insured", "free_return", "member_tier")
def better_freight(case: Case) -> str | None:
    """Who pays the return instead of the consumer: ``merchant`` or ``insurer``."""
    if case["free_return"] or any(_applies(one, case) for kind in _FREE_RETURN for one in promises_of(case, kind)):
        return "merchant"
    return "insurer" if case["insured_sum"] is not None else None


def _applies(promise: Mapping[str, Any], case: Case) -> bool:
    """A right of a tier is for its members, one for the first return only for the first."""
    tiers = promise.get("tiers", promise.get("tier"))
    if tiers and case["member_tier"] not in ([tiers] if isinstance(tiers, str) else tiers):
        return False
    return not (promise.get("scope") == "first" and case["earlier_returns"])


@derived("freight_insured", "promises")
def insured_sum(case: Case) -> Decimal | None:
    told = case["freight_insured"]
    if told is None:
        told = next(iter(promises_of(case, "freight_insurance")), None)
    if isinstance(told, Mapping):
        return _named(told, "sum", "sum_insured", "cap", "amount", "max")
    return Decimal(str(told)) if re.fullmatch(r"\d+(\.\d+)?", str(told)) else None


@derived("price_paid", "outbound_freight")
def withdrawal_refund(case: Case) -> Decimal | None:
    """EU and UK: the price and the standard outbound delivery, where it was charged apart."""
    price: Decimal | None = case["returned_price"]
    if price is None or case["return_items"] or case["outbound_freight"] is None:
        return price
    value: Decimal | None = price + case["outbound_freight"]
    return value
