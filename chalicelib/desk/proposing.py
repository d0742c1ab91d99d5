"""Deciding on proposals for rules: only a person does. What is accepted counts from then on, written in one transaction
with the decision, and a person may take it back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.model.errors import IllegalTransition, InvalidInput, LostRace, StaleVersion, Upstream
from chalicelib.model.identity import Clock, Principal
from chalicelib.model.lexicon import ShopLexicon, ShopTerm
from chalicelib.model.proposal import Proposal, ProposalState
from chalicelib.routing.accepted import MOST_RULES, AcceptedRule, AcceptedRules, RuleChange, RuleStep
from chalicelib.routing.rule import Rule
from chalicelib.routing.rules import rule_book
from chalicelib.store import InForce, Lexicons, Proposals, ShopRules, Write

from . import permissions
from .wording import following

ATTEMPTS: Final = 8
_BEFORE: Final = {
    ProposalState.ACCEPTED: ProposalState.OPEN,
    ProposalState.DECLINED: ProposalState.OPEN,
    ProposalState.RETIRED: ProposalState.ACCEPTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said of a proposal, and when."""

    by: Principal
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a decision changes: the version that has it, and the rows of it."""

    applied: str | None
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Whoever says the same again, because the answer was lost, is given it once more."""

    proposals: Proposals
    rules: ShopRules
    lexicons: Lexicons
    in_force: InForce
    clock: Clock

    def accept(self, proposal: str, *, by: Principal, why: str, if_version: int | None = None) -> Proposal:
        """A rule is asked, and a term is in the shop's lexicon afterwards, each in a version of its own. Raises
        ``NotFound``, ``IllegalTransition``, ``StaleVersion``, ``InvalidInput``, ``Upstream``.
        """
        return self._decide(proposal, ProposalState.ACCEPTED, self._in_use, by=by, why=why, if_version=if_version)

    def decline(self, proposal: str, *, by: Principal, why: str, if_version: int | None = None) -> Proposal:
        """Raises as ``accept``; it needs a reason."""
        _require_reason(why)
        return self._decide(proposal, ProposalState.DECLINED, _nothing, by=by, why=why, if_version=if_version)

    def retire(self, proposal: str, *, by: Principal, why: str, if_version: int | None = None) -> Proposal:
        """What was accepted counts no more, in a version of its own. Raises as ``accept``; it needs a reason."""
        _require_reason(why)
        return self._decide(proposal, ProposalState.RETIRED, self._out_of_use, by=by, why=why, if_version=if_version)

    def _decide(
        self,
        proposal: str,
        state: ProposalState,
        use: Callable[[Proposal, Said], Use],
        *,
        by: Principal,
        why: str,
        if_version: int | None,
    ) -> Proposal:
        permissions.require_role(by, one_of=permissions.SENIOR)
        for _ in range(ATTEMPTS):
            found = self.proposals.get(by.shop, proposal)
            if (found.state, found.decided_by, found.why) == (state, by.id, why):
                return found
            _require_decidable(found, state, if_version=if_version)
            said = Said(by=by, why=why, at=self.clock())
            changed = use(found, said)
            decided = {"state": state, "decided_by": by.id, "decided_at": said.at, "why": why}
            after = found.model_copy(update={**decided, "applied": changed.applied})
            try:
                made = self.proposals.replace(found, after, *changed.writes)
            except LostRace:
                continue
            self.in_force.forget(by.shop)
            return made
        raise Upstream("too many others are changing the rules: try again")

    def _in_use(self, found: Proposal, said: Said) -> Use:
        return self._with_term(found.term, said) if found.term else self._with_rule(found, said)

    def _out_of_use(self, found: Proposal, said: Said) -> Use:
        return self._without_term(found.term, said) if found.term else self._without_rule(found, said)

    def _with_rule(self, found: Proposal, said: Said) -> Use:
        rule, present = Rule.model_validate(found.rule), self.rules.newest(said.by.shop)
        if not rule_book().takes(rule):
            raise IllegalTransition("its queue is no more, or the rule file has this rule already", rule=rule.id)
        if len(present.rules) >= MOST_RULES:
            raise IllegalTransition(f"{MOST_RULES} rules are in use: take one back first", most=MOST_RULES)
        one = AcceptedRule(rule=rule, proposal=found.id, by=said.by.id, at=said.at, why=said.why)
        return self._changed(present.accepting(one), RuleStep.ACCEPTED, rule, found, said)

    def _without_rule(self, found: Proposal, said: Said) -> Use:
        rule, present = Rule.model_validate(found.rule), self.rules.newest(said.by.shop)
        return self._changed(present.retiring(rule.id), RuleStep.RETIRED, rule, found, said)

    def _changed(self, after: AcceptedRules, step: RuleStep, rule: Rule, found: Proposal, said: Said) -> Use:
        change = RuleChange(
            version=after.version,
            step=step,
            rule=rule,
            proposal=found.id,
            by=said.by.id,
            at=said.at,
            why=said.why,
        )
        version = rule_book().with_accepted(after).version
        return Use(applied=f"rules {version}", writes=self.rules.writes(said.by.shop, after, change))

    def _with_term(self, term: ShopTerm, said: Said) -> Use:
        present = self.lexicons.newest(said.by.shop)
        if term in present.terms:
            return Use(applied=f"lexicon {present.version}")
        kept = [one for one in present.terms if one.text != term.text]
        return self._with_terms(present, [*kept, term], said)

    def _without_term(self, term: ShopTerm, said: Said) -> Use:
        """Where somebody has given the word another meaning since, that stays."""
        present = self.lexicons.newest(said.by.shop)
        if term not in present.terms:
            return Use(applied=f"lexicon {present.version}")
        return self._with_terms(present, [one for one in present.terms if one != term], said)

    def _with_terms(self, present: ShopLexicon, terms: list[ShopTerm], said: Said) -> Use:
        written = following(present, terms, present.hot_words, by=said.by, now=said.at)
        return Use(applied=f"lexicon {written.version}", writes=self.lexicons.writes(said.by.shop, written))


def _nothing(*_: Any) -> Use:
    return Use(applied=None)


def _require_reason(why: str) -> None:
    if not why.strip():
        raise InvalidInput("say why not, for whoever finds the same again", fields={"reason": "a sentence"})


def _require_decidable(found: Proposal, state: ProposalState, *, if_version: int | None) -> None:
    if if_version is not None and if_version != found.turn:
        raise StaleVersion("the proposal has changed since you read it: read it again", version=found.turn)
    if found.state is not _BEFORE[state]:
        raise IllegalTransition(
            f"it is {found.state.value}, it would have to be {_BEFORE[state].value}", state=found.state.value
        )
