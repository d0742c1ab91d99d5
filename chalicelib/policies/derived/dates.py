"""When: delivery, sale, dispatch, notice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from chalicelib.policies.periods import months_later

from .case import Case, derived

CLOCK_REFORM: Final = date(2024, 7, 1)
"""消保法实施条例 18: warranty clocks start at delivery or installation for orders from this day on (C8)."""


@derived("claim_at")
def claim_on(case: Case) -> date:
    day: date = case["claim_at"].date()
    return day


@derived("signed_by", "signing_consent", "received_on", "signed_on", "last_piece_on")
def delivered_on(case: Case) -> date | None:
    """C9: somebody else's signature counts only with consent. Several pieces: the last one."""
    day: date | None = case["last_piece_on"]
    if day is None and not case["unauthorised_signing"]:
        day = case["signed_on"]
    return day or case["received_on"]


@derived("signed_by", "signing_consent")
def unauthorised_signing(case: Case) -> bool:
    by_another = case["signed_by"] not in (None, "consignee", "consumer", "self", "buyer")
    return case["signing_consent"] is False or (by_another and case["signing_consent"] is not True)


@derived("installed_on", "signed_on")
def in_use_from(case: Case) -> date | None:
    day: date | None = case["installed_on"] or case["delivered_on"]
    return day


@derived("exchanged_on", "order_date", "installed_on", "signed_on", "invoice_on")
def warranty_start(case: Case) -> date | None:
    day: date | None = case["exchanged_on"] or case["sale_day"]
    return day


@derived("order_date", "installed_on", "signed_on", "invoice_on")
def sale_day(case: Case) -> date | None:
    """From which fault windows and warranty run, by the version of the order date (C8)."""
    ordered = case["order_date"]
    if ordered and ordered < CLOCK_REFORM:
        invoiced: date | None = case["invoice_on"] or case["delivered_on"]
        return invoiced
    day: date | None = case["in_use_from"]
    return day


@derived("installed_on", "exchanged_on", "invoice_on", "order_date", "signed_on")
def clock_basis(case: Case) -> str | None:
    """What moved the warranty's start away from plain delivery."""
    if case["exchanged_on"]:
        return "exchange"
    if case["order_date"] and case["order_date"] < CLOCK_REFORM:
        return None
    if case["installed_on"] and case["installed_on"] != case["delivered_on"]:
        return "installation"
    if case["invoice_on"] and case["invoice_on"] != case["delivered_on"]:
        return "delivery"
    return None


@derived("fault_on", "claim_at")
def fault_day(case: Case) -> date:
    day: date = case["fault_on"] or case["claim_on"]
    return day


@derived("order_date", "paid_at")
def paid_on(case: Case) -> date | None:
    day: date | None = case["paid_at"].date() if case["paid_at"] else case["order_date"]
    return day


@derived("promised_by", "paid_at", "dispatch_within_hours")
def dispatch_due(case: Case) -> Any:
    if case["dispatch_by"]:
        return case["dispatch_by"]
    if case["paid_at"] is None:
        return None
    return case["paid_at"] + timedelta(hours=int(case["dispatch_within_hours"] or 48))


@derived("shipped_at", "paid_at", "dispatch_within_hours", "claim_at", "promised_by")
def dispatched_late(case: Case) -> bool | None:
    due = case["dispatch_due"]
    if due is None:
        return None
    if due.time() == time():  # a day was named: all of it counts
        due += timedelta(days=1)
    return bool((case["shipped_at"] or case["claim_at"]) > due)


@derived("promised_by", "signed_on", "claim_at")
def arrived_late(case: Case) -> bool | None:
    if case["promised_by"] is None:
        return None
    return bool((case["delivered_on"] or case["claim_on"]) > case["promised_by"].date())


@derived("claim_at", "delivered_on")
def delivered_days(case: Case) -> int | None:
    """Whole days from delivery to the question; the day of delivery is 0 (C2)."""
    return (case["claim_on"] - case["delivered_on"]).days if case["delivered_on"] else None


