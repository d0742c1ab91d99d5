"""Sums and shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from .case import Case, derived, first_field

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
    threshold = case["offer_from"] or first_field(case["offer"], "threshold", "from", "full", "over", "min")
    if threshold is not None:
        return bool(case["kept_price"] < threshold)
    full = _sum([one for one in case["items"] if isinstance(one, Mapping)])
    return bool(case["bundle"]) or (case["price_paid"] is not None and full > case["price_paid"])


@derived("loss")
def loss_total(case: Case) -> Decimal:
    return case["loss"] or Decimal()


@derived("gift_price", "gift_returned")
def gift_charge(case: Case) -> Decimal:
    gift = case["gift"]
    kept = case["gift_returned"] is False or (isinstance(gift, Mapping) and gift.get("returned") is False)
    price = case["gift_price"] or first_field(gift, "marked_price", "price", "value")
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


@derived("price_paid", "outbound_freight")
def withdrawal_refund(case: Case) -> Decimal | None:
    """EU and UK: the price and the standard outbound delivery, where it was charged apart."""
    price: Decimal | None = case["returned_price"]
    if price is None or case["return_items"] or case["outbound_freight"] is None:
        return price
    value: Decimal | None = price + case["outbound_freight"]
    return value


@derived("food_standard")
def food_below(case: Case) -> bool:
    """Below the food safety standard, however it was put."""
    return (
        re.search(r"below|fail|unsafe|expired|spoil|not (met|conform)|non.?c|不合格|过期", case["food_standard"] or "")
        is not None
    )


@derived("harm")
def grave_harm(case: Case) -> bool:
    """Death or serious harm to health (消保法 55(2))."""
    return re.search(r"death|dead|died|serious|severe|grave|死亡|重伤|严重", (case["harm"] or "").lower()) is not None
