"""Rules that a shop accepted stand in their place among those of the file."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.accepted import AcceptedRules
from chalicelib.routing.datafile import parse
from chalicelib.routing.rules import RuleBook, rule_book

from .samples import accepted_rule, case, understood


def accepted(*rules: Any) -> AcceptedRules:
    """Accepted one after the other."""
    so_far = AcceptedRules()
    for one in rules:
        so_far = so_far.accepting(one)
    return so_far


def book(*rules: Any) -> RuleBook:
    return rule_book().with_accepted(accepted(*rules))


def ids(of: RuleBook) -> list[str]:
    return [rule.id for rule in of.rules]


def test_an_accepted_rule_decides_and_is_named_with_its_version() -> None:
    decision = book(accepted_rule("bills", words=["发票"])).decide(case(understood(Category.QUALITY), text="要发票"))
    assert (decision.queue, decision.rules) == ("policy", ("bills",))
    assert decision.version == f"{rule_book().version}+1"
    assert decision.inputs
    assert decision.inputs.words == ("发票",)


def test_they_stand_where_the_file_says_the_newest_first() -> None:
    plain, both = ids(rule_book()), ids(book(accepted_rule("older"), accepted_rule("newer", queue="attitude")))
    place = plain.index("unsure")
    assert both == [*plain[:place], "newer", "older", *plain[place:]]
    decided = book(accepted_rule("older"), accepted_rule("newer", queue="attitude"))
    assert decided.decide(case(understood(Category.QUALITY))).queue == "attitude"


@pytest.mark.parametrize("signal", [Signal.SAFETY, Signal.REGULATOR, Signal.LEGAL])
def test_what_is_dangerous_or_official_stays_where_the_file_puts_it(signal: Signal) -> None:
    decision = book(accepted_rule()).decide(case(understood(Category.QUALITY, signals=(signal,))))
    assert decision.queue == "urgent"


def test_who_writes_in_another_language_stays_with_those_who_read_it() -> None:
    assert book(accepted_rule()).decide(case(understood(Category.QUALITY, language="ja"))).queue == "international"


def test_what_the_classifier_was_unsure_of_goes_where_people_pass_it_on_to() -> None:
    assert book(accepted_rule()).decide(case(understood(Category.QUALITY, abstained=True))).queue == "policy"


def test_what_was_taken_back_is_asked_no_more_and_the_version_goes_on() -> None:
    left = accepted(accepted_rule("older"), accepted_rule("newer")).retiring("newer")
    assert [one.rule.id for one in left.rules] == ["older"]
    empty = left.retiring("older")
    decision = rule_book().with_accepted(empty).decide(case(understood(Category.QUALITY)))
    assert (decision.queue, decision.version) == ("quality", f"{rule_book().version}+4")


def test_a_rule_whose_queue_is_no_more_is_not_asked() -> None:
    decision = book(accepted_rule(queue="closed-down")).decide(case(understood(Category.QUALITY)))
    assert decision.queue == "quality"


def test_a_rule_that_the_file_has_by_now_is_asked_there() -> None:
    both = book(accepted_rule("quality", queue="attitude"))
    assert ids(both) == ids(rule_book())
    assert both.decide(case(understood(Category.QUALITY))).queue == "quality"


def test_without_a_place_in_the_file_they_come_first() -> None:
    plain = rule_book().model_copy(update={"accepted_before": None})
    assert ids(plain.with_accepted(accepted(accepted_rule("first"))))[0] == "first"


def test_a_place_that_there_is_not_stops_the_deployment() -> None:
    raw = rule_book().model_dump(mode="json", exclude_none=True) | {"accepted_before": "nowhere"}
    with pytest.raises(ConfigurationError, match=r"accepted_before: there is no rule 'nowhere'"):
        parse(yaml.safe_dump(raw, allow_unicode=True), RuleBook, source="rules.yaml")


@given(
    category=st.sampled_from(Category),
    signals=st.lists(st.sampled_from(Signal), unique=True).map(tuple),
    at_least=st.sampled_from(Severity),
)
def test_an_accepted_rule_never_makes_anything_milder(
    category: Category, signals: tuple[Signal, ...], at_least: Severity
) -> None:
    one = case(understood(category, signals=signals))
    before = rule_book().decide(one, at_least=at_least)
    after = book(accepted_rule(categories=[category.value])).decide(one, at_least=at_least)
    assert after.severity <= before.severity
    assert after.hand_overs == before.hand_overs


def test_they_are_kept_and_read_as_they_were() -> None:
    kept = accepted(accepted_rule("first", words=["发票"]), accepted_rule("second", products=["P1"]))
    assert AcceptedRules.model_validate_json(kept.model_dump_json(exclude_none=True)) == kept
