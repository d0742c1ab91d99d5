from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Assessment, Category, Severity, Signal
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.routing import RoutingDecision
from chalicelib.routing.conditions import Condition
from chalicelib.routing.datafile import parse
from chalicelib.routing.reasons import sentence
from chalicelib.routing.rules import OTHERWISE, RuleBook, queues, rule_book
from chalicelib.routing.severity import severity_of
from chalicelib.routing.titles import Language

from .samples import case, severities, understood

CASES: list[tuple[str, Assessment, str]] = [
    ("safety", understood(Category.QUALITY, signals=(Signal.REGULATOR, Signal.SAFETY)), "urgent"),
    ("regulator", understood(Category.POLICY, signals=(Signal.REGULATOR,)), "urgent"),
    ("legal", understood(Category.POLICY, signals=(Signal.LEGAL,)), "urgent"),
    ("other-language", understood(Category.QUALITY, language="ja", abstained=True), "international"),
    ("unsure", understood(Category.QUALITY, abstained=True), "triage"),
    ("quality", understood(Category.QUALITY, Category.ATTITUDE), "quality"),
    ("logistics", understood(Category.LOGISTICS, language="en-GB"), "logistics"),
    ("policy", understood(Category.POLICY, language="zh-Hant"), "policy"),
    ("attitude", understood(Category.ATTITUDE, Category.QUALITY, language="yue"), "attitude"),
    (OTHERWISE, understood(Category.NONE, language="und"), "triage"),
]


def told(decision: RoutingDecision, *, language: Language = "en") -> list[str]:
    return [sentence(reason, language=language) for reason in decision.reasons]


assessments = st.builds(
    understood,
    st.sampled_from(Category),
    signals=st.lists(st.sampled_from(Signal), unique=True).map(tuple),
    language=st.sampled_from(["zh-Hans", "zh-Hant", "en", "ja", "und"]),
    abstained=st.booleans(),
)


@pytest.mark.parametrize(("rule", "assessment", "queue"), CASES, ids=[rule for rule, _, _ in CASES])
def test_each_rule_decides_its_case(rule: str, assessment: Assessment, queue: str) -> None:
    decision = rule_book().decide(case(assessment))
    assert decision.queue == queue
    assert decision.rules[0] == rule
    assert decision.version == rule_book().version


def test_every_rule_of_the_file_has_a_case() -> None:
    assert [rule for rule, _, _ in CASES] == [*(rule.id for rule in rule_book().rules), OTHERWISE]


def test_every_queue_is_used_by_a_rule() -> None:
    used = {rule.then.queue for rule in rule_book().rules} | {rule_book().otherwise.queue}
    assert used == {queue.id for queue in queues()}


def test_queues_have_titles_in_every_language() -> None:
    titles = {queue.id: queue.titles for queue in queues()}
    assert titles["quality"] == {"zh-Hans": "商品质量", "zh-Hant": "商品品質", "en": "Product quality"}


def test_reasons_begin_with_the_severity_and_name_what_decided() -> None:
    decision = rule_book().decide(case(understood(Category.QUALITY)))
    assert told(decision) == [
        "S2: An ordinary complaint without signs of urgency.",
        "It is mainly about the quality of goods.",
    ]
    assert told(decision, language="zh-Hant") == ["S2：一般投訴，沒有緊急的跡象。", "主要是商品品質問題。"]


@given(assessment=assessments, at_least=severities)
def test_severity_only_rises_and_every_complaint_has_a_queue(assessment: Assessment, at_least: Severity) -> None:
    decision = rule_book().decide(case(assessment), at_least=at_least)
    assert decision.severity <= min(at_least, severity_of(assessment)[0])
    assert decision.queue in {queue.id for queue in queues()}
    assert decision.rules
    assert [reason.severity is None for reason in decision.reasons].count(True) == len(decision.rules)
    assert decision.reasons[0].severity is decision.severity or decision.rules


def test_a_language_is_not_taken_for_one_that_begins_alike() -> None:
    chinese = Condition(languages=("zh",))
    holds = {tag: chinese.holds(case(understood(language=tag)), severity=Severity.S3) for tag in ("zh", "zha")}
    assert holds == {"zh": True, "zha": False}


def test_a_person_who_corrects_is_never_unsure() -> None:
    unsure = understood(Category.ATTITUDE, abstained=True)
    decision = rule_book().decide(case(unsure).corrected([Category.LOGISTICS, Category.POLICY]))
    assert decision.queue == "logistics"
    assert rule_book().decide(case(unsure).corrected([])).queue == "triage"


