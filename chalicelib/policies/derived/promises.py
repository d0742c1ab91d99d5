"""What was promised with the order: multiples for fakes, compensation for delay, better freight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from .case import Case, derived, first_field, promises_of

_FAKE: Final = re.compile(r"fake|counterfeit|genuine|假", re.IGNORECASE)
_ENGLISH: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PAY: Final = re.compile(rf"赔(\d+|[一二三四五六七八九十])|pays? (?:for )?(\d+|{'|'.join(_ENGLISH)})", re.IGNORECASE)
_DIGITS: Final = {
    digit: str(number) for names in ("一二三四五六七八九十", _ENGLISH) for number, digit in enumerate(names, start=1)
}


def _fake_promises(case: Case) -> list[Mapping[str, Any]]:
    return [one for one in case["promises"] or () if isinstance(one, Mapping) and _FAKE.search(str(one.get("type")))]


@derived("promises")
def promise_multiple(case: Case) -> Decimal | None:
    """N of "fake one, pay N"."""
    for one in _fake_promises(case):
        given = first_field(one, "n", "times", "multiple", "pay")
        if given is not None:
            return given
        found = _PAY.search(_wording(one))
        found = found or _PAY.search(str(one.get("type")).replace("_", " "))
        if found:
            written = found[1] or found[2]
            return Decimal(_DIGITS.get(written.lower(), written))
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
        return first_field(promise, "amount")
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


@derived("promises", "freight_insured", "free_return", "member_tier")
def better_freight(case: Case) -> str | None:
    """Who pays the return instead of the consumer: ``merchant`` or ``insurer``."""
    if case["free_return"] or any(_applies(one, case) for one in promises_of(case, "free_return")):
        return "merchant"
    return "insurer" if case["insured_sum"] is not None else None


def _applies(promise: Mapping[str, Any], case: Case) -> bool:
    """A right of a tier is for its members, one for the first return only for the first."""
    tiers = promise.get("tiers", promise.get("tier"))
    if tiers and case["member_tier"] not in ([tiers] if isinstance(tiers, str) else tiers):
        return False
    first_only = promise.get("scope") == "first" or "first" in str(promise.get("type"))
    return not (first_only and case["earlier_returns"])


@derived("freight_insured", "promises")
def insured_sum(case: Case) -> Decimal | None:
    told = case["freight_insured"]
    if told is None:
        told = next(iter(promises_of(case, "freight_insurance")), None)
    if isinstance(told, Mapping):
        return first_field(told, "sum", "sum_insured", "cap", "amount", "max", "up_to", "limit")
    return Decimal(str(told)) if re.fullmatch(r"\d+(\.\d+)?", str(told)) else None
