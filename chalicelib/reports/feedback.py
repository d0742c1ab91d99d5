"""What people did with complaints, and what the ones they treated alike have in common. Pure.

A feature tells when people did the same with most complaints that have it and seldom with others: the share with its
Wilson interval on one side, and at most half of that share on the other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from chalicelib.model.assessment import Category, Severity
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.proposal import Evidence, Feature, ProposalKind

from .measures import wilson

EXAMPLES: Final = 5
ALIKE: Final = 0.8
"""A feature whose complaints are to this part those of a better one says nothing new."""
FEWEST: Final = {ProposalKind.ROUTE: 10, ProposalKind.TERM: 8, ProposalKind.SOONER: 10}
SHARE: Final = {ProposalKind.ROUTE: 0.7, ProposalKind.TERM: 0.6, ProposalKind.SOONER: 0.5}
LOWER: Final = 0.7
"""The lower end of the interval is at least this part of the share asked for."""
_KINDS: Final = {
    ProposalKind.ROUTE: ("word", "product", "channel"),
    ProposalKind.TERM: ("word",),
    ProposalKind.SOONER: ("word", "product"),
}
_SLOW: Final = (Severity.S2, Severity.S3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One complaint with what it can be known by."""

    complaint: Complaint
    features: frozenset[Feature]
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Word as it is matched → as the customer wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``hits`` are the complaints that speak for it, ``base`` all that were looked at for it."""

    id: str
    kind: ProposalKind
    feature: Feature
    source: str
    target: str
    evidence: Evidence
    base: tuple[Seen, ...]
    hits: tuple[Seen, ...]


def findings(seen: Sequence[Seen], *, known: Collection[str] = ()) -> Iterator[Finding]:
    """The most telling of each kind first; of features that say the same, the one whose id is ``known`` already."""
    settled = [one for one in seen if _is_settled(one.complaint)]
    judged = [one for one in seen if one.complaint.routing.severity in _SLOW and is_bad(one.complaint) is not None]
    looks = (
        _Look(ProposalKind.ROUTE, settled, _first_queue, lambda one: one.queue, known),
        _Look(ProposalKind.TERM, settled, _heard, lambda one: one.classification.primary.value, known),
        _Look(ProposalKind.SOONER, judged, _first_queue, _wanted, known),
    )
    for look in looks:
        yield from _each(look)


def id_of(kind: ProposalKind, feature: Feature, *, source: str, target: str) -> str:
    """The same whenever the same is found again."""
    told = f"{kind}|{feature.kind}|{feature.value}|{source}|{target}"
    return f"p{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def is_bad(complaint: Complaint) -> bool | None:
    """By the customer or an audit; ``None`` where neither was asked."""
    answer = complaint.survey.answer if complaint.survey else None
    verdicts = [not audit.passed for audit in complaint.audits] + ([answer.is_unhappy] if answer else [])
    return any(verdicts) if verdicts else None


def _wanted(complaint: Complaint) -> str:
    """The severity it should have had: what customers are unhappy with comes sooner."""
    return Severity.S1.value if is_bad(complaint) else complaint.routing.queue


def _is_settled(complaint: Complaint) -> bool:
    """Somebody has looked at it: what waits where it came to says nothing of whether it belongs there."""
    by_person = complaint.classification.decided_by != "model" or complaint.queue != complaint.routing.queue
    return by_person or complaint.status is not Status.WAITING


def _first_queue(complaint: Complaint) -> str:
    return complaint.routing.queue


def _heard(complaint: Complaint) -> str:
    return complaint.assessment.primary.value


class _Look(NamedTuple):
    """From where to where complaints of one kind were taken."""

    kind: ProposalKind
    seen: Sequence[Seen]
    source: Callable[[Complaint], str]
    target: Callable[[Complaint], str]
    known: Collection[str]


def _each(look: _Look) -> Iterator[Finding]:
    by_source: dict[str, list[Seen]] = {}
    for one in look.seen:
        by_source.setdefault(look.source(one.complaint), []).append(one)
    for source, base in sorted(by_source.items()):
        for target in sorted({look.target(one.complaint) for one in base} - {source, Category.NONE.value}):
            yield from _telling(look, base, source=source, target=target)


def _telling(look: _Look, base: Sequence[Seen], *, source: str, target: str) -> Iterator[Finding]:
    kind, hits = look.kind, [one for one in base if look.target(one.complaint) == target]
    having = Counter(feature for one in base for feature in one.features if feature.kind in _KINDS[kind])
    speaking = Counter(feature for one in hits for feature in one.features if feature in having)
    good = {
        one: id_of(kind, one, source=source, target=target)
        for one in speaking
        if _tells(kind, one, having, speaking, base=len(base), hits=len(hits))
    }
    told: list[frozenset[str]] = []
    for feature in sorted(good, key=lambda one: (good[one] not in look.known, -speaking[one], having[one], str(one))):
        ours = tuple(one for one in hits if feature in one.features)
        names = frozenset(one.complaint.id for one in ours)
        if any(len(names & others) >= ALIKE * len(names) for others in told):
            continue
        told.append(names)
        evidence = Evidence(
            seen=having[feature],
            hits=speaking[feature],
            others_seen=len(base) - having[feature],
            others_hits=len(hits) - speaking[feature],
            examples=tuple(sorted(names, reverse=True)[:EXAMPLES]),
        )
        yield Finding(
            id=good[feature],
            kind=kind,
            feature=feature,
            source=source,
            target=target,
            evidence=evidence,
            base=tuple(base),
            hits=ours,
        )


def _tells(
    kind: ProposalKind, one: Feature, having: Counter[Feature], speaking: Counter[Feature], *, base: int, hits: int
) -> bool:
    with_it, agreeing = having[one], speaking[one]
    share, interval = agreeing / with_it, wilson(agreeing, with_it)
    others = (hits - agreeing) / (base - with_it) if base > with_it else 0.0
    enough = with_it >= FEWEST[kind] and share >= SHARE[kind]
    return enough and interval is not None and interval[0] >= LOWER * SHARE[kind] and others <= share / 2


def seen_as(complaint: Complaint, words: Mapping[str, str]) -> Seen:
    """``words`` are those of its text that can say something: as matched → as written."""
    found = {Feature(kind="word", value=word) for word in words}
    if complaint.goods and complaint.goods.sku:
        found.add(Feature(kind="product", value=complaint.goods.sku))
    features = frozenset((*found, Feature(kind="channel", value=complaint.channel)))
    return Seen(complaint=complaint, features=features, spelled=words)
