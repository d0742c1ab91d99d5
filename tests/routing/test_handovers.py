"""Hard hand-overs win over every rule book there could be."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.routing import HandOver
from chalicelib.routing.case import Case
from chalicelib.routing.datafile import parse
from chalicelib.routing.handovers import hand_overs
from chalicelib.routing.rules import RuleBook, rule_book

from .samples import HOUR, MONDAY, case, severities, understood

GRAVEST = {
    HandOver.SAFETY: Severity.S0,
    HandOver.VULNERABLE: Severity.S1,
    HandOver.REPEATED: Severity.S1,
    HandOver.EMOTION: Severity.S2,
    HandOver.HUMAN: Severity.S2,
}
QUEUES = ["people", "experts", "machine"]
TITLES = {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}

conditions = st.fixed_dictionaries(
    {"severities": st.lists(severities, min_size=1)},
    optional={
        "signals": st.lists(st.sampled_from(Signal), min_size=1),
        "labels": st.lists(st.sampled_from(Category), min_size=1),
        "channels": st.sampled_from([["form"], ["email"]]),
        "contacts": st.just({"at_least": 2, "within_hours": 24}),
    },
)
outcomes = st.fixed_dictionaries(
    {"reason": st.just("because"), "queue": st.sampled_from(QUEUES)},
    optional={"severity": severities, "tags": st.just(["tagged"])},
)
rule_lists = st.lists(st.tuples(conditions, outcomes), max_size=6)
people = st.sampled_from(["people", "experts"])
cases = st.builds(
    lambda label, signals, is_extreme, ago: case(
        understood(label, signals=signals).model_copy(update={"extreme_emotion": is_extreme}),
        contacts=sorted(MONDAY - one for one in {*ago, timedelta(0)}),
    ),
    st.sampled_from(Category),
    st.lists(st.sampled_from(Signal), unique=True).map(tuple),
    st.booleans(),
    st.sets(st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=48)), max_size=4),
)


@given(
    rules=rule_lists,
    otherwise=people,
    named=st.fixed_dictionaries({"safety": people}, optional={one.value: people for one in list(HandOver)[1:]}),
    about=cases,
    at_least=severities,
)
def test_whatever_the_rules_say_people_answer_and_it_is_grave_enough(
    rules: list[tuple[dict[str, Any], dict[str, Any]]],
    otherwise: str,
    named: dict[str, str],
    about: Case,
    at_least: Severity,
) -> None:
    book = _book(rules, otherwise=otherwise, hand_overs=named)
    decision = book.decide(about, at_least=at_least)
    assert decision.hand_overs == hand_overs(about)
    assert decision.severity <= at_least
    for one in decision.hand_overs:
        assert decision.severity <= GRAVEST[one]
        assert decision.queue != "machine"
    places = [named[one] for one in decision.hand_overs if one in named]
    if places:
        assert decision.queue == places[0]


@given(about=cases)
def test_what_asks_for_a_person(about: Case) -> None:
    signals = set(about.assessment.signals)
    expected = {
        HandOver.SAFETY: Signal.SAFETY in signals,
        HandOver.VULNERABLE: Signal.VULNERABLE in signals,
        HandOver.EMOTION: about.assessment.extreme_emotion,
        HandOver.HUMAN: Signal.HUMAN in signals,
        HandOver.REPEATED: sum(MONDAY - one < timedelta(hours=24) for one in about.contacts) >= 3,
    }
    assert set(hand_overs(about)) == {one for one, holds in expected.items() if holds}


def test_the_third_contact_within_a_day_is_urgent() -> None:
    third = case(understood(Category.POLICY), contacts=[MONDAY - 23 * HOUR, MONDAY - HOUR, MONDAY])
    decision = rule_book().decide(third)
    assert decision.severity is Severity.S1
    assert decision.hand_overs == (HandOver.REPEATED,)
    assert rule_book().decide(case(understood(Category.POLICY), contacts=third.contacts[1:])).severity is Severity.S3


def test_a_machine_keeps_what_nobody_has_to_answer() -> None:
    book = _book([({"channels": ["form"]}, {"queue": "machine", "reason": "It is an easy question."})])
    assert book.decide(case(understood(Category.POLICY))).queue == "machine"
    asked = book.decide(case(understood(Category.POLICY, signals=(Signal.HUMAN,))))
    assert (asked.queue, asked.rules[-1]) == ("people", "hand_over:human")
    assert asked.reasons[-1].code == "hand_over:human"


def test_who_is_beside_themselves_is_answered_by_people() -> None:
    book = _book([({"channels": ["form"]}, {"queue": "machine", "reason": "It is an easy question."})])
    beside = understood(Category.POLICY).model_copy(update={"extreme_emotion": True})
    decision = book.decide(case(beside))
    assert (decision.queue, decision.hand_overs, decision.severity) == ("people", (HandOver.EMOTION,), Severity.S2)
    assert decision.inputs
    assert decision.inputs.extreme_emotion


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"hand_overs": {}}, r"hand_overs\.safety: Field required"),
        ({"hand_overs": {"safety": "machine"}}, r"hand_overs\.safety: people have to work in 'machine'"),
        ({"hand_overs": {"safety": "nowhere"}}, r"hand_overs\.safety: there is no queue 'nowhere'"),
        ({"otherwise": {"queue": "machine", "reason": "."}}, r"otherwise\.queue: people have to work in 'machine'"),
    ],
)
def test_no_file_leads_them_to_a_machine(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        _book([], **change)


def _book(rules: list[tuple[dict[str, Any], dict[str, Any]]], **changes: Any) -> RuleBook:
    otherwise = changes.pop("otherwise", "people")
    raw = {
        "version": "test",
        "queues": [{"id": one, "titles": TITLES, "by_people": one != "machine"} for one in QUEUES],
        "rules": [{"id": f"rule-{index}", "when": when, "then": then} for index, (when, then) in enumerate(rules)],
        "hand_overs": changes.pop("hand_overs", {"safety": "experts"}),
        "otherwise": otherwise if isinstance(otherwise, dict) else {"queue": otherwise, "reason": "."},
    }
    return parse(json.dumps(raw), RuleBook, source="rules.yaml")
