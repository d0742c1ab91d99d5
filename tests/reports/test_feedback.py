"""Unhappy customers and failed audits speak for coming sooner; a feature that says what another says is left out."""

from __future__ import annotations

from typing import Any

from chalicelib.model.audit import Audit
from chalicelib.model.complaint import Complaint
from chalicelib.model.proposal import Feature, ProposalKind
from chalicelib.model.survey import Solved, SurveyAnswer
from chalicelib.reports.feedback import Finding, Seen, findings, is_bad
from chalicelib.reports.proposing import is_worth_it, rule_effect, rule_of
from chalicelib.routing.accepted import AcceptedRule, AcceptedRules
from chalicelib.routing.rule import Rule
from tests.support.world import AGENT, SUPERVISOR, World
from tests.web.scenes import resolved


def with_answer(complaint: Complaint, score: int, number: int) -> Complaint:
    assert complaint.survey is not None
    answer = SurveyAnswer(score=score, solved=Solved.NO if score < 3 else Solved.YES, at=complaint.created_at)
    survey = complaint.survey.model_copy(update={"answer": answer})
    return complaint.model_copy(update={"id": f"c{number:03}", "survey": survey})


def word(value: str) -> Feature:
    return Feature(kind="word", value=value)


def seen(complaint: Complaint, *words: str) -> Seen:
    return Seen(complaint=complaint, features=frozenset(map(word, words)), spelled={one: one for one in words})


def found(*these: Seen) -> list[Finding]:
    return [one for one in findings(these) if one.kind is ProposalKind.SOONER]


def test_words_of_unhappy_customers_come_sooner(world: World) -> None:
    plain = resolved(world)
    unhappy = [seen(with_answer(plain, 1, number), "拉链", "断裂") for number in range(12)]
    happy = [seen(with_answer(plain, 5, 50 + number), "颜色") for number in range(20)]
    [one] = found(*unhappy, *happy)
    assert (one.feature, one.target, one.evidence.hits, one.evidence.others_hits) == (word("拉链"), "S1", 12, 0) or (
        one.feature == word("断裂")
    )
    rule = rule_of(one, shop="demo")
    assert rule is not None
    assert rule.model_dump(mode="json", exclude_defaults=True) == {
        "id": f"proposal-{one.id}",
        "when": {"shops": ["demo"], "categories": ["quality"], "words": [one.feature.value]},
        "then": {"severity": "S1", "reason": _reason(one)},
    }


def _reason(one: Finding) -> Any:
    from chalicelib.reports.proposing import reason

    told = reason(one)
    assert all(one.feature.value in text for text in told.values())
    return told


def test_happy_customers_speak_for_nothing(world: World) -> None:
    plain = resolved(world)
    assert found(*(seen(with_answer(plain, 5, number), "拉链") for number in range(30))) == []


def test_a_failed_audit_counts_as_an_unhappy_customer(world: World) -> None:
    plain = resolved(world)
    about = {"resolution": 1, "agent": AGENT.id, "by": SUPERVISOR.id, "at": plain.created_at, "version": "1"}
    failed, passed = (Audit(**about, answers={}, passed=one) for one in (False, True))
    assert is_bad(plain) is None
    assert is_bad(plain.model_copy(update={"audits": (failed,)})) is True
    assert is_bad(plain.model_copy(update={"audits": (passed,)})) is False


def test_a_rule_against_what_people_did_is_not_worth_it(world: World) -> None:
    plain = resolved(world).model_copy(update={"queue": "policy"})
    passed_on = [seen(plain.model_copy(update={"id": f"c{number:03}"}), "质量") for number in range(12)]
    stays = plain.model_copy(update={"queue": "quality"})
    left = [seen(stays.model_copy(update={"id": f"k{number:03}"}), "别的") for number in range(12)]
    one = next(each for each in findings([*passed_on, *left]) if each.kind is ProposalKind.ROUTE)
    rule = rule_of(one, shop="demo")
    assert rule is not None
    against = [seen(stays, "质量")] * 5
    about: Any = {"accepted": AcceptedRules(), "now": plain.created_at}
    assert is_worth_it(rule_effect(one, rule, one.hits, **about))
    assert not is_worth_it(rule_effect(one, rule, [*one.hits, *against], **about))
    accepted = AcceptedRules().accepting(AcceptedRule(rule=_other(rule), proposal="p0", by="", at=plain.created_at))
    has_it = rule_effect(one, rule, one.hits, accepted=accepted, now=plain.created_at)
    assert (has_it.changed, is_worth_it(has_it)) == (0, False), "what an accepted rule does already"


def _other(rule: Rule) -> Rule:
    """The same, by another name."""
    return rule.model_copy(update={"id": "another"})