@derived("fault_on", "signed_on")
def delivered_days_at_fault(case: Case) -> int | None:
    return (case["fault_day"] - case["delivered_on"]).days if case["delivered_on"] else None


@derived("demand_on", "goods_back_on")
def demand_since(case: Case) -> date | None:
    """The demand; for a refund the day on which the goods came back."""
    since: date | None = case["demand_on"] or (case["goods_back_on"] if case["issue"] == "refund_delay" else None)
    return since


@derived("demand_on", "goods_back_on", "claim_at")
def demand_days(case: Case) -> int | None:
    return (case["claim_on"] - case["demand_since"]).days if case["demand_since"] else None


@derived("notice_given_on", "written_notice_on", "claim_at")
def notice_on(case: Case) -> date:
    """The act that must be in time is the notice; without one, asking is it."""
    day: date = case["notice_given_on"] or case["written_notice_on"] or case["claim_on"]
    return day


@derived("act_on", "authority_accepted_on", "authority_received_on", "claim_at")
def act_day(case: Case) -> date:
    """Procedure goes by the version of the day of the act (C8)."""
    acts = ("act_on", "authority_accepted_on", "authority_received_on", "odr_received_on", "rule_change_announced_on")
    return next((case[name] for name in acts if case[name]), None) or date.fromordinal(case["claim_on"].toordinal())


@derived("requested_at", "claim_at")
def asked_at(case: Case) -> datetime:
    moment: datetime = case["requested_at"] or case["claim_at"]
    return moment


@derived("asked_on", "claim_at")
def asked_day(case: Case) -> date:
    day: date = case["asked_on"] or case["asked_at"].date()
    return day


@derived("drop_on", "claim_at")
def price_protection_asked(case: Case) -> date:
    """Both the fall of the price and the request must be in time; the later one decides."""
    day: date = max(case["claim_on"], case["drop_on"] or case["claim_on"])
    return day


@derived("claim_at")
def price_protection_moment(case: Case) -> datetime:
    moment: datetime = case["claim_at"]
    return moment


@derived("promised_by", "shipped_at", "signed_on", "claim_at", "paid_at", "dispatch_within_hours")
def is_late(case: Case) -> bool | None:
    known: tuple[bool | None, ...] = (case["dispatched_late"], case["arrived_late"])
    if case["issue"] == "late":
        known = (case["arrived_late"],) if case["arrived_late"] is not None else (case["dispatched_late"],)
    return None if all(one is None for one in known) else any(known)


@derived("purpose_defeated", "reminded_on", "claim_at")
def may_rescind_delay(case: Case) -> bool:
    """A reminder has to leave a reasonable time: here three days."""
    reminded = case["reminded_on"]
    waited = reminded is not None and case["claim_on"] - reminded >= timedelta(days=3)
    undelivered = case["delivered_on"] is None and case["shipped_at"] is None
    return bool(case["purpose_defeated"]) or (waited and undelivered)


@derived("promised_by", "same_city", "signed_on", "claim_at")
def thorough_delay(case: Case) -> bool:
    if case["promised_by"] is None:
        return False
    arrived = case["delivered_on"] or case["claim_on"]
    return bool((arrived - case["promised_by"].date()).days > (3 if case["same_city"] else 7))


_ELSEWHERE: Final = ("odr_received_on", "council_received_on", "council_accepted_on", "postal_appeal_on")


@derived("odr_received_on", "council_received_on", "postal_appeal_on", "authority_accepted_on", "authority_received_on")
def before_authority(case: Case) -> bool:
    """With the business itself, a consumer council or the postal authority: the market authority has nothing yet."""
    elsewhere = any(case[name] for name in _ELSEWHERE)
    return elsewhere and not (case["authority_received_on"] or case["authority_accepted_on"])


@derived("known_since", "claim_at")
def complaint_too_old(case: Case) -> bool:
    """More than three years since the consumer knew (令 121 第 16(4) 条)."""
    return bool(case["known_since"] and case["claim_on"] > months_later(case["known_since"], 36))
