"""Repairs: how many, how long and why, and the use between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .case import Case, derived, repairs_of


@derived("repairs", "claim_at", "exchanged_on")
def repair_lengths(case: Case) -> tuple[int, ...]:
    """Days of each repair since the last exchange (C10); one still open runs until the question is asked."""
    return tuple(_repair_days(one, case["claim_on"]) for one in _repairs(case))


def _repairs(case: Case) -> Iterable[Mapping[str, Any]]:
    since = case["exchanged_on"]
    for one in repairs_of(case):
        if not (since and one.get("sent_in") and one["sent_in"] < since):
            yield one


def _repair_days(one: Mapping[str, Any], today: date) -> int:
    sent, ready = one.get("sent_in"), one.get("ready")
    if sent is None:
        return int(one.get("days") or 0)
    days: int = ((ready or today) - sent).days
    return max(days, 0)


@derived("repairs", "repair_count")
def repairs_done(case: Case) -> int:
    """Finished ones: only they can have failed."""
    given = case["repair_count"]
    done = sum(1 for one in _repairs(case) if one.get("ready") or one.get("days") or not one.get("sent_in"))
    return max(done, int(given or 0))


@derived("repairs", "claim_at", "repair_days_given")
def repair_days(case: Case) -> int:
    return int(case["repair_days_given"] or 0) or sum(case["repair_lengths"])


@derived("repairs", "claim_at", "sent_in_on", "repair_days_given")
def longest_repair(case: Case) -> int:
    open_one = (case["claim_on"] - case["sent_in_on"]).days if case["sent_in_on"] else 0
    return max((*case["repair_lengths"], open_one, int(case["repair_days_given"] or 0)), default=0)


@derived("repairs", "repair_cause", "parts_missing", "repairer_at_fault")
def repair_reason(case: Case) -> str | None:
    """Why the longest repair took so long: ``parts``, ``repairer`` or unknown."""
    named = [one.get("cause") or one.get("reason") for one in _repairs(case)]
    written = " ".join(str(reason) for reason in (case["repair_cause"], *named) if reason).lower()
    if case["parts_missing"]:
        return "parts"
    if case["repairer_at_fault"]:
        return "repairer"
    if "part" in written or "零件" in written or "配件" in written:
        return "parts"
    return "repairer" if written else None


@derived("repairs", "replacements")
def same_part_repairs(case: Case) -> int:
    """How often the part replaced most was replaced."""
    parts = [one.get("part") for one in _repairs(case) if one.get("part")]
    return max(*(parts.count(part) for part in parts), int(case["replacements"] or 0), 0)


@derived("repairs", "same_problem_given")
def same_problem_repairs(case: Case) -> int:
    problems = [one.get("problem") or one.get("fault") for one in _repairs(case)]
    named = [problem for problem in problems if problem]
    return max(*(named.count(problem) for problem in named), int(case["same_problem_given"] or 0), 0)


@derived("sale_day", "claim_at", "repairs", "daily_rate")
def days_used(case: Case) -> int | None:
    """From purchase to the question, without the days in repair."""
    start = case["invoice_on"] or case["sale_day"]
    return None if start is None else max((case["claim_on"] - start).days - case["repair_days"], 0)


@derived("prefers", "refund_preferred")
def prefers_refund(case: Case) -> bool:
    if case["refund_preferred"] is not None:
        return bool(case["refund_preferred"])
    return re.search(r"refund|return|money|退", case["prefers"] or "") is not None


@derived("fault_on", "claim_at")
def refaulted(case: Case) -> bool:
    """Out of order again after the last repair."""
    ready = [one.get("ready") for one in _repairs(case) if one.get("ready")]
    return all(case["fault_day"] >= day for day in ready if day)


@derived("repairs", "repaired_on", "fault_on")
def repair_warranted_from(case: Case) -> date | None:
    """The hand-over, where it was named; else that of the last repair, which counts once the warranty is over."""
    if case["repaired_on"] or case["in_warranty"]:
        day: date | None = case["repaired_on"]
        return day
    return max((one["ready"] for one in _repairs(case) if one.get("ready")), default=None)


@derived("repairs", "sent_in_on", "repaired_on")
def open_repair_since(case: Case) -> date | None:
    open_ones = [one.get("sent_in") for one in _repairs(case) if one.get("sent_in") and not one.get("ready")]
    if open_ones:
        return open_ones[-1]
    return case["sent_in_on"] if not case["repaired_on"] else None


@derived("repairs", "sent_in_on", "repaired_on")
def repair_open(case: Case) -> bool:
    return case["open_repair_since"] is not None


@derived("repairs", "sent_in_on", "claim_at")
def open_repair_days(case: Case) -> int:
    return (case["claim_on"] - case["open_repair_since"]).days if case["repair_open"] else 0


@derived("repairs", "region", "repair_refused")
def zhejiang_due(case: Case) -> bool:
    """浙江 26(5): two repairs in vain, over 35 days in all, or no repair service."""
    twice = case["repairs_done"] >= 2 and case["refaulted"]
    return bool(twice or case["repair_days"] > 35 or case["repair_refused"])


@derived("large", "transport_cost", "asks_on_site")
def asks_transport(case: Case) -> bool:
    """Somebody has to come for the goods, or bringing them costs."""
    return bool(case["large"] or case["transport_cost"] or case["asks_on_site"])
