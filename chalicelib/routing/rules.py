"""Which queue a complaint belongs in: ordered, dated rules kept as data in ``rules.yaml``.

The first rule that holds and names a queue decides the queue; every rule that holds may raise the severity and add
skills and tags. Hard hand-overs win over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, field_validator, model_validator

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word
from chalicelib.model.routing import BY_RULE, HandOver, Reason, RoutingDecision

from .accepted import AcceptedRules
from .case import Case
from .datafile import Entries, packaged
from .handovers import hand_overs
from .reasons import Why
from .rule import Id, Rule
from .severity import kept, more_severe, severity_of
from .titles import Titles

OTHERWISE: Final = "otherwise"
MOST_SHARDS: Final = 8
HAND_OVER: Final = "hand_over:"
"""Stands before the kind where a hard hand-over decided the queue."""


class QueueDefinition(Word):
    """Where complaints of a kind wait for a team. ``by_people`` is false where a machine answers: nothing is handed
    over there that asks for a person. A hot queue is spread over ``shards`` of the index; ``shards_before`` is how many
    it had until the last change, which are read for as long as complaints lie there. With ``push`` its complaints are
    offered to agents, after a while also to those of the queues of ``overflow``.
    """

    id: Id
    titles: Titles
    by_people: bool = True
    assignment: Literal["pull", "push"] = "pull"
    overflow: tuple[Id, ...] = ()
    shards: Annotated[int, Field(ge=1, le=MOST_SHARDS)] = 1
    shards_before: Annotated[int, Field(ge=1, le=MOST_SHARDS)] = 1


class Fallback(Word):
    """Where a complaint goes that no rule placed."""

    queue: str
    reason: Why


class HandOverQueues(Word):
    """Where hard hand-overs go; the others stay where the rules place them, as long as people work there."""

    safety: str
    vulnerable: str | None = None
    repeated: str | None = None
    human: str | None = None
    emotion: str | None = None

    def of(self, one: HandOver) -> str | None:
        queue: str | None = getattr(self, one.value)
        return queue


class RuleBook(Word):
    """One version of the rule file. ``zone`` says on which day it is. What the people of a shop accepted is asked just
    before the rule ``accepted_before``, or before all where none is named.
    """

    version: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    zone: str = "Asia/Shanghai"
    queues: Entries[QueueDefinition]
    rules: Entries[Rule]
    accepted_before: Id | None = None
    hand_overs: HandOverQueues
    otherwise: Fallback

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"there is no zone '{zone}', for example Asia/Shanghai") from None
        return zone

    @model_validator(mode="after")
    def _places_are_known(self) -> Self:
        known = {queue.id for queue in self.queues}
        for place, queue in self._places():
            if queue not in known:
                raise ValueError(f"{place}: there is no queue '{queue}'")
        return self

    @model_validator(mode="after")
    def _accepted_ones_have_a_place(self) -> Self:
        if self.accepted_before is not None and self.accepted_before not in {rule.id for rule in self.rules}:
            raise ValueError(f"accepted_before: there is no rule '{self.accepted_before}'")
        return self

    @model_validator(mode="after")
    def _people_take_over(self) -> Self:
        by_machine = {queue.id for queue in self.queues if not queue.by_people}
        for place, queue in self._places():
            if queue in by_machine and not place.startswith("rules"):
                raise ValueError(f"{place}: people have to work in '{queue}'")
        return self

    def _places(self) -> Iterator[tuple[str, str]]:
        for rule in self.rules:
            if rule.then.queue is not None:
                yield f"rules[{rule.id}].then.queue", rule.then.queue
        for one in HandOver:
            if queue := self.hand_overs.of(one):
                yield f"hand_overs.{one}", queue
        yield f"{OTHERWISE}.queue", self.otherwise.queue

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def with_accepted(self, accepted: AcceptedRules) -> RuleBook:
        """The book of one shop: decisions by it name both versions, ``2026-11-21+3``."""
        if accepted.version == 0:
            return self
        places = [place for place, rule in enumerate(self.rules) if rule.id == self.accepted_before]
        place = places[0] if places else 0
        theirs = tuple(one.rule for one in accepted.rules if self.takes(one.rule))
        rules = (*self.rules[:place], *theirs, *self.rules[place:])
        return self.model_copy(update={"rules": rules, "version": f"{self.version}+{accepted.version}"})

    def takes(self, rule: Rule) -> bool:
        """Not one that leads to a queue there is no more, nor one that the file has by now."""
        has_place = rule.then.queue is None or any(queue.id == rule.then.queue for queue in self.queues)
        return has_place and all(one.id != rule.id for one in self.rules)

    def decide(self, case: Case, *, at_least: Severity = Severity.S3, day: date | None = None) -> RoutingDecision:
        """``rules`` and ``reasons`` name only what made a difference, in the order in which it did.

        ``at_least`` is the severity the complaint already has, below which it does not fall by itself. The rules are
        those of the case's day, or of ``day``.
        """
        rules = self._in_force(day or self.day_of(case.at))
        handed_over = hand_overs(case)
        severity, reasons = severity_of(case.assessment, is_repeated=HandOver.REPEATED in handed_over)
        if more_severe(at_least, severity) != severity:
            severity, reasons = at_least, (kept(at_least),)
        so_far = _SoFar(severity=severity, reasons=list(reasons))
        for rule in rules:
            if rule.when.holds(case, severity=so_far.severity):
                so_far.take(rule)
        self._place(so_far, handed_over)
        return RoutingDecision(
            queue=so_far.queue,
            severity=so_far.severity,
            skills=so_far.skills,
            tags=so_far.tags,
            hand_overs=handed_over,
            rules=tuple(so_far.rules),
            reasons=tuple(so_far.reasons),
            version=self.version,
            inputs=case.inputs(words=_words(rules, case.text), at_least=at_least),
        )

    def _in_force(self, day: date) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.is_in_force(day))

    def _place(self, so_far: _SoFar, handed_over: tuple[HandOver, ...]) -> None:
        """By the rules, unless a hand-over belongs elsewhere; never to a machine what asks for a person."""
        if not so_far.queue:
            so_far.place(self.otherwise.queue, by=OTHERWISE, why=_of_rule(self.otherwise.reason))
        for one in handed_over:
            if queue := self.hand_overs.of(one):
                so_far.place(queue, by=f"{HAND_OVER}{one}", why=_only_people(one))
                return
        if handed_over and not self._is_by_people(so_far.queue):
            gravest = handed_over[0]
            so_far.place(self.otherwise.queue, by=f"{HAND_OVER}{gravest}", why=_only_people(gravest))

    def _is_by_people(self, queue: str) -> bool:
        return any(one.id == queue and one.by_people for one in self.queues)


def _of_rule(titles: Titles) -> Reason:
    return Reason(code=BY_RULE, titles=titles)


def _only_people(one: HandOver) -> Reason:
    return Reason(code=f"{HAND_OVER}{one}")


@dataclass(kw_only=True)
class _SoFar:
    """A decision while the rules are asked. Only what makes a difference is noted."""

    severity: Severity
    reasons: list[Reason]
    queue: str = ""
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rules: list[str] = field(default_factory=list)

    def take(self, rule: Rule) -> None:
        before = (self.severity, self.queue, self.skills, self.tags)
        self.severity = more_severe(self.severity, rule.then.severity or self.severity)
        self.queue = self.queue or rule.then.queue or ""
        self.skills, self.tags = _with(self.skills, rule.then.skills), _with(self.tags, rule.then.tags)
        if (self.severity, self.queue, self.skills, self.tags) != before:
            self._note(rule.id, _of_rule(rule.then.reason))

    def place(self, queue: str, *, by: str, why: Reason) -> None:
        if queue != self.queue:
            self.queue = queue
            self._note(by, why)

    def _note(self, rule: str, why: Reason) -> None:
        self.rules.append(rule)
        self.reasons.append(why)


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules of the file, which hold for every shop."""
    return packaged("rules.yaml", RuleBook)


def queues() -> tuple[QueueDefinition, ...]:
    return rule_book().queues


def _words(rules: Iterable[Rule], text: str) -> tuple[str, ...]:
    """Every word that a rule looks for and the text has, so that history explains."""
    return tuple(dict.fromkeys(word for rule in rules for word in rule.when.found(text)))


def _with(known: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))
