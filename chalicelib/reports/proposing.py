"""From a finding to a rule or a term, and what it would have done. Pure.

A rule is for this shop and the categories of the complaints that speak for it. It is tried where it would stand: first
of those that the shop accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import log
from typing import Final

from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Complaint
from chalicelib.model.lexicon import LARGEST_WEIGHT, ShopTerm
from chalicelib.model.proposal import Effect, Feature, Proposal, ProposalKind
from chalicelib.routing.accepted import AcceptedRule, AcceptedRules
from chalicelib.routing.case import Case
from chalicelib.routing.rule import Rule
from chalicelib.routing.rules import rule_book

from .feedback import Finding, Seen, is_bad

SMALLEST_WEIGHT: Final = 1.0
SPELLINGS: Final = 3
_ASKED: Final = {"word": "words", "product": "products", "channel": "channels"}
_NAMED: Final = {
    "word": {"zh-Hans": "文中有“{}”", "zh-Hant": "文中有「{}」", "en": "the text says “{}”"},
    "product": {"zh-Hans": "商品 {}", "zh-Hant": "商品 {}", "en": "product {}"},
    "channel": {"zh-Hans": "渠道 {}", "zh-Hant": "管道 {}", "en": "channel {}"},
}
_WHY: Final = {
    ProposalKind.ROUTE: {
        "zh-Hans": "{what}的投诉过去多由人工转到这里。",
        "zh-Hant": "{what}的申訴過去多由人工轉到這裡。",
        "en": "Where {what}, people used to pass it on to this queue.",
    },
    ProposalKind.SOONER: {
        "zh-Hans": "{what}的投诉过去常让顾客不满意，优先处理。",
        "zh-Hant": "{what}的申訴過去常讓顧客不滿意，優先處理。",
        "en": "Where {what}, customers were often unhappy with the outcome: it comes sooner.",
    },
}


def rule_of(finding: Finding, *, shop: str) -> Rule | None:
    """``None`` for a term."""
    if finding.kind is ProposalKind.TERM:
        return None
    categories = sorted({one.complaint.assessment.primary.value for one in finding.hits})
    when = {"shops": [shop], "categories": categories, _ASKED[finding.feature.kind]: _values(finding)}
    then = {"queue": finding.target} if finding.kind is ProposalKind.ROUTE else {"severity": finding.target}
    told = {**then, "reason": reason(finding)}
    return Rule.model_validate({"id": f"proposal-{finding.id}", "when": when, "then": told})


def _values(finding: Finding) -> list[str]:
    """A word in the spellings that customers used most: rules tell Simplified from Traditional."""
    value = finding.feature.value
    if finding.feature.kind != "word":
        return [value]
    spelled = Counter(one.spelled.get(value, value) for one in finding.hits)
    return [word for word, _ in spelled.most_common(SPELLINGS)]


def reason(finding: Finding) -> dict[str, str]:
    sentences = _WHY[finding.kind]
    return {language: text.format(what=named(finding.feature, language)) for language, text in sentences.items()}


def named(feature: Feature, language: str) -> str:
    return _NAMED[feature.kind][language].format(feature.value)


def term_of(finding: Finding) -> ShopTerm | None:
    """Its weight is the logarithm of how many speak for it over how many do not."""
    if finding.kind is not ProposalKind.TERM:
        return None
    hits, rest = finding.evidence.hits, finding.evidence.seen - finding.evidence.hits
    weight = min(LARGEST_WEIGHT, max(SMALLEST_WEIGHT, round(log((hits + 0.5) / (rest + 0.5)), 1)))
    return ShopTerm(text=finding.feature.value, category=Category(finding.target), weight=weight)


def rule_effect(
    finding: Finding, rule: Rule, seen: Sequence[Seen], *, accepted: AcceptedRules, now: datetime
) -> Effect:
    """Of all complaints looked at, not only those of the finding: a rule catches what it catches."""
    one_more = AcceptedRule(rule=rule, proposal=finding.id, by="", at=now)
    book, candidate = (rule_book().with_accepted(each) for each in (accepted, accepted.accepting(one_more)))
    tried = changed = right = wrong = 0
    for one in seen:
        case = _case(one.complaint)
        before, after = book.decide(case), candidate.decide(case)
        tried += 1
        if (before.queue, before.severity) != (after.queue, after.severity):
            changed += 1
            verdict = _agrees(finding, one.complaint)
            right, wrong = right + (verdict is True), wrong + (verdict is False)
    return Effect(tried=tried, changed=changed, right=right, wrong=wrong)


def is_worth_it(effect: Effect) -> bool:
    """It does what people did, and seldom against it."""
    return effect.right > 0 and effect.right >= 3 * effect.wrong


def proposal(
    finding: Finding, *, shop: str, effect: Effect, rule: Rule | None, term: ShopTerm | None, now: datetime
) -> Proposal:
    return Proposal(
        id=finding.id,
        shop=shop,
        kind=finding.kind,
        feature=finding.feature,
        source=finding.source,
        target=finding.target,
        evidence=finding.evidence,
        effect=effect,
        rule=rule.model_dump(mode="json", exclude_defaults=True) if rule else None,
        term=term,
        made_at=now,
    )


def _agrees(finding: Finding, complaint: Complaint) -> bool | None:
    """Whether people did the same; ``None`` where nobody was asked."""
    if finding.kind is ProposalKind.ROUTE:
        return complaint.queue == finding.target
    return is_bad(complaint)


def _case(complaint: Complaint) -> Case:
    """As its decision was asked, with the product that its order says now."""
    inputs = complaint.routing.inputs
    case = Case.of(complaint, at=inputs.at if inputs else complaint.created_at, assessment=complaint.assessment)
    heard = case.model_copy(update={"assessment": complaint.assessment})
    return heard.model_copy(update={"product": complaint.goods.sku}) if complaint.goods else heard
