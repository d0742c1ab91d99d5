"""Deciding on proposals for rules: only a person does, with a reason, and what is accepted is put to use by the same
operation with which people change the lexicon. A rule is put into the rule file and deployed.
"""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.model.errors import IllegalTransition, InvalidInput, StaleVersion
from chalicelib.model.identity import Clock, Principal
from chalicelib.model.lexicon import ShopTerm
from chalicelib.model.proposal import Proposal, ProposalState
from chalicelib.routing.rules import rule_book
from chalicelib.store import Proposals

from . import permissions
from .wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    proposals: Proposals
    wording: Wording
    clock: Clock

    def accept(self, proposal: str, *, by: Principal, why: str, if_version: int | None = None) -> Proposal:
        """A term is in the shop's lexicon afterwards, in a version of its own. Whoever dies in between accepts once
        more and writes nothing twice. Raises ``NotFound``, ``IllegalTransition``, ``StaleVersion``, ``InvalidInput``.
        """
        found = self._read(proposal, by=by)
        if _is_said_again(found, ProposalState.ACCEPTED, by=by, why=why):
            return found
        open_one = _open(found, if_version=if_version)
        applied = self._with_term(open_one.term, by=by) if open_one.term else f"rules {rule_book().version}"
        return self._decide(open_one, ProposalState.ACCEPTED, by=by, why=why, applied=applied)

    def decline(self, proposal: str, *, by: Principal, why: str, if_version: int | None = None) -> Proposal:
        """Raises as ``accept``; it needs a reason."""
        if not why.strip():
            raise InvalidInput("say why not, for whoever finds the same again", fields={"reason": "a sentence"})
        found = self._read(proposal, by=by)
        if _is_said_again(found, ProposalState.DECLINED, by=by, why=why):
            return found
        open_one = _open(found, if_version=if_version)
        return self._decide(open_one, ProposalState.DECLINED, by=by, why=why, applied=None)

    def _read(self, proposal: str, *, by: Principal) -> Proposal:
        permissions.require_role(by, one_of=permissions.SENIOR)
        return self.proposals.get(by.shop, proposal)

    def _with_term(self, term: ShopTerm, *, by: Principal) -> str:
        present = self.wording.lexicons.newest(by.shop)
        if term not in present.terms:
            kept = [one for one in present.terms if one.text != term.text]
            present = self.wording.write([*kept, term], present.hot_words, by=by, if_version=present.version)
        return f"lexicon {present.version}"

    def _decide(
        self, found: Proposal, state: ProposalState, *, by: Principal, why: str, applied: str | None
    ) -> Proposal:
        decided = {"state": state, "decided_by": by.id, "decided_at": self.clock(), "why": why, "applied": applied}
        return self.proposals.replace(found, found.model_copy(update=decided))


def _open(found: Proposal, *, if_version: int | None) -> Proposal:
    if if_version is not None and if_version != found.turn:
        raise StaleVersion("the proposal has changed since you read it: read it again", version=found.turn)
    if found.state is not ProposalState.OPEN:
        raise IllegalTransition(f"it has been {found.state.value} already", state=found.state.value)
    return found


def _is_said_again(found: Proposal, state: ProposalState, *, by: Principal, why: str) -> bool:
    """The same person decides the same again, because the answer was lost: it is given once more."""
    return (found.state, found.decided_by, found.why) == (state, by.id, why)
