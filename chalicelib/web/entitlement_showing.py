"""Entitlements in words. Loads the rules, so it is imported by those views only that need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from chalicelib.aftersales.entitling import as_given
from chalicelib.model.entitlement import EntitlementDeadline, EntitlementRecord
from chalicelib.policies.engine import entitle_each
from chalicelib.policies.entitlements import Considered
from chalicelib.policies.rulebook import Rule, Rulebook, rulebook
from chalicelib.policies.showing import name_of

from . import entitlement_shapes as shapes

_LAYERS: Final = ("law", "region", "platform", "merchant")


def entitlements_shape(record: EntitlementRecord, *, language: str, trace: bool = False) -> shapes.EntitlementsShape:
    """The trace is worked out again: the same facts and rules give the same answer."""
    book = rulebook()

    def named(code: str, kind: str) -> shapes.NamedShape:
        return shapes.NamedShape(code=code, name=name_of(code, kind=kind, book=book, language=language))

    def dated(one: EntitlementDeadline) -> shapes.DeadlineShape:
        name = name_of(one.what, kind="deadlines", book=book, language=language)
        return shapes.DeadlineShape(**one.model_dump(), name=name)

    rules = cited(record, book=book, language=language)
    known = {rule.id for rule in rules}
    return shapes.EntitlementsShape(
        entitled=tuple(named(code, "remedies") for code in record.entitled),
        not_entitled=tuple(named(code, "remedies") for code in record.not_entitled),
        deadlines=tuple(map(dated, record.deadlines)),
        steps=tuple(map(dated, record.steps)),
        freight=named(record.payer, "payers"),
        logistics=named(record.logistics, "logistics") if record.logistics else None,
        amounts=record.amounts,
        evidence=tuple(named(code, "evidence") for code in record.evidence),
        flags=record.flags,
        rules=rules,
        conventions=tuple(one for one in record.rules if one not in known),
        void=record.void,
        conditional=record.conditional,
        rests_on=record.rests_on,
        facts=tuple(shapes.FactShape(name=name, **fact.model_dump()) for name, fact in sorted(record.facts.items())),
        unreadable=record.unreadable,
        rules_version=record.rules_version,
        calendar_version=record.calendar_version,
        trace=_trace(record) if trace else None,
    )


def _trace(record: EntitlementRecord) -> tuple[shapes.ConsideredRuleShape, ...]:
    if record.unreadable:
        return ()
    return tuple(shapes.ConsideredRuleShape(**one._asdict()) for one in _considered(record))


def _considered(record: EntitlementRecord) -> Iterator[Considered]:
    """Nothing was asked where nobody knows what it is about, or where the facts could not be read."""
    if record.rules_version:
        for answer in entitle_each(as_given(record.facts)):
            yield from answer.trace


def cited(record: EntitlementRecord, *, book: Rulebook, language: str) -> tuple[shapes.CitedRuleShape, ...]:
    """In plain words, once each, by the part of a rule that spoke; conventions of counting are no rules."""
    spoke = {(one.rule, one.part) for one in _considered(record) if one.state in ("matched", "over")}
    first: dict[str, Rule] = {}
    for rule in sorted(book.rules, key=lambda one: (one.id, one.part) not in spoke):
        first.setdefault(rule.id, rule)
    return tuple(
        shapes.CitedRuleShape(
            id=rule.id, layer=rule.layer, says=rule.says[language], source=rule.source, confidence=rule.confidence
        )
        for rule in (first[one] for one in record.rules if one in first)
    )


def policies_shape(
    *, jurisdiction: str, profile: str | None, day: date, language: str, topic: str | None = None
) -> shapes.PoliciesShape:
    """The rules of a jurisdiction in force on a day, with the promises of ``profile``; one entry an id."""
    book = rulebook()
    found: dict[str, list[Rule]] = {}
    for rule in sorted(book.rules, key=lambda one: _LAYERS.index(one.layer)):
        is_in_force = rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
        is_given = not rule.profiles or profile in rule.profiles
        if rule.jurisdiction == jurisdiction and is_in_force and is_given and (not topic or topic in rule.issues):
            found.setdefault(rule.id, []).append(rule)
    return shapes.PoliciesShape(
        jurisdiction=jurisdiction,
        profile=profile,
        day=day,
        version=book.version,
        items=tuple(_policy(parts, language=language) for parts in found.values()),
    )


def _policy(parts: Sequence[Rule], *, language: str) -> shapes.PolicyShape:
    """All that a rule says, what it gives first."""
    parts = sorted(parts, key=lambda one: not _given(one))
    rule = parts[0]
    return shapes.PolicyShape(
        id=rule.id,
        layer=rule.layer,
        topics=tuple(sorted({issue for part in parts for issue in part.issues})),
        grants=tuple(dict.fromkeys(remedy for part in parts for remedy in _given(part))),
        says=" ".join(dict.fromkeys(part.says[language] for part in parts)),
        source=rule.source,
        confidence=rule.confidence,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )


def _given(rule: Rule) -> tuple[str, ...]:
    return tuple(remedy for outcome in rule.outcomes for remedy in outcome.grants)
