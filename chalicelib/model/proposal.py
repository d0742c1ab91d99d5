"""A change of a routing rule or of the lexicon that what people did speaks for. Only a person puts it to use."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from .base import Instant, Word
from .lexicon import ShopTerm


class ProposalKind(StrEnum):
    ROUTE = "route"
    """People pass such complaints on to another queue."""
    TERM = "term"
    """People put such complaints into another category."""
    SOONER = "sooner"
    """Customers are unhappy with how such complaints are settled, or audits are."""


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETIRED = "retired"
    """It was accepted, and a person took it back."""


class Feature(Word):
    """What such complaints have in common: a word of the text, a product (SKU) or a channel."""

    kind: Literal["word", "product", "channel"]
    value: str


class Evidence(Word):
    """Of ``seen`` complaints with the feature, ``hits`` speak for the proposal; of ``others_seen`` without it,
    ``others_hits``. ``examples`` are ids, the newest first.
    """

    seen: int
    hits: int
    others_seen: int
    others_hits: int
    examples: tuple[str, ...]


class Effect(Word):
    """A dry run: of ``tried`` complaints so many would have been ``changed``; ``right`` as people decided, ``wrong``
    against it.
    """

    tried: int
    changed: int
    right: int
    wrong: int


class Proposal(Word):
    """``source`` and ``target`` are queues, categories or severities. ``turn`` counts the writings.

    ``rule``     an entry as in ``routing/rules.yaml``
    ``term``     a term of the shop's lexicon
    ``applied``  once accepted: the version of the lexicon or of the rules that first had it; once taken back: that
                 first had it no more
    """

    id: str
    shop: str
    kind: ProposalKind
    feature: Feature
    source: str
    target: str
    evidence: Evidence
    effect: Effect
    rule: dict[str, Any] | None = None
    term: ShopTerm | None = None
    state: ProposalState = ProposalState.OPEN
    made_at: Instant
    decided_by: str | None = None
    decided_at: Instant | None = None
    why: str = ""
    applied: str | None = None
    turn: int = 0
