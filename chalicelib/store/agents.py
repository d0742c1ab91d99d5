"""Agents: one row each with what they set and what is counted of them. The counts move in the transaction that moves a
complaint, so they are exact whatever happens at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.model.agent import Agent, AgentState, Presence
from chalicelib.model.change import AgentCondition, Change, Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace
from chalicelib.model.event import Claimed, OfferEnded, Reassigned
from chalicelib.model.message import Customer

from . import keys, rows
from .pages import Page
from .table import Table

Item = dict[str, Any]


FAMILIAR: Final = "agent"
"""Kind of the rows that lead from a customer to the agent who last had a complaint of theirs."""
FAMILIAR_FOR: Final = timedelta(days=30)
HOLDS: Final = "holds:"
"""Begins the name of the attribute that says that an agent holds a complaint."""


class Agents:
    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, shop: str, agent: str) -> AgentState | None:
        item = self.table.get(agent_key(shop, agent))
        return _state(item) if item else None

    def known(self, shop: str, agents: Sequence[str]) -> set[str]:
        """Those of them (at most 100) who ever set something or took a complaint."""
        found = self.table.get_many([agent_key(shop, one) for one in agents])
        return {item["SK"]["S"] for item in found}

    def page(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[AgentState]:
        """By id: everybody who ever set something or took a complaint."""
        found = self.table.query(
            "PK = :p", {":p": {"S": _partition(shop)}}, limit=limit, start=keys.decode_cursor(cursor)
        )
        return Page(tuple(map(_state, found.items)), keys.encode_cursor(found.last_key))

    def put(self, shop: str, agent: Agent, *, over: AgentState | None, seen_at: datetime | None = None) -> None:
        """Raises ``LostRace`` when what is set is no longer ``over``. The counts stay as they are."""
        turn = over.turn if over else 0
        values: Item = {
            ":doc": rows.document(agent),
            ":presence": {"S": agent.presence.value},
            ":next": {"N": str(turn + 1)},
        }
        update = "SET #doc = :doc, #presence = :presence, #turn = :next"
        names = {"#doc": "doc", "#presence": "presence", "#turn": "turn"}
        if seen_at:
            values[":seen"] = {"S": keys.stamp(seen_at)}
            names["#seen"] = "seen"
            update += ", #seen = :seen"
        gone = ["#missed"]
        names["#missed"] = "missed"
        for name, tags in (("skills", agent.skills), ("languages", agent.languages)):
            names[f"#{name}"] = name
            if tags:
                values[f":{name}"] = {"SS": list(dict.fromkeys(tags))}
                update += f", #{name} = :{name}"
            else:
                gone.append(f"#{name}")
        condition = "attribute_not_exists(#turn)"
        if turn:
            condition = "#turn = :turn"
            values[":turn"] = {"N": str(turn)}
        if gone:
            update += f" REMOVE {', '.join(gone)}"
        self.table.update(agent_key(shop, agent.id), update=update, condition=condition, names=names, values=values)

    def seen(self, shop: str, agent: str, *, at: datetime) -> None:
        """A sign of life."""
        with suppress(LostRace):  # they were seen later still
            self.table.update(
                agent_key(shop, agent),
                update="SET #seen = :seen",
                condition="attribute_not_exists(#seen) OR #seen <= :seen",
                names={"#seen": "seen"},
                values={":seen": {"S": keys.stamp(at)}},
            )


@dataclass(frozen=True, slots=True)
class Hold:
    """Whose capacity a complaint takes, and how much of it."""

    agent: str
    name: str
    weight: int


def held(complaint: Complaint | None) -> Hold | None:
    if complaint is None or complaint.lease is None:
        return None
    return Hold(complaint.lease.agent, complaint.lease.agent_name, complaint.lease.weight)


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
        before, after = held(change.before), held(change.after)
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
        condition, place = _condition(moves.conditions), {"Key": agent_key(shop, agent)}
        if moves.are_some:
            yield "Update", _together(place, _moved(moves), condition), agent
        elif condition:
            yield "ConditionCheck", _together(place, condition), agent


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


def _moved(moves: _Moves) -> Item:
    """Each complaint held is an attribute of its own, so that one transaction may take some and give others."""
    names = {"#load": "load"}
    values: Item = {":by": {"N": str(moves.by)}}
    taken = {f"#taken{index}": HOLDS + one for index, one in enumerate(moves.taken)}
    given = {f"#given{index}": HOLDS + one for index, one in enumerate(moves.given)}
    sets = [f"{alias} = :held" for alias in taken]
    if taken:
        values[":held"] = {"BOOL": True}
    if moves.seen:
        names |= {"#seen": "seen", "#name": "name"}
        values |= {":seen": {"S": keys.stamp(moves.seen)}, ":name": {"S": moves.name}}
        sets += ["#seen = :seen", "#name = :name"]
    update = "ADD #load :by"
    gone = list(given)
    if moves.offered:
        names["#offer"] = "offer"
        values[":offer"] = {"S": moves.offered}
        sets.append("#offer = :offer")
    elif moves.is_offer_over:
        names["#offer"] = "offer"
        gone.append("#offer")
    if moves.missed:
        names["#missed"] = "missed"
        values[":missed"] = {"N": str(moves.missed)}
        update += ", #missed :missed"
    elif taken or moves.missed == 0:
        names["#missed"] = "missed"
        gone.append("#missed")
    if sets:
        update += f" SET {', '.join(sets)}"
    if gone:
        update += f" REMOVE {', '.join(gone)}"
    return {
        "UpdateExpression": update,
        "ExpressionAttributeNames": names | taken | given,
        "ExpressionAttributeValues": values,
    }


def familiar_names(customer: Customer) -> tuple[str, ...]:
    """The keys under which a customer's last agent is kept."""
    return tuple(f"{kind}:{rows.normalised(kind, value)}" for kind, value in customer.contacts)


