"""What holds for all facts: more generous never worsens, whole weeks do not matter, money adds up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.calendars.days import days_of
from chalicelib.model.errors import InvalidInput
from chalicelib.policies.combining import PAYERS
from chalicelib.policies.engine import entitle
from chalicelib.policies.entitlements import Entitlements
from chalicelib.policies.formulas import parsed, value_of
from chalicelib.policies.periods import months_later, moved, period_end
from chalicelib.policies.rulebook import rulebook

CHINA: Final = days_of("CN")
DAYS: Final = st.dates(date(2025, 1, 1), date(2026, 10, 31))
GOODS: Final = st.sampled_from(
    [
        {"category": "appliance_large", "product": "fridge"},
        {"category": "phone", "product": "mobile phone"},
        {"category": "home", "product": "blanket", "condition": "intact"},
        {"category": "apparel", "product": "shirt", "condition": "tag cut"},
        {"category": "food", "product": "boxed milk, near expiry"},
    ]
)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    signed = draw(DAYS)
    used = draw(st.integers(0, 400))
    fault = signed + timedelta(days=draw(st.integers(0, used)))
    return {
        "jurisdiction": "CN",
        "issue": draw(st.sampled_from(["no_reason", "quality_fault", "repair_request", "price_drop"])),
        "buyer": "consumer",
        "channel": "online",
        "seller_type": "self",
        "order_date": (signed - timedelta(days=2)).isoformat(),
        "signed_on": signed.isoformat(),
        "fault_on": fault.isoformat(),
        "price_paid": str(draw(st.decimals("0.01", "9999.99", places=2))),
        "price_now": str(draw(st.decimals("0.01", "9999.99", places=2))),
        "claim_at": datetime.combine(signed + timedelta(days=used), datetime.min.time()).isoformat(),
        **draw(GOODS),
    }


GENEROUS: Final = st.sampled_from(
    [
        {"profile": "gome"},
        {"profile": "jd_self"},
        {"profile": "norm_platform"},
        {"merchant": "sample_shop", "member_tier": "gold"},
        {"promises": [{"type": "no_reason", "days": 30}, {"type": "free_return"}]},
        {"promises": [{"type": "quality_return", "days": 60}, {"type": "price_protection", "days": 90}]},
        {"promises": [{"type": "extended_warranty", "years": 3}]},
        {"promises": [{"type": "no_reason", "days": 1}]},
    ]
)
_BETTER: Final = {"repair_paid": {"repair_free"}}


@given(cases(), GENEROUS)
def test_a_more_generous_layer_never_worsens_the_result(facts: dict[str, Any], layer: dict[str, Any]) -> None:
    plain, better = entitle(facts), entitle(facts | layer)
    for remedy in plain.entitled:
        assert remedy in better.entitled or _BETTER.get(remedy, set()) & set(better.entitled)
    assert set(better.not_entitled) <= set(plain.not_entitled) | set(better.entitled)
    if plain.freight.payer != "none":
        assert PAYERS.index(better.freight.payer) <= PAYERS.index(plain.freight.payer)
    for name, amount in plain.amounts.items():
        assert better.amounts[name] >= amount
    assert _latest(better, "consumer") >= _latest(plain, "consumer")


def _latest(answer: Entitlements, by: str) -> str:
    return max((str(one.effective) for one in answer.deadlines if one.by == by), default="")


QUIET: Final = st.dates(date(2026, 7, 1), date(2026, 7, 20))
"""From here, five weeks on without a holiday or a make-up workday."""


@given(QUIET, st.integers(0, 20), st.integers(0, 3), st.sampled_from(["no_reason", "quality_fault"]))
def test_whole_weeks_without_holidays_shift_the_result(signed: date, used: int, weeks: int, issue: str) -> None:
    def asked(start: date) -> Entitlements:
        return entitle(
            {
                "jurisdiction": "CN",
                "issue": issue,
                "buyer": "consumer",
                "channel": "online",
                "product": "kettle",
                "order_date": (start - timedelta(days=1)).isoformat(),
                "signed_on": start.isoformat(),
                "price_paid": "10.00",
                "claim_at": datetime.combine(start + timedelta(days=used), datetime.min.time()).isoformat(),
            }
        )

    first, later = asked(signed), asked(signed + timedelta(weeks=weeks))
    assert (first.entitled, first.not_entitled, first.freight, first.rules) == (
        later.entitled,
        later.not_entitled,
        later.freight,
        later.rules,
    )
    shift = timedelta(weeks=weeks)
    assert [(one.nominal + shift, one.effective + shift) for one in first.deadlines] == [
        (one.nominal, one.effective) for one in later.deadlines
    ]


@given(cases())
def test_an_answer_never_says_yes_and_no(facts: dict[str, Any]) -> None:
    answer = entitle(facts)
    assert not set(answer.entitled) & set(answer.not_entitled)
    assert all(one.effective >= one.nominal for one in answer.deadlines)
    assert all(amount == amount.quantize(Decimal("0.01")) for amount in answer.amounts.values())
    assert answer.plain() == entitle(facts).plain()


@given(DAYS, st.integers(0, 400))
def test_a_moved_day_is_worked_and_the_next_one(start: date, count: int) -> None:
    end = period_end(start, count, "days", days=CHINA, rollover="rest_days")
    assert end.nominal == start + timedelta(days=count)
    assert isinstance(end.effective, date)
    assert CHINA.is_working_day(end.effective)
    between = (end.effective - start).days - count
    assert all(not CHINA.is_working_day(start + timedelta(days=count + step)) for step in range(between))
    assert moved(end.effective, days=CHINA, rollover="rest_days").effective == end.effective


@given(DAYS, st.integers(0, 60))
def test_months_end_on_the_same_day_or_the_last(start: date, count: int) -> None:
    end = months_later(start, count)
    assert (end.year - start.year) * 12 + end.month - start.month == count
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(st.decimals("0.01", "99999.99", places=2))
def test_three_times_and_at_least_five_hundred(price: Decimal) -> None:
    addition = value_of(parsed("max(3 * price_paid, 500)"), {"price_paid": price})
    assert addition == max(3 * price, Decimal(500))


ANYTHING: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.text(max_size=8)
    | st.sampled_from(["2026-06-05", "10.00", "5%"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["type", "days", "sent_in", "ready", "price", "sku", "n", "percent"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)
NAMES: Final = st.sampled_from(sorted(set(rulebook().vocabulary.kinds) - {"jurisdiction", "issue", "claim_at", "zone"}))
ISSUES: Final = st.sampled_from(sorted({issue for _, issue in rulebook().by_question}))
LANDS: Final = st.sampled_from(["CN", "TW", "HK", "EU", "UK", "US"])


@settings(max_examples=300)
@given(LANDS, ISSUES, st.dictionaries(NAMES, ANYTHING, max_size=6))
def test_whatever_comes_in_is_answered_or_refused_by_name(land: str, issue: str, facts: dict[str, Any]) -> None:
    asked = {"jurisdiction": land, "issue": issue, "claim_at": "2026-06-08T10:00:00", "signed_on": "2026-06-03"} | facts
    try:
        answer = entitle(asked)
    except InvalidInput as refused:
        assert set(refused.fields) <= set(facts)
    else:
        assert not set(answer.entitled) & set(answer.not_entitled)
