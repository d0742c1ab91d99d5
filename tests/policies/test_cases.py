"""Every case is exact, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from tools.policy_cases import FIELDS, answer_to, compared, read_cases

from .test_rules import CASES, FILES

ALL = [(name, case) for name in FILES for case in read_cases(CASES / name)]


@pytest.mark.parametrize(("file", "case"), ALL, ids=[case["id"] for _, case in ALL])
def test_a_case_is_exact(file: str, case: dict[str, Any]) -> None:
    assert compared([case]).wrong == []
    assert set(case.get("cites", ())) <= answer_to(case)["rules"]


def test_all_fields_of_all_reference_cases_are_compared() -> None:
    found = compared(read_cases(CASES / "reference.jsonl"))
    assert found.rows() == [(name, "25", "25") for name in FIELDS]


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