def familiar_rows(change: Change, *, secret: bytes) -> Iterator[Item]:
    """Whoever takes or is given a complaint knows its customer for a while."""
    taken = next((event.at for event in change.events if isinstance(event.body, Claimed | Reassigned)), None)
    if taken is None or change.after.lease is None:
        return
    for name in familiar_names(change.after.customer):
        known = Once(kind=FAMILIAR, key=name, value=change.after.lease.agent, expires_at=taken + FAMILIAR_FOR)
        yield rows.once_row(change.after.shop, known, secret=secret)


def _taken_at(change: Change) -> datetime | None:
    """Who takes a complaint is there."""
    return next((event.at for event in change.events if isinstance(event.body, Claimed)), None)


def _condition(asked: Sequence[AgentCondition]) -> Item | None:
    """All of them; ``None`` when nothing is asked."""
    parts: list[str] = []
    names: dict[str, str] = {}
    values: Item = {}

    def value(of: dict[str, str]) -> str:
        name = f":asked{len(values)}"
        values[name] = of
        return name

    for one in asked:
        for skill in one.skills:
            names["#skills"] = "skills"
            parts.append(f"contains(#skills, {value({'S': skill})})")
        if one.languages:
            names["#languages"] = "languages"
            spoken = [f"contains(#languages, {value({'S': language})})" for language in one.languages]
            parts.append(f"({' OR '.join(('attribute_not_exists(#languages)', *spoken))})")
        if one.not_seen_since:
            names |= {"#presence": "presence", "#seen": "seen"}
            since, available = value({"S": keys.stamp(one.not_seen_since)}), value({"S": Presence.AVAILABLE.value})
            parts.append(f"(attribute_not_exists(#seen) OR #seen <= {since} OR #presence <> {available})")
        if one.load is not None:
            names |= {"#presence": "presence", "#load": "load", "#offer": "offer"}
            load, available = value({"N": str(one.load)}), value({"S": Presence.AVAILABLE.value})
            held = f"#load = {load}" + ("" if one.load else " OR attribute_not_exists(#load)")
            parts.append(
                f"({held}) AND attribute_not_exists(#offer) "
                f"AND (attribute_not_exists(#presence) OR #presence = {available})"
            )
    if not parts:
        return None
    return {
        "ConditionExpression": " AND ".join(parts),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }


def _together(*parts: Item | None) -> Item:
    """Names and values of all parts side by side."""
    whole: Item = {}
    for part in parts:
        for name, value in (part or {}).items():
            whole[name] = {**whole.get(name, {}), **value} if isinstance(value, dict) else value
    return whole


def agent_key(shop: str, agent: str) -> keys.Key:
    return keys.key(_partition(shop), agent)


def _partition(shop: str) -> str:
    return f"A#{shop}"


def _state(item: rows.Item) -> AgentState:
    """Who never set anything is as agents are by default."""
    name = item.get("name", {}).get("S", "")
    agent = rows.read(Agent, item) if "doc" in item else Agent(id=item["SK"]["S"], name=name)
    seen: str | None = item.get("seen", {}).get("S")
    holds = (name.removeprefix(HOLDS) for name in item if name.startswith(HOLDS))
    return AgentState(
        agent=agent,
        load=int(item.get("load", {"N": "0"})["N"]),
        holds=tuple(sorted(holds)),
        seen_at=datetime.fromisoformat(seen) if seen else None,
        turn=int(item.get("turn", {"N": "0"})["N"]),
        offer=item.get("offer", {}).get("S"),
        missed=int(item.get("missed", {"N": "0"})["N"]),
    )
