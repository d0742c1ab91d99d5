"""What goods, in what condition: tags from category, product and words of the condition."""

from __future__ import annotations

import re
from typing import Final

from .case import Case, derived


@derived("category", "product")
def goods(case: Case) -> frozenset[str]:
    category = case["category"] or ""
    tags = case.lexicon.goods.of(f"{case['product'] or ''} | {case['condition'] or ''}")
    tags = tags.union(case.lexicon.categories.get(category, ()), (category,) if category else ())
    return tags - _FOR_BUSINESSES if case["private_sale"] else tags


_FOR_BUSINESSES: Final = frozenset({"guaranteed", "car"})
"""三包 binds those who sell as a business."""


@derived("condition")
def signs(case: Case) -> frozenset[str]:
    return case.lexicon.signs.of(case.lexicon.without.sub(" ", case["condition"] or ""))


@derived("category", "product", "condition", "custom_made")
def excluded_a(case: Case) -> bool:
    """消保法 25(1): by their nature without no-reason return."""
    goods = case["goods"]
    if case["custom_made"]:
        return True
    if not goods.isdisjoint({"custom_made", "perishable", "downloaded", "press"}):
        return True
    return "media" in goods and not case["signs"].isdisjoint({"opened", "seal_broken", "activated"})


@derived("category", "product", "condition")
def excluded_b(case: Case) -> bool:
    """消保法 25(2): only with the buyer's confirmation."""
    return not case["goods"].isdisjoint({"hygiene", "activation_loss", "near_expiry", "told_defect"})


@derived("checkout_confirmation", "preset_tick")
def confirmed_clearly(case: Case) -> bool | None:
    """A tick that was set beforehand confirms nothing."""
    told = case["checkout_confirmation"]
    if case["preset_tick"]:
        return False
    if isinstance(told, str):
        said = told.lower().replace("_", " ")
        return not any(word in said for word in _NO_CONFIRMATION)
    return None if told is None else bool(told)


_NO_CONFIRMATION: Final = (
    "preset",
    "default",
    "pre-tick",
    "preticked",
    "pre-select",
    "preselect",
    "no",
    "none",
    "false",
    "text",
)


@derived("marked_no_return", "product", "condition", "checkout_confirmation")
def no_return_marked(case: Case) -> bool:
    """The merchant calls goods not returnable that the law does not exclude."""
    if case["marked_no_return"] is not None:
        return bool(case["marked_no_return"])
    said = f"{case['product'] or ''} {case['condition'] or ''}"
    return case["checkout_confirmation"] is not None or _NO_RETURN.search(said) is not None


_NO_RETURN: Final = re.compile(
    r"no[- ]returns?\b|non-?returnable|not returnable|no exchange|不退|不支持退", re.IGNORECASE
)


@derived("condition", "category", "intact")
def not_intact(case: Case) -> bool:
    """七日办法 9, by kind of goods; incomplete goods are not intact either (8)."""
    if case["intact"] is not None:
        return not case["intact"]
    goods, signs = case["goods"], case["signs"]
    if "incomplete" in signs:
        return True
    if "sealed" in goods and not signs.isdisjoint({"seal_broken"}):
        return True
    if "electric" in goods and not signs.isdisjoint({"activated", "tampered", "soiled"}):
        return True
    return not goods.isdisjoint({"textile"}) and not signs.isdisjoint({"tag_off", "soiled"})


@derived("condition", "seller_refuses")
def opened_to_inspect(case: Case) -> bool:
    refused = case["seller_refuses"]
    because_opened = isinstance(refused, str) and "opened" in case.lexicon.signs.of(refused)
    return ("opened" in case["signs"] or because_opened) and not case["not_intact"]


@derived("condition")
def tried_only(case: Case) -> bool:
    return not case["signs"].isdisjoint({"tried", "opened"}) and not case["not_intact"]
