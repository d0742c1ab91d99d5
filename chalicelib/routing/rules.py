"""Which queue a complaint belongs in: ordered rules kept as data in ``rules.yaml``.

The first rule that holds and names a queue decides the queue; every rule that holds may raise the severity and add
skills and tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Final, Self, TypeVar

from pydantic import Field, StringConstraints, model_validator

from chalicelib.model.assessment import Assessment, Category, Severity, Signal
from chalicelib.model.base import Word
from chalicelib.model.complaint import RoutingDecision

from .datafile import Entries, packaged
from .severity import more_severe, severity_of
from .titles import Titles

OTHERWISE: Final = "otherwise"

Item = TypeVar("Item")
OneOf = Annotated[tuple[Item, ...], Field(min_length=1)]


Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9:_-]{0,39}$")]
"""The name of a skill or a tag."""


class QueueDefinition(Word):
    """Where complaints of a kind wait for a team."""

    id: str
    titles: Titles


class Condition(Word):
    """All that is given must hold; of a list, one is enough. ``categories`` are asked of the primary category only.

    Language tags match by prefix: ``zh`` holds for ``zh-Hans`` and ``zh-Hant``.
    """

    signals: OneOf[Signal] | None = None
    categories: OneOf[Category] | None = None
    abstained: bool | None = None
    languages: OneOf[str] | None = None
    languages_except: OneOf[str] | None = None
    channels: OneOf[str] | None = None
    severities: OneOf[Severity] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"a rule without a condition hides all after it; say it under '{OTHERWISE}'")
        return self

    def holds(self, assessment: Assessment, *, channel: str, severity: Severity) -> bool:
        spoken = assessment.language
        return (
            (self.signals is None or not set(self.signals).isdisjoint(assessment.signals))
            and (self.categories is None or assessment.primary in self.categories)
            and (self.abstained is None or assessment.abstained is self.abstained)
            and (self.languages is None or _is_spoken(spoken, self.languages))
            and (self.languages_except is None or not _is_spoken(spoken, self.languages_except))
            and (self.channels is None or channel in self.channels)
            and (self.severities is None or severity in self.severities)
        )


class Outcome(Word):
    """``reason`` is a plain sentence for the people who read the decision."""

    queue: str | None = None
    severity: Severity | None = None
    skills: tuple[Tag, ...] = ()
    tags: tuple[Tag, ...] = ()
    reason: str

    @model_validator(mode="after")
    def _decides_something(self) -> Self:
        if self.queue is None and self.severity is None and not (self.skills or self.tags):
            raise ValueError("name a queue, a severity, skills or tags")
        return self


class Fallback(Word):
    """Where a complaint goes that no rule placed."""

    queue: str
    reason: str


class Rule(Word):
    id: str
    when: Condition
    then: Outcome


class RuleBook(Word):
    """One version of the rule file."""

    version: str
    queues: Entries[QueueDefinition]
    rules: Entries[Rule]
    otherwise: Fallback

    @model_validator(mode="after")
    def _places_are_known(self) -> Self:
        known = {queue.id for queue in self.queues}
        placed = [(rule.id, rule.then.queue) for rule in self.rules if rule.then.queue is not None]
        for rule, queue in (*placed, (OTHERWISE, self.otherwise.queue)):
            if queue not in known:
                raise ValueError(f"rules[{rule}].then.queue: there is no queue '{queue}'")
        return self

    def decide(self, assessment: Assessment, *, channel: str, at_least: Severity = Severity.S3) -> RoutingDecision:
        """``rules`` and ``reasons`` name only what made a difference, in the order in which it did."""
        severity, reason = severity_of(assessment)
        if more_severe(at_least, severity) != severity:
            severity, reason = at_least, f"{at_least}: severity never falls by itself."
        queue: str | None = None
        skills: tuple[str, ...] = ()
        tags: tuple[str, ...] = ()
        decisive: list[tuple[str, str]] = []
        for rule in self.rules:
            if not rule.when.holds(assessment, channel=channel, severity=severity):
                continue
            before = (severity, queue, skills, tags)
            severity = more_severe(severity, rule.then.severity or severity)
            queue = queue or rule.then.queue
            skills, tags = _with(skills, rule.then.skills), _with(tags, rule.then.tags)
            if (severity, queue, skills, tags) != before:
                decisive.append((rule.id, rule.then.reason))
        if queue is None:
            queue = self.otherwise.queue
            decisive.append((OTHERWISE, self.otherwise.reason))
        return RoutingDecision(
            queue=queue,
            severity=severity,
            skills=skills,
            tags=tags,
            rules=tuple(rule for rule, _ in decisive),
            reasons=(reason, *(why for _, why in decisive)),
            version=self.version,
        )


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules in force."""
    return packaged("rules.yaml", RuleBook)


def queues() -> tuple[QueueDefinition, ...]:
    return rule_book().queues


def route(
    assessment: Assessment,
    *,
    channel: str,
    labels: Sequence[Category] | None = None,
    at_least: Severity = Severity.S3,
) -> RoutingDecision:
    """The decision by the rules in force.

    ``labels`` are a person's correction, the primary category first; a person is never unsure.
    ``at_least`` is the severity the complaint already has, below which it does not fall by itself.
    """
    return rule_book().decide(_corrected(assessment, labels), channel=channel, at_least=at_least)


def _corrected(assessment: Assessment, labels: Sequence[Category] | None) -> Assessment:
    if labels is None:
        return assessment
    primary = labels[0] if labels else Category.NONE
    return assessment.model_copy(update={"primary": primary, "labels": tuple(labels), "abstained": False})


def _with(known: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _is_spoken(language: str, tags: tuple[str, ...]) -> bool:
    return any(language == tag or language.startswith(f"{tag}-") for tag in tags)
