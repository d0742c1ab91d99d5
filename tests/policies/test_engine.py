"""What the engine does beyond single rules: sources of facts, void terms, the trace, the switch of C4, refusals."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import pytest

from chalicelib.model.errors import InvalidInput
from chalicelib.policies.engine import entitle
from chalicelib.policies.entitlements import Entitlements
from chalicelib.policies.rulebook import rulebook
from chalicelib.policies.showing import cited, flat, name_of

FRIDGE: Final[dict[str, Any]] = {
    "jurisdiction": "CN",
    "issue": "quality_fault",
    "buyer": "consumer",
    "channel": "online",
    "category": "appliance_large",
    "product": "fridge",
    "order_date": "2026-06-29",
    "signed_on": "2026-07-01",
    "fault_on": "2026-07-05",
    "price_paid": "3199.00",
    "claim_at": "2026-07-05T20:00:00",
}
RETURN: Final[dict[str, Any]] = FRIDGE | {"issue": "no_reason", "category": "home", "product": "blanket"}


def state_of(answer: Entitlements, rule: str) -> tuple[str, str]:
    return next((one.state, one.because) for one in answer.trace if one.rule == rule)


# Sources


def test_evidenced_facts_make_no_condition() -> None:
    answer = entitle(FRIDGE | {"fault_on": {"value": "2026-07-05", "source": "confirmed"}})
    assert not answer.conditional
    assert answer == entitle(FRIDGE)


def test_an_asserted_fact_that_decides_makes_the_answer_conditional() -> None:
    answer = entitle(FRIDGE | {"fault_on": {"value": "2026-07-05", "source": "asserted"}})
    assert (answer.conditional, answer.rests_on, answer.flags) == (True, ("fault_on",), ("conditional",))
    assert answer.evidence == ("order", "fault_proof")


def test_an_asserted_fact_that_no_matched_rule_reads_makes_none() -> None:
    answer = entitle(FRIDGE | {"paid_at": {"value": "2026-06-29T10:00:00", "source": "asserted"}})
    assert not answer.conditional


def test_what_is_derived_from_an_asserted_fact_is_asserted_too() -> None:
    answer = entitle(RETURN | {"signed_on": {"value": "2026-07-01", "source": "asserted"}})
    assert answer.rests_on == ("signed_on",)


def test_only_matched_rules_ask_for_evidence() -> None:
    assert entitle(RETURN).evidence == ("order", "signing_record")


# Layers


def test_a_term_below_the_law_is_void_and_shown() -> None:
    answer = entitle(RETURN | {"promises": [{"type": "no_reason", "days": 3}]})
    assert answer.void == ("CN-REG-12",)
    assert "CN-REG-12" not in answer.rules
    state, because = state_of(answer, "CN-REG-12")
    assert (state, "below the law" in because) == ("void", True)


def test_every_basis_that_grants_is_cited() -> None:
    answer = entitle(FRIDGE | {"profile": "jd_self", "seller_type": "self"})
    assert {"JD-RET-30", "JD-EXC-180", "CN-3B-7", "C11"} <= set(answer.rules)
    assert [str(one.effective) for one in answer.deadlines] == ["2026-07-31", "2026-12-28"]


def test_a_higher_tier_only_adds() -> None:
    shop = RETURN | {"merchant": "sample_shop", "claim_at": "2026-07-12T10:00:00"}
    assert entitle(shop).entitled == ()
    assert entitle(shop | {"member_tier": "silver"}).freight.payer == "consumer"
    assert entitle(shop | {"member_tier": "gold"}).freight.payer == "merchant"


# Trace


def test_every_rule_considered_is_in_the_trace_with_its_reason() -> None:
    answer = entitle(FRIDGE)
    asked = rulebook().asked("CN", "quality_fault")
    assert [(one.rule, one.part) for one in answer.trace] == [(rule.id, rule.part) for rule in asked]
    assert all(bool(one.because) is (one.state != "matched") for one in answer.trace)
    assert state_of(answer, "CN-3B-15") == ("rejected", "yields to CN-3B-7")
    assert state_of(answer, "JD-RET-30") == ("rejected", "a promise of jd_self")
    assert state_of(answer, "CN-3B-EXCL")[1] == "excluded_cause is no; asked for: yes"
    assert state_of(answer, "CN-ZJ-26")[1] == "for CN-ZJ only"


def test_a_period_without_its_anchor_is_said() -> None:
    answer = entitle({name: value for name, value in FRIDGE.items() if name != "signed_on"})
    assert state_of(answer, "CN-3B-7") == ("rejected", "sale_day is unknown, so its period cannot be counted")
    assert answer.entitled == ()


def test_a_version_follows_the_order_or_the_act() -> None:
    old = entitle(FRIDGE | {"order_date": "2013-01-01", "signed_on": "2013-01-03", "issue": "no_reason"})
    assert state_of(old, "CN-7D") == ("rejected", "in force from 2014-03-15, not yet on 2013-01-01")
    authority = {"jurisdiction": "CN", "issue": "regulator", "order_date": "2025-01-01"}
    late = entitle(authority | {"claim_at": "2026-04-15T00:00:00"})
    assert state_of(late, "CN-12315-O20") == ("rejected", "in force until 2026-04-14, no longer on 2026-04-15")


# The same answer


def test_the_same_facts_give_the_same_bytes() -> None:
    first = json.dumps(entitle(FRIDGE).plain(), ensure_ascii=False)
    turned = dict(reversed(FRIDGE.items()))
    assert json.dumps(entitle(turned).plain(), ensure_ascii=False) == first
    assert entitle(FRIDGE).rules_version == rulebook().version


def test_an_offset_is_turned_into_local_time() -> None:
    """16:30 UTC on the last day is the day after in Shanghai (C1)."""
    late = RETURN | {"claim_at": "2026-07-08T16:30:00+00:00"}
    assert entitle(late).entitled == ()
    assert entitle(late | {"claim_at": "2026-07-08T15:30:00+00:00"}).entitled == ("return_refund",)


@pytest.mark.parametrize(
    ("rollover", "effective"),
    [("rest_days", "2026-10-08"), ("public_holidays", "2026-10-04"), ("none", "2026-10-01")],
)
def test_the_switch_of_c4(rollover: Any, effective: str) -> None:
    facts = RETURN | {"order_date": "2026-09-20", "signed_on": "2026-09-24", "claim_at": "2026-09-30T10:00:00"}
    [deadline] = entitle(facts, rollover=rollover).deadlines
    assert (str(deadline.nominal), str(deadline.effective)) == ("2026-10-01", effective)


# What is refused, and what is left unread


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"jurisdiction": "MARS"}, "jurisdiction"),
        ({"claim_at": "soon"}, "claim_at"),
        ({"claim_at": None}, "claim_at"),
        ({"issue": None}, "issue"),
        ({"price_paid": "-1.00"}, "price_paid"),
        ({"price_paid": "much"}, "price_paid"),
        ({"price_paid": "NaN"}, "price_paid"),
        ({"order_date": 20260629}, "order_date"),
        ({"same_model_in_stock": "perhaps"}, "same_model_in_stock"),
        ({"repairs": 3}, "repairs"),
        ({"fault_on": {"value": "2026-07-05", "source": "dreamt"}}, "fault_on"),
        ({"zone": "Asia/Atlantis"}, "zone"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        entitle(FRIDGE | changes)
    assert list(refused.value.fields) == [field]


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        entitle(FRIDGE | {"price_paid": "much", "order_date": "then"})
    assert set(refused.value.fields) == {"price_paid", "order_date"}


def test_an_unknown_fact_is_told_not_dropped() -> None:
    assert entitle(FRIDGE | {"moon": "full"}).unread == ("moon",)


def test_money_is_never_binary() -> None:
    fake = FRIDGE | {"issue": "counterfeit", "counterfeit": "confirmed", "price_paid": 166.66}
    assert entitle(fake).amounts == {
        "refund": Decimal("166.66"),
        "addition": Decimal("500.00"),
        "total": Decimal("666.66"),
    }


def test_an_issue_nobody_has_a_rule_for_entitles_to_nothing() -> None:
    answer = entitle(FRIDGE | {"issue": "weather"})
    assert (answer.entitled, answer.rules, answer.freight.payer) == ((), (), "none")


# Told to people


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_cited_rules_have_plain_words(language: str) -> None:
    book = rulebook()
    answer = entitle(FRIDGE)
    told = flat(answer, book=book, language=language)
    assert told["rules_in_words"] == [rule.says[language] for rule in cited(answer, book=book)]
    assert told["deadlines"][0]["what"] == name_of(
        "fault_window_return", kind="deadlines", book=book, language=language
    )
    assert told["amounts"] == {"refund": "3199.00"}


def test_a_part_keeps_its_name() -> None:
    assert name_of("repair_free:battery", kind="remedies", book=rulebook(), language="en") == "free repair (battery)"
