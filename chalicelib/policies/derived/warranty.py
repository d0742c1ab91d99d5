"""Warranty: of which part, for how long, and what it does not cover."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from chalicelib.policies.periods import months_later

from .case import Case, derived


@derived("part", "main_part", "condition")
def warranty_part(case: Case) -> str | None:
    """A part with a term of its own, for phones."""
    if "phone" not in case["goods"]:
        return None
    parts = ("battery", "charger", "headset", "data_card")
    named = (case["part"] or "").lower().replace(" ", "_")
    return next((part for part in parts if part in named), None)


@derived("part", "main_part", "condition")
def is_main_part(case: Case) -> bool:
    if case["main_part"] is not None:
        return bool(case["main_part"])
    return "main_component" in case["signs"] or case.lexicon.signs.has("main_component", case["part"] or "")


@derived("part", "category", "product", "warranty_years_given")
def warranty_years(case: Case) -> int | None:
    """Whole machine 1 year; main parts by the catalogue (三包规定 8, 目录)."""
    if case["warranty_part"] in {"battery", "headset"}:
        return None
    if case["warranty_years_given"]:
        return int(case["warranty_years_given"])
    if not case["is_main_part"]:
        return 1
    if "three_year_parts" in case["goods"]:
        return 3
    return 2 if not case["goods"].isdisjoint({"two_year_parts", "computer"}) else 1


@derived("part")
def warranty_months(case: Case) -> int | None:
    return {"battery": 6, "headset": 3}.get(case["warranty_part"] or "")


@derived("fault_on", "signed_on", "exchanged_on", "repairs", "part", "category", "product")
def in_warranty(case: Case) -> bool | None:
    """Whether the fault fell into the warranty, repair days added (C10)."""
    start, months = case["warranty_start"], case["warranty_months"] or (case["warranty_years"] or 0) * 12
    if start is None:
        return None
    return bool(case["fault_day"] <= months_later(start, months) + timedelta(days=case["repair_days"]))


@derived("category", "product")
def parts_limit(case: Case) -> int:
    """Days that may pass while the maker supplies no parts."""
    return 60 if not case["goods"].isdisjoint({"phone", "fixed_phone"}) else 90


@derived("cause", "misuse", "opened_by", "condition")
def excluded_cause(case: Case) -> bool:
    """What takes a fault out of 三包; somebody has to have found it, so it is read from the facts, never guessed."""
    named = case["cause"] or ""
    if named in {"quality", "material", "manufacturing", "defect", "unknown"}:
        return False
    by_other = case["opened_by"] not in (None, "repairer", "merchant", "seller", "authorised", "authorized")
    return bool(named) or case["misuse"] not in (None, False) or by_other or "misused" in case["signs"]


@derived("daily_rate", "category", "product")
def depreciation_rate(case: Case) -> Decimal | None:
    """Per day. Given, or of the catalogue: phones 0.5 %, computers 0.25 % (both unsure)."""
    given: Decimal | None = case["daily_rate"]
    if given is not None:
        return given
    rates = {"phone": "0.005", "computer": "0.0025", "fixed_phone": "0.0025"}
    return next((Decimal(rate) for tag, rate in rates.items() if tag in case["goods"]), None)


@derived("agreed_quality_months")
def beijing_months(case: Case) -> int | None:
    agreed = case["agreed_quality_months"]
    return None if agreed is None else max(int(agreed), 3)