def test_severity_does_not_fall_by_itself() -> None:
    decision = rule_book().decide(case(understood(Category.POLICY)), at_least=Severity.S1)
    assert decision.severity is Severity.S1
    assert told(decision)[0] == "S1: Severity never falls by itself."


def test_later_rules_raise_the_severity_but_do_not_move_the_complaint() -> None:
    book = _book(
        {"id": "first", "when": {"categories": ["policy"]}, "then": {"queue": "a", "reason": "1."}},
        {"id": "raise", "when": {"channels": ["form"]}, "then": {"severity": "S1", "reason": "2."}},
        {"id": "second", "when": {"severities": ["S1"]}, "then": {"queue": "b", "severity": "S0", "reason": "3."}},
        {"id": "idle", "when": {"languages": ["zh"]}, "then": {"severity": "S2", "reason": "4."}},
    )
    decision = book.decide(case(understood(Category.POLICY)))
    assert (decision.queue, decision.severity) == ("a", Severity.S0)
    assert decision.rules == ("first", "raise", "second")
    assert told(decision)[1:] == told(decision, language="zh-Hans")[1:] == ["1.", "2.", "3."]


def test_every_rule_that_holds_adds_its_skills_and_tags_once() -> None:
    book = _book(
        {"id": "first", "when": {"abstained": False}, "then": {"queue": "a", "skills": ["cars"], "reason": "1."}},
        {
            "id": "more",
            "when": {"languages": ["zh"]},
            "then": {"skills": ["cantonese", "cars"], "tags": ["vip"], "reason": "2."},
        },
        {"id": "idle", "when": {"languages": ["zh"]}, "then": {"tags": ["vip"], "reason": "3."}},
    )
    decision = book.decide(case(understood(Category.QUALITY)))
    assert decision.skills == ("cars", "cantonese")
    assert decision.tags == ("vip",)
    assert decision.rules == ("first", "more")


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"when": {"signals": ["danger"]}}, r"rules\[broken\]\.when\.signals\[0\]: Input should be 'safety'"),
        ({"when": {"signal": ["safety"]}}, r"rules\[broken\]\.when\.signal: Extra inputs are not permitted"),
        ({"when": {"signals": []}}, r"rules\[broken\]\.when\.signals: Tuple should have at least 1 item"),
        ({"when": {}}, r"rules\[broken\]\.when: .*hides all after it"),
        ({"then": {"reason": "."}}, r"rules\[broken\]\.then: .*name a queue, a severity, skills or tags"),
        ({"then": {"queue": "nowhere", "reason": "."}}, r"rules\[broken\]\.then\.queue: there is no queue 'nowhere'"),
        ({"then": {"queue": "a"}}, r"rules\[broken\]\.then\.reason: Field required"),
    ],
)
def test_a_wrong_rule_stops_the_deployment_and_is_named(rule: dict[str, object], complaint: str) -> None:
    sound = {"id": "broken", "when": {"abstained": True}, "then": {"queue": "a", "reason": "."}}
    with pytest.raises(ConfigurationError, match=complaint):
        _book(sound | rule)


def test_ids_are_unique() -> None:
    rule: dict[str, object] = {"id": "twin", "when": {"abstained": True}, "then": {"queue": "a", "reason": "."}}
    with pytest.raises(ConfigurationError, match=r"rules: .*defined more than once: twin"):
        _book(rule, rule)


def test_a_file_that_is_not_yaml_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"rules\.yaml is not YAML"):
        parse("rules: [", RuleBook, source="rules.yaml")


def test_an_empty_file_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"rules\.yaml: the file: "):
        parse("", RuleBook, source="rules.yaml")


def test_a_queue_without_all_titles_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"queues\[a\]\.titles: .*no title in zh-Hant"):
        parse("queues: [{id: a, titles: {en: A, zh-Hans: 甲}}]", RuleBook, source="rules.yaml")


def _book(*rules: dict[str, object]) -> RuleBook:
    titles = {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}
    raw = {
        "version": "test",
        "queues": [{"id": "a", "titles": titles}, {"id": "b", "titles": titles}],
        "rules": list(rules),
        "hand_overs": {"safety": "a"},
        "otherwise": {"queue": "a", "reason": "."},
    }
    return parse(yaml.safe_dump(raw, allow_unicode=True), RuleBook, source="rules.yaml")
