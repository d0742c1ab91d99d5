"""Proposals as a look would have made them."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.model.assessment import Category
from chalicelib.model.lexicon import ShopTerm
from chalicelib.model.proposal import Effect, Evidence, Feature, Proposal, ProposalKind
from tests.support.fakes import START
from tests.support.world import SHOP, World

WORD: Final = "发票"


def proposal(name: str = "p1", **about: Any) -> Proposal:
    """A rule: quality goods whose text says 发票 go to policy."""
    rule = {
        "id": f"proposal-{name}",
        "when": {"shops": [SHOP], "categories": ["quality"], "words": [WORD]},
        "then": {"queue": "policy", "reason": "People used to pass it on."},
    }
    known: dict[str, Any] = {
        "id": name,
        "shop": SHOP,
        "kind": ProposalKind.ROUTE,
        "feature": Feature(kind="word", value=WORD),
        "source": "quality",
        "target": "policy",
        "evidence": Evidence(seen=10, hits=9, others_seen=8, others_hits=0, examples=()),
        "effect": Effect(tried=18, changed=10, right=9, wrong=1),
        "rule": rule,
        "made_at": START,
    }
    return Proposal.model_validate({**known, **about})


def term_proposal(name: str = "t1") -> Proposal:
    """A word of the lexicon."""
    term = ShopTerm(text="价保", category=Category.POLICY, weight=2.0)
    return proposal(name, kind=ProposalKind.TERM, rule=None, term=term)


def proposed(world: World, made: Proposal) -> Proposal:
    """Open, and waiting for a person."""
    return world.runtime.proposals.replace(None, made)
