"""Every case is exact, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.policies.engine import entitle
from chalicelib.policies.facts import REQUIRED
from tools.policy_cases import FIELDS, answer_to, compared, read_cases

from .test_rules import CASES, FILES

FULL = [case for name in ("reference.jsonl", "borders.yaml", "independent.jsonl") for case in read_cases(CASES / name)]
ALL = [(name, case) for name in FILES for case in read_cases(CASES / name)]


@pytest.mark.parametrize(("file", "case"), ALL, ids=[case["id"] for _, case in ALL])
def test_a_case_is_exact(file: str, case: dict[str, Any]) -> None:
    assert compared([case]).wrong == []
    assert set(case.get("cites", ())) <= answer_to(case)["rules"]


@pytest.mark.parametrize(("file", "cases"), [("reference.jsonl", "25"), ("independent.jsonl", "90")])
def test_all_fields_of_all_full_cases_are_compared(file: str, cases: str) -> None:
    found = compared(read_cases(CASES / file))
    assert found.rows() == [(name, cases, cases) for name in FIELDS]


@pytest.mark.parametrize("case", FULL, ids=[case["id"] for case in FULL])
def test_a_missing_fact_never_stops_the_answer(case: dict[str, Any]) -> None:
    """What is not known is unknown, each fact in turn; only three can never be left out."""
    for name in case["facts"].keys() - set(REQUIRED):
        left = {other: value for other, value in case["facts"].items() if other != name}
        assert entitle(left).rules_version


@pytest.mark.parametrize("case", FULL, ids=[case["id"] for case in FULL])
def test_facts_nobody_has_a_name_for_change_nothing(case: dict[str, Any]) -> None:
    more = entitle({**case["facts"], "weather": "rain", "mood": {"value": "bad", "source": "asserted"}})
    assert more.unread == ("mood", "weather")
    assert more.model_copy(update={"unread": ()}) == entitle(case["facts"])


def test_what_is_asserted_makes_the_same_answer_conditional() -> None:
    """Every fact only asserted: the same remedies and dates, said as a condition."""
    for case in FULL:
        facts = {
            name: value if name in REQUIRED else {"value": value, "source": "asserted"}
            for name, value in case["facts"].items()
        }
        answer, sure = entitle(facts), entitle(case["facts"])
        assert (answer.entitled, answer.deadlines, answer.amounts) == (sure.entitled, sure.deadlines, sure.amounts)
        assert answer.conditional or not answer.entitled or case["expected"]["rules"] == ["CN-CPL-29"], case["id"]


def test_a_border_case_states_every_field_and_its_reasoning() -> None:
    cases = read_cases(CASES / "borders.yaml")
    assert len(cases) >= 20
    for case in cases:
        assert case["reasoning"], case["id"]
        assert case["expected"].keys() >= {"entitled", "not_entitled", "deadlines", "freight", "rules", "flags"}


def test_a_difference_is_told() -> None:
    [case] = [one for one in read_cases(CASES / "reference.jsonl") if one["id"] == "D001"]
    wrong = compared([{**case, "expected": {**case["expected"], "flags": ["x"], "amounts": {"refund": "1.00"}}}])
    assert [(name, expected) for _, name, expected, _ in wrong.wrong] == [
        ("flags", {"x"}),
        ("amounts", {"refund": "1.00"}),
    ]
    assert "D001: flags: expected {'x'}" in wrong.told("x")
