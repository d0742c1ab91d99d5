"""Agents: one row each with what they set and what is counted of them. The counts move in the transaction that moves a
complaint (``agent_writes``), so they are exact whatever happens at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from chalicelib.model.agent import Agent, AgentState
from chalicelib.model.errors import LostRace

from . import keys, rows
from .expressions import Expression
from .pages import Page
from .table import Table

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
        row = _put(agent, turn=over.turn if over else 0, seen_at=seen_at)
        self.table.update(
            agent_key(shop, agent.id),
            update=row.update,
            condition=row.condition,
            names=row.names,
            values=row.values,
        )

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


def _put(agent: Agent, *, turn: int, seen_at: datetime | None) -> Expression:
    """``turn`` counts what was set; 0 is nothing yet."""
    row = Expression()
    row.set("doc", rows.document(agent))
    row.set("presence", {"S": agent.presence.value})
    row.set("turn", {"N": str(turn + 1)})
    if seen_at:
        row.set("seen", {"S": keys.stamp(seen_at)})
    for name, tags in (("skills", agent.skills), ("languages", agent.languages)):
        if tags:
            row.set(name, {"SS": list(dict.fromkeys(tags))})
        else:
            row.remove(name)
    row.remove("missed")
    known = row.name("turn")
    row.ask(f"{known} = {row.value({'N': str(turn)})}" if turn else f"attribute_not_exists({known})")
    return row


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
