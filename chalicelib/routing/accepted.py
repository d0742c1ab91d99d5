"""The rules that the people of a shop accepted from proposals, beside those of the file."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from chalicelib.model.base import Instant, Word

from .rule import Rule

MOST_RULES: Final = 100
"""Of one shop: all are asked of every message."""


class RuleStep(StrEnum):
    ACCEPTED = "accepted"
    RETIRED = "retired"
    """A person took it back."""


class AcceptedRule(Word):
    """``by`` accepted it ``at``, and said ``why``; ``proposal`` has what spoke for it."""

    rule: Rule
    proposal: str
    by: str
    at: Instant
    why: str = ""


class AcceptedRules(Word):
    """In the order in which they are asked, the newest first, as each was tried before it was accepted. ``version``
    counts the changes; 0: the shop has never accepted any.
    """

    version: int = 0
    rules: tuple[AcceptedRule, ...] = ()

    def accepting(self, one: AcceptedRule) -> AcceptedRules:
        return AcceptedRules(version=self.version + 1, rules=(one, *self.rules))

    def retiring(self, rule: str) -> AcceptedRules:
        return AcceptedRules(version=self.version + 1, rules=tuple(one for one in self.rules if one.rule.id != rule))

    def named(self, rule: str) -> AcceptedRule | None:
        return next((one for one in self.rules if one.rule.id == rule), None)


class RuleChange(Word):
    """What made ``version`` of a shop's accepted rules: kept for ever."""

    version: int
    step: RuleStep
    rule: Rule
    proposal: str
    by: str
    at: Instant
    why: str = ""
