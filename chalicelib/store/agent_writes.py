"""What a commit writes of agents: who takes or gives a complaint, and what must hold of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.model.agent import Presence
from chalicelib.model.change import AgentCondition, Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Claimed, OfferEnded

from . import keys
from .agents import HOLDS, agent_key
from .expressions import Expression
from .rows import Item


@dataclass(frozen=True, slots=True)
class _Hold:
    """Whose capacity a complaint takes, and how much of it."""

    agent: str
    name: str
    weight: int


def _held(complaint: Complaint | None) -> _Hold | None:
    if complaint is None or complaint.lease is None:
        return None
    return _Hold(complaint.lease.agent, complaint.lease.agent_name, complaint.lease.weight)


@dataclass(slots=True)
class _Moves:
    """What changes do to one agent."""

    by: int = 0
    taken: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    seen: datetime | None = None
    name: str = ""
    offered: str | None = None
    is_offer_over: bool = False
    missed: int | None = None
    conditions: list[AgentCondition] = field(default_factory=list)

    @property
    def are_some(self) -> bool:
        return bool(self.taken or self.given or self.offered or self.is_offer_over)


def agent_writes(changes: Iterable[Change]) -> Iterator[tuple[str, Item, str]]:
    """(Update or ConditionCheck, its parameters, the agent): each agent's row is touched once."""
    by_agent: defaultdict[tuple[str, str], _Moves] = defaultdict(_Moves)
    for change in changes:
        shop = change.after.shop
        before, after = _held(change.before), _held(change.after)
        for one in change.conditions:
            by_agent[shop, one.agent].conditions.append(one)
        if before and (after is None or after.agent != before.agent):
            moves = by_agent[shop, before.agent]
            moves.by -= before.weight
            moves.given.append(change.after.id)
        if after and (before is None or before.agent != after.agent):
            moves = by_agent[shop, after.agent]
            moves.by += after.weight
            moves.taken.append(change.after.id)
            moves.seen, moves.name = _taken_at(change), after.name
        _move_offer(change, by_agent)
    for (shop, agent), moves in by_agent.items():
        row = Expression()
        if moves.are_some:
            _move(row, moves)
        for one in moves.conditions:
            _ask(row, one)
        if row.update or row.condition:
            yield "Update" if row.update else "ConditionCheck", {"Key": agent_key(shop, agent), **row.parameters}, agent


def _move_offer(change: Change, by_agent: Mapping[tuple[str, str], _Moves]) -> None:
    """Whose answer is awaited, and whose no more."""
    before, after = change.before.offer if change.before else None, change.after.offer
    if before == after:
        return
    if before:
        moves = by_agent[change.after.shop, before.agent]
        moves.is_offer_over = True
        ended = (event.body for event in change.events if isinstance(event.body, OfferEnded))
        moves.missed = next((int(body.why == "unanswered") for body in ended), None)
    if after:
        by_agent[change.after.shop, after.agent].offered = change.after.id


def _taken_at(change: Change) -> datetime | None:
    """Who takes a complaint is there."""
    return next((event.at for event in change.events if isinstance(event.body, Claimed)), None)


def _move(row: Expression, moves: _Moves) -> None:
    """Each complaint held is an attribute of its own, so that one transaction may take some and give others."""
    row.add("load", moves.by)
    for complaint in moves.taken:
        row.set(HOLDS + complaint, {"BOOL": True})
    for complaint in moves.given:
        row.remove(HOLDS + complaint)
    if moves.seen:
        row.set("seen", {"S": keys.stamp(moves.seen)})
        row.set("name", {"S": moves.name})
    if moves.offered:
        row.set("offer", {"S": moves.offered})
    elif moves.is_offer_over:
        row.remove("offer")
    if moves.missed:
        row.add("missed", moves.missed)
    elif moves.taken or moves.missed == 0:
        row.remove("missed")


def _ask(row: Expression, asked: AgentCondition) -> None:
    for skill in asked.skills:
        row.ask(f"contains({row.name('skills')}, {row.value({'S': skill})})")
    if asked.languages:
        _ask_languages(row, asked.languages)
    if asked.not_seen_since:
        _ask_absence(row, since=asked.not_seen_since)
    if asked.load is not None:
        _ask_capacity(row, load=asked.load)


def _ask_languages(row: Expression, languages: Iterable[str]) -> None:
    """One of them, or it is not known what they speak."""
    known = row.name("languages")
    spoken = [f"contains({known}, {row.value({'S': language})})" for language in languages]
    row.ask(f"({' OR '.join((f'attribute_not_exists({known})', *spoken))})")


def _ask_absence(row: Expression, *, since: datetime) -> None:
    seen, presence = row.name("seen"), row.name("presence")
    since_then, available = row.value({"S": keys.stamp(since)}), _available(row)
    row.ask(f"(attribute_not_exists({seen}) OR {seen} <= {since_then} OR {presence} <> {available})")


def _ask_capacity(row: Expression, *, load: int) -> None:
    """They hold as much as was read, are there, and are asked about nothing else."""
    held, offer, presence = row.name("load"), row.name("offer"), row.name("presence")
    is_equal = f"{held} = {row.value({'N': str(load)})}"
    row.ask(is_equal if load else f"({is_equal} OR attribute_not_exists({held}))")
    row.ask(f"attribute_not_exists({offer})")
    row.ask(f"(attribute_not_exists({presence}) OR {presence} = {_available(row)})")


def _available(row: Expression) -> str:
    return row.value({"S": Presence.AVAILABLE.value})
