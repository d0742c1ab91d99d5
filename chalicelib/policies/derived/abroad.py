"""Taiwan, the European Union, the United Kingdom, the United States."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from chalicelib.policies.periods import months_later

from .case import Case, derived, repairs_of

_EXCEPTED = frozenset({"custom_made", "perishable", "downloaded", "press", "ticket", "dated_leisure"})


@derived("category", "product", "condition")
def excepted_goods(case: Case) -> bool:
    """Custom, perishable, press, digital; hygiene goods and media only once opened."""
    goods, signs = case["goods"], case["signs"]
    opened = not signs.isdisjoint({"opened", "seal_broken"})
    return not goods.isdisjoint(_EXCEPTED) or (opened and not goods.isdisjoint({"hygiene", "media"}))


@derived("category", "product", "condition", "digital_consent")
def withdrawal_excepted(case: Case) -> bool:
    """Digital content loses the right only when it began with consent."""
    if "downloaded" in case["goods"] and case["digital_consent"] is not None:
        return bool(case["digital_consent"])
    return bool(case["excepted_goods"])


@derived("category", "product", "condition", "told_exception")
def excepted_and_told(case: Case) -> bool:
    """Taiwan: an exception counts only if the consumer was told of it."""
    return bool(case["excepted_goods"] and case["told_exception"])


@derived("signed_on", "informed")
def withdrawal_first_end(case: Case) -> date | None:
    return case["delivered_on"] + timedelta(days=14) if case["delivered_on"] else None


@derived("signed_on", "informed")
def taiwan_first_end(case: Case) -> date | None:
    return case["delivered_on"] + timedelta(days=7) if case["delivered_on"] else None


@derived("informed_on", "signed_on")
def information_given_late(case: Case) -> bool:
    return bool(case["informed_on"] and case["delivered_on"] and case["informed_on"] > case["delivered_on"])


@derived("goods_back_on", "written_notice_on")
def goods_or_notice_on(case: Case) -> date | None:
    day: date | None = case["goods_back_on"] or case["written_notice_on"] or case["notice_given_on"]
    return day


@derived("goods_back_on", "proof_of_sending_on")
def goods_or_proof_on(case: Case) -> date | None:
    """Whichever is earlier."""
    return min((day for day in (case["goods_back_on"], case["proof_of_sending_on"]) if day), default=None)


@derived("promises", "signed_on", "claim_at")
def promised_in_time(case: Case) -> bool:
    days = case["promise.no_reason.days"]
    return days is not None and case["delivered_days"] is not None and case["delivered_days"] <= days


@derived("repairs", "order_date")
def extended_by_repair(case: Case) -> bool:
    """Directive 2024/1799, applied since 2026-07-31: one year more after a repair."""
    repaired = [one.get("ready") for one in repairs_of(case) if one.get("ready")]
    return any(day >= date(2026, 7, 31) for day in repaired if day)


@derived("repairs", "fault_on", "repair_failed_given")
def repair_failed(case: Case) -> bool:
    """After one repair or replacement the fault is there again."""
    if case["repair_failed_given"] is not None:
        return bool(case["repair_failed_given"])
    return case["repairs_done"] >= 1 and bool(case["refaulted"])


@derived("waiting_since", "waiting_until", "repairs")
def uk_waiting_end(case: Case) -> date | None:
    """End of a repair or replacement that began within the 30 days."""
    since, until = _waiting(case)
    if since is None or until is None or case["in_use_from"] is None:
        return None
    return until if since <= case["in_use_from"] + timedelta(days=30) else None


@derived("waiting_since", "waiting_until", "repairs")
def uk_days_left(case: Case) -> int | None:
    """CRA s. 22(6): what was left when the waiting began, at least 7 days."""
    since, _ = _waiting(case)
    if since is None or case["in_use_from"] is None:
        return None
    value: int | None = max(30 - (since - case["in_use_from"]).days, 7)
    return value


def _waiting(case: Case) -> tuple[date | None, date | None]:
    if case["waiting_since"]:
        return case["waiting_since"], case["waiting_until"]
    first: Mapping[str, Any] = next(iter(repairs_of(case)), {})
    return first.get("sent_in"), first.get("ready")


@derived("fault_on", "signed_on")
def uk_first_half_year(case: Case) -> bool:
    return bool(case["delivered_on"] and case["fault_day"] <= months_later(case["delivered_on"], 6))


@derived("shipped_at", "claim_at")
def us_shipped_or_asked(case: Case) -> date:
    day: date = (case["shipped_at"] or case["claim_at"]).date()
    return day


@derived("promised_by")
def ship_by(case: Case) -> date | None:
    return case["promised_by"].date() if case["promised_by"] else None


@derived("order_date", "promised_by")
def refund_due_since(case: Case) -> date | None:
    if case["ship_by"]:
        day: date | None = case["ship_by"]
        return day
    return case["order_date"] + timedelta(days=int(case["ship_within_days"] or 30)) if case["order_date"] else None


@derived("refund_means")
def refunded_by_card(case: Case) -> bool | None:
    """Back to a card within a billing cycle, by any other means within 7 working days (16 CFR 435.1)."""
    means = case["refund_means"]
    return None if means is None else "card" in means.lower() and "gift" not in means.lower()
