"""Merges: one complaint goes on in the place of another, and what a merge changed can be told apart again. Pure.

Nothing is copied. What the merged one was stays in its history, and undoing a merge folds both histories anew as if it
had never been: so merges can be undone in any order, whatever else happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import IllegalTransition
from chalicelib.model.event import Event
from chalicelib.model.evolve import fold
from chalicelib.model.standing import Standing

from .together import Together


def merge(together: Together, secondary: str, primary: str, *, why: str) -> None:
    """The secondary closes; what was promised earliest, the worse severity and open tasks go on with the primary.

    Raises ``ClusterFull``. Who may do it, and in which state, has been asked before.
    """
    left = together[secondary].now
    together[primary].say(
        facts.Absorbed(
            complaint=secondary,
            why=why,
            severity=left.severity,
            clocks=tuple(clock for clock in left.clocks if clock.is_ticking),
            tasks=left.tasks,
        )
    )
    together[secondary].say(facts.Merged(into=primary, why=why))
    together.regroup()


def unmerge(together: Together, secondary: str, histories: Mapping[str, Iterable[Event]], *, why: str) -> None:
    """Both stand as they would without the merge. ``histories`` are those of the two. Raises ``IllegalTransition``."""
    left = together[secondary].now
    if left.merged_into is None:
        raise IllegalTransition("it is not merged into another one", status=left.status, version=left.version)
    primary = together[left.merged_into].now
    kept = set(primary.absorbed) - {secondary}
    before = standing(histories[primary.id], shop=primary.shop, absorbed=kept, is_merged=bool(primary.merged_into))
    alone = standing(histories[secondary], shop=left.shop, absorbed=set(left.absorbed), is_merged=False)
    together[primary.id].say(facts.Separated(complaint=secondary, why=why, standing=before))
    together[secondary].say(facts.Unmerged(into=primary.id, why=why, standing=alone))
    together.regroup()


def standing(history: Iterable[Event], *, shop: str, absorbed: set[str], is_merged: bool) -> Standing:
    """How a complaint would stand had there been only the merges that are named."""
    events = tuple(history)
    in_force = {_merge_of(event): event for event in events if _merge_of(event)}
    wanted = {*absorbed, *([_SELF] if is_merged else [])}
    counts = {id(event) for name, event in in_force.items() if name in wanted}
    return Standing.of(fold(_without(events, counts), shop=shop))


_SELF = "self"


def _merge_of(event: Event) -> str | None:
    """Which merge it makes: of another one into this, or of this one."""
    if isinstance(event.body, facts.Absorbed):
        return event.body.complaint
    return _SELF if isinstance(event.body, facts.Merged) else None


def _without(events: Iterable[Event], counts: set[int]) -> Iterator[Event]:
    for event in events:
        is_of_a_merge = isinstance(event.body, facts.Absorbed | facts.Merged | facts.Separated | facts.Unmerged)
        if not is_of_a_merge or id(event) in counts:
            yield event


def merged_below(primary: Complaint, members: Iterable[Complaint]) -> Iterator[Complaint]:
    """Everything that was merged into it, and into that, in the order of the merges."""
    by_id = {one.id: one for one in members}
    for name in primary.absorbed:
        if name in by_id:
            yield by_id[name]
            yield from merged_below(by_id[name], by_id.values())
