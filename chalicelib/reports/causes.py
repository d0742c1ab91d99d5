"""Surges that are one cause: a batch, its product, the courier that brought it and the shop are told as one rise. Pure.

From the narrowest subject to the widest: what is left of a surge without the complaints of the causes found so far
has to be a surge of its own, or it is one of them. Several batches of one product that rise are the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chalicelib.model.rise import BROAD, SHOP, Rise, Subject

from .surges import WATCHED, Surge

_WIDTH: Final = {dimension: place for place, dimension in enumerate((*WATCHED, SHOP))}
_NEXT_DAY: Final = timedelta(days=1)
Members = Mapping[Subject, frozenset[str]]
"""Ids of complaints about a subject within the days of its surge, as many as were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """``members`` are the complaints of ``surge`` that were looked at."""

    surge: Surge
    also: tuple[Subject, ...] = ()
    members: frozenset[str] = frozenset()

    @property
    def subjects(self) -> frozenset[Subject]:
        return frozenset((self.surge.subject, *self.also))

    def continues(self, rise: Rise) -> bool:
        """Whether it is that one again. A subject in common is not enough, since one courier brings most batches: it
        has to be what the rise is about, of what is broad from one day to the next; or what the rise explained before,
        and no rise of its own without it.
        """
        if rise.subject in self.subjects:
            is_exact = rise.subject == self.surge.subject or rise.subject.dimension not in BROAD
            return is_exact or self.surge.day - rise.last_day <= _NEXT_DAY
        return self.surge.subject in rise.also and not self.surge.holds(self.surge.count - rise.count)


def causes(found: Iterable[Surge], members: Members) -> tuple[Cause, ...]:
    """Each with the surges that it explains."""
    made: list[Cause] = []
    for surge in sorted(found, key=lambda one: _WIDTH[one.subject.dimension]):
        ours = members.get(surge.subject, frozenset())
        shared = [one for one in made if one.members & ours]
        explained = frozenset().union(*(one.members for one in shared)) & ours
        if not shared or surge.holds(surge.count - len(explained)):
            made.append(Cause(surge=surge, members=ours))
        elif surge.subject.dimension == "product" and len(shared) > 1:
            made = [one for one in made if one not in shared]
            batches = tuple(subject for one in shared for subject in (one.surge.subject, *one.also))
            made.append(Cause(surge=surge, also=batches, members=ours))
        else:
            most = max(shared, key=lambda one: len(one.members & ours))
            widened = Cause(surge=most.surge, also=(*most.also, surge.subject), members=most.members)
            made[made.index(most)] = widened
    return tuple(made)
