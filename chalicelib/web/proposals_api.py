"""The desk API for proposals for rules: what people did speaks for them, a supervisor decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS, SENIOR
from chalicelib.model.proposal import Proposal, ProposalKind, ProposalState
from chalicelib.reports.proposing import named

from . import bodies
from .changing import if_match
from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .lexicon_shapes import TermShape
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations, Parameter
from .shapes import Shape

blueprint = Operations(__name__)
IF_MATCH = Parameter(
    name="If-Match", place="header", description="The version you read; 412 when it has changed since."
)


class EvidenceOfProposalShape(Shape):
    seen: int
    """Complaints that have the feature."""
    hits: int
    """Of these, those that speak for it."""
    others_seen: int
    others_hits: int
    examples: tuple[str, ...]
    """Ids, the newest first."""


class EffectOfProposalShape(Shape):
    """A dry run on the complaints that were looked at."""

    tried: int
    changed: int
    right: int
    wrong: int


class ProposalShape(Shape):
    id: str
    version: int
    kind: ProposalKind
    """route: to another queue; term: a word for the lexicon; sooner: a higher severity."""
    text: str
    """What such complaints have in common, in the language asked for."""
    source: str
    target: str
    """Queues, categories or severities."""
    evidence: EvidenceOfProposalShape
    effect: EffectOfProposalShape
    rule: dict[str, Any] | None
    """As in the rule file; ``POST /v1/rules/dry-run`` tries it."""
    term: TermShape | None
    state: ProposalState
    """What was accepted is in use until it is retired."""
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str
    applied: str | None
    """The version of the lexicon or of the rules that the decision made."""


class ProposalsShape(Shape):
    items: tuple[ProposalShape, ...]
    next: str | None


@blueprint.operation(
    "GET",
    "/v1/proposals",
    summary="Proposals for rules and words, from what people did",
    tag="Oversight",
    answers={200: ProposalsShape},
    parameters=(*PAGING, LANGUAGE),
    roles=OVERSEERS,
)
def get_proposals(call: Call[Any]) -> Response:
    """Open ones and those that were decided on. One query. How they are found is in docs/warnings.md."""
    page = call.runtime.proposals.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(_shape(call, one) for one in page.items)
    return json_answer(ProposalsShape(items=items, next=page.next))


@blueprint.operation(
    "POST",
    "/v1/proposals/{proposal}/accept",
    summary="Put a proposal to use",
    tag="Oversight",
    body=bodies.ReasonBody,
    answers={200: ProposalShape},
    parameters=(IF_MATCH, LANGUAGE),
    faults=(404, 409, 412),
    roles=SENIOR,
)
def accept_proposal(call: Call[bodies.ReasonBody], proposal: str) -> Response:
    """A rule is asked of every message, a word is in the shop's lexicon: everywhere within a minute, each as a new
    version (``GET /v1/rules``, ``GET /v1/lexicon``).
    """
    return _decide(call, call.runtime.deciding_proposals.accept, proposal)


@blueprint.operation(
    "POST",
    "/v1/proposals/{proposal}/decline",
    summary="Decline a proposal",
    tag="Oversight",
    body=bodies.ReasonBody,
    answers={200: ProposalShape},
    parameters=(IF_MATCH, LANGUAGE),
    faults=(404, 409, 412),
    roles=SENIOR,
)
def decline_proposal(call: Call[bodies.ReasonBody], proposal: str) -> Response:
    """With a reason. It comes back only on twice the evidence."""
    return _decide(call, call.runtime.deciding_proposals.decline, proposal)


@blueprint.operation(
    "POST",
    "/v1/proposals/{proposal}/retire",
    summary="Take back what was accepted",
    tag="Oversight",
    body=bodies.ReasonBody,
    answers={200: ProposalShape},
    parameters=(IF_MATCH, LANGUAGE),
    faults=(404, 409, 412),
    roles=SENIOR,
)
def retire_proposal(call: Call[bodies.ReasonBody], proposal: str) -> Response:
    """With a reason. The rule is asked no more, the word is out of the lexicon: everywhere within a minute, as a new
    version. What was decided by it stays, and it comes back only on twice the evidence.
    """
    return _decide(call, call.runtime.deciding_proposals.retire, proposal)


def _decide(call: Call[bodies.ReasonBody], decide: Callable[..., Proposal], proposal: str) -> Response:
    decided = decide(proposal, by=call.principal, why=call.content.reason, if_version=if_match(call))
    return json_answer(_shape(call, decided), headers={"ETag": f'"{decided.turn}"'})


def _shape(call: Call[Any], one: Proposal) -> ProposalShape:
    return ProposalShape(
        **one.model_dump(
            include={
                "id",
                "kind",
                "source",
                "target",
                "rule",
                "state",
                "made_at",
                "decided_by",
                "decided_at",
                "applied",
            }
        ),
        version=one.turn,
        text=named(one.feature, desk_language(call)),
        evidence=EvidenceOfProposalShape(**one.evidence.model_dump()),
        effect=EffectOfProposalShape(**one.effect.model_dump()),
        term=TermShape(**one.term.model_dump()) if one.term else None,
        reason=one.why,
    )
