"""Cars: when their warranty starts, how grave a fault is, how often it came back, and the fee for use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .case import Case, derived


@derived("exchanged_on", "signed_on", "invoice_on")
def car_start(case: Case) -> date | None:
    """家用汽车三包 18: the invoice date, or delivery if that differs."""
    day: date | None = case["exchanged_on"] or case["delivered_on"] or case["invoice_on"]
    return day


@derived("condition", "part")
def major_assembly(case: Case) -> bool:
    named = f"{case['part'] or ''}".lower().replace("_", " ")
    return "major_assembly" in case["signs"] or case.lexicon.signs.has("major_assembly", named)


@derived("condition", "breakdown")
def broken_down(case: Case) -> bool:
    return bool(case["breakdown"]) or (case["breakdown"] is None and "stranded" in case["signs"])


@derived("condition", "part")
def grave_fault(case: Case) -> bool:
    return "grave" in case["signs"]


@derived("repairs", "condition", "safety_fault", "replacements", "same_problem_given")
def car_repeated(case: Case) -> bool:
    """Article 24: two failed repairs of a serious safety fault, an assembly or main part replaced twice, over 30 days
    in repair, or more than four repairs of one problem.
    """
    serious = case["safety_fault"] or (case["safety_fault"] is None and "safety_fault" in case["signs"])
    safety = serious and case["repairs_done"] >= 2
    return bool(
        safety or case["same_part_repairs"] >= 2 or case["repair_days"] > 30 or case["same_problem_repairs"] > 4
    )


@derived("use_fee_rate_given")
def use_fee_rate(case: Case) -> Decimal:
    """n of article 27; its ceiling when nothing lower was agreed."""
    given: Decimal | None = case["use_fee_rate_given"]
    return Decimal("0.005") if given is None else given
