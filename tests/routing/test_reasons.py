"""Reasons of decisions, and what becomes of those that were plain sentences."""

from __future__ import annotations

import pytest

from chalicelib.model.assessment import Severity
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.routing import HandOver, Reason, RoutingDecision
from chalicelib.routing.datafile import parse
from chalicelib.routing.reasons import ReasonBook, reason_book, sentence
from chalicelib.routing.rules import HAND_OVER, rule_book
from chalicelib.routing.titles import LANGUAGES


def test_every_hand_over_has_a_sentence() -> None:
    assert {f"{HAND_OVER}{one}" for one in HandOver} <= set(reason_book().reasons)


def test_a_code_is_told_in_the_language_asked_for() -> None:
    reason = Reason(code="regulator", severity=Severity.S1)
    assert [sentence(reason, language=one) for one in LANGUAGES] == [
        "S1：提到了监管部门。",
        "S1：提到了主管機關。",
        "S1: A regulator is named.",
    ]


def test_every_rule_of_the_file_says_why_in_every_language() -> None:
    for rule in rule_book().rules:
        assert len(set(rule.then.reason.values())) >= len(LANGUAGES) - 1, rule.id


def test_a_decision_from_before_there_were_codes_stays_readable() -> None:
    stored = {"queue": "q", "severity": "S1", "rules": ["r"], "reasons": ["S1: legal.", "Why."], "version": "1"}
    decision = RoutingDecision.model_validate(stored)
    assert RoutingDecision.model_validate_json(decision.model_dump_json()) == decision
    for language in LANGUAGES:
        assert [sentence(one, language=language) for one in decision.reasons] == ["S1: legal.", "Why."]


def test_a_code_that_nobody_knows_any_more_stands_for_itself() -> None:
    assert sentence(Reason(code="of-old"), language="zh-Hans") == "of-old"


def test_a_sentence_that_is_missing_stops_the_deployment() -> None:
    written = "reasons: {safety: {zh-Hans: 甲, en: A}}"
    with pytest.raises(ConfigurationError, match=r"reasons\.yaml: reasons\.safety: .*no title in zh-Hant"):
        parse(written, ReasonBook, source="reasons.yaml")
