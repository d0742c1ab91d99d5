"""A complaint beside those that may be about its matter: linked by itself, suggested to a person, or left. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.matter import Link, Suggestion

from .comparing import Likeness, compare, conflicts
from .linking import join, suggestion
from .together import MOST_MEMBERS, Together

MOST_SUGGESTIONS: Final = 3
MOST_HEARD: Final = 10
"""Of one complaint by others: a thousand customers of one bad batch must not fill one row."""
Likely = tuple[str, Likeness]


def likely(complaint: Complaint, others: Iterable[Complaint]) -> list[Likely]:
    """Those that are worth a person's look at least and not yet decided about, the likeliest first."""
    judged = [
        (other.id, compare(complaint, other))
        for other in others
        if other.id not in complaint.cluster and not suggestion(complaint, other.id)
    ]
    return sorted(((other, like) for other, like in judged if like.is_worth_suggesting), key=lambda one: -one[1].score)


def recognise(together: Together, complaint: str, found: Sequence[Likely]) -> None:
    """Links what is beyond doubt, and suggests the likeliest of the rest; both sides are told."""
    suggested = len(together[complaint].now.suggestions)
    for other, like in found:
        if other in together[complaint].now.cluster:
            continue
        if like.is_automatic and _may_join(together, complaint, other):
            join(together, complaint, Link(complaint=other, since=together.at, score=like.score, reasons=like.reasons))
            together.regroup()
        elif suggested < MOST_SUGGESTIONS and len(together[other].now.suggestions) < MOST_HEARD:
            suggested += 1
            _suggest(together, complaint, other, like)


def _suggest(together: Together, one: str, other: str, like: Likeness) -> None:
    for here, there in ((one, other), (other, one)):
        said = Suggestion(complaint=there, score=like.score, reasons=like.reasons, since=together.at)
        together[here].say(facts.Suggested(suggestions=(said,)))


def _may_join(together: Together, one: str, other: str) -> bool:
    """A third one between the two must not bring together what contradicts itself."""
    ours, theirs = (together[name].now.cluster or (name,) for name in (one, other))
    if len(ours) + len(theirs) > MOST_MEMBERS:
        return False
    return not any(
        next(conflicts(together[left].now, together[right].now), None) for left, right in product(ours, theirs)
    )
