"""The rule data passes its linter, and the linter finds what it is for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.model.errors import ConfigurationError
from chalicelib.policies import compiling, derived
from chalicelib.policies.engine import entitle
from chalicelib.policies.rulebook import assembled
from tools.policy_cases import read_cases

from . import linting

CASES: Final = Path(__file__).with_name("cases")
FILES: Final = ("reference.jsonl", "borders.yaml", "independent.jsonl", "rules.yaml")


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return compiling.compiled()


def test_every_rule_has_the_shape() -> None:
    assert list(linting.shape_faults(compiling.entries())) == []


def test_every_name_is_known(made: dict[str, Any]) -> None:
    assert list(linting.name_faults(made["rules"], facts=made["vocabulary"]["kinds"], texts=made["texts"])) == []
    assert list(linting.code_faults(made["texts"])) == []


def test_versions_follow_each_other(made: dict[str, Any]) -> None:
    assert list(linting.version_faults(made["rules"])) == []


def test_every_rule_is_shown_by_a_case(made: dict[str, Any]) -> None:
    spoken = {
        (one.rule, one.part)
        for name in FILES
        for case in read_cases(CASES / name)
        for one in entitle(case["facts"]).trace
        if one.state in ("matched", "over")
    }
    assert list(linting.coverage_faults(made["rules"], cited=spoken)) == []


def test_every_id_of_the_facts_collection_is_a_rule(made: dict[str, Any]) -> None:
    ids = {rule["id"] for rule in made["rules"]}
    wanted = (CASES / "rule_ids.txt").read_text(encoding="ascii").split()
    lacking = [name for name in wanted if not any(_is(one, name) for one in ids)]
    assert lacking == []
    assert len(wanted) > 150


def _is(rule: str, wanted: str) -> bool:
    return rule.startswith(wanted[:-1]) if wanted.endswith("*") else rule == wanted


def test_sources_and_languages_are_there(made: dict[str, Any]) -> None:
    for rule in made["rules"]:
        assert rule["source"].strip()
        assert all(rule["says"][language].strip() for language in compiling.LANGUAGES)
        assert date.fromisoformat(rule["valid_from"]) < date(2026, 12, 1)


def test_no_fact_and_no_derived_fact_is_there_for_nothing(made: dict[str, Any]) -> None:
    code = "".join(path.read_text("utf-8") for path in sorted(Path(derived.__file__).parent.glob("*.py")))
    code += (Path(derived.__file__).parents[1] / "engine.py").read_text("utf-8")
    asked = {name for rule in made["rules"] for name in compiling.reads(rule)}
    names = {*made["vocabulary"]["kinds"], *derived.DERIVED} - {"jurisdiction", "zone", "currency"}
    assert [name for name in sorted(names) if name not in asked and not _is_used(name, code)] == []


def _is_used(name: str, code: str) -> bool:
    """Looked up by its name, other than where a decorator or a function states it."""
    stated = re.sub(r"@derived\(.*?\)\n", "", code, flags=re.DOTALL)
    return f'"{name}"' in stated


def test_the_compiled_form_is_what_the_yaml_says(made: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "rules.json"
    compiling.build_rules(target)
    again = tmp_path / "again.json"
    compiling.build_rules(again)
    assert target.read_bytes() == again.read_bytes()
    assert assembled(made).version == made["version"]


# The linter finds what it is for


def rule(**changes: Any) -> dict[str, Any]:
    entry = {
        "id": "CN-X-1",
        "jurisdiction": "CN",
        "layer": "law",
        "family": "quality",
        "says": {"zh-Hans": "一条规则", "zh-Hant": "一條規則", "en": "A rule."},
        "source": "a law",
        "confidence": "H",
        "version_by": "order_date",
        "valid_from": "2020-01-01",
        "issues": ["quality_fault"],
        "grants": ["exchange"],
    }
    return entry | changes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"confidence": "sure"}, "confidence"),
        ({"says": {"en": "Only English."}}, "zh-Hans"),
        ({"period": {"what": "ship", "by": "merchant", "from": "claim_on"}}, "period"),
        ({"period": {"what": "ship", "by": "merchant", "days": 1, "hours": 2, "from": "claim_on"}}, "period"),
        ({"colour": "red"}, "colour"),
        ({"freight": "nobody"}, "freight"),
        ({"when": {"buyer": {"like": "x"}}}, "buyer"),
    ],
)
def test_a_wrong_shape_is_named(changes: dict[str, Any], said: str) -> None:
    assert any(said in fault for fault in linting.shape_faults([rule(**changes)]))


def test_unknown_names_are_named(made: dict[str, Any]) -> None:
    wrong = compiling.compiled_rule(rule(when={"moon": "full"}, evidence=["dream"], amounts={"refund": "price_payed"}))
    found = list(linting.name_faults([wrong], facts=made["vocabulary"]["kinds"], texts=made["texts"]))
    assert found == [
        "CN-X-1: no fact is called moon",
        "CN-X-1: no fact is called price_payed",
        "CN-X-1: texts.yaml has no evidence dream",
    ]


@pytest.mark.parametrize(
    ("ends", "begins", "said"),
    [
        ("2021-12-31", "2022-01-01", None),
        ("2021-12-31", "2021-12-31", "overlaps"),
        ("2021-12-31", "2022-01-02", "leaves a gap"),
    ],
)
def test_a_gap_and_an_overlap_are_named(ends: str, begins: str, said: str | None) -> None:
    old = compiling.compiled_rule(rule(valid_to=ends))
    new = compiling.compiled_rule(rule(id="CN-X-2", valid_from=begins, supersedes="CN-X-1"))
    found = list(linting.version_faults([old, new]))
    assert (said is None) == (found == [])
    assert all(said in fault for fault in found if said)


def test_a_rule_that_ends_for_good_is_named() -> None:
    assert list(linting.version_faults([compiling.compiled_rule(rule(valid_to="2021-12-31"))])) == [
        "CN-X-1: ends, and nothing supersedes it"
    ]


def test_a_rule_without_a_case_is_named() -> None:
    assert list(linting.coverage_faults([compiling.compiled_rule(rule())], cited=set())) == [
        "CN-X-1#: no case shows it"
    ]


def test_rules_that_wait_for_each_other_are_refused() -> None:
    one = compiling.compiled_rule(rule(needs=["CN-X-2"]))
    two = compiling.compiled_rule(rule(id="CN-X-2", needs=["CN-X-1"]))
    with pytest.raises(ConfigurationError, match="wait for each other"):
        compiling.in_order([one, two])


def test_a_rule_that_refers_to_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="CN-X-9"):
        compiling.in_order([compiling.compiled_rule(rule(yields_to=["CN-X-9"]))])


@pytest.mark.parametrize(
    "broken", [{"amounts": {"refund": "price.paid"}}, {"valid_from": "soon"}, {"outcomes": [{"x": 1}]}]
)
def test_what_cannot_be_compiled_is_named(broken: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=r"CN-X-1|price\.paid"):
        compiling.compiled_rule(rule(**broken))
