"""What agents say of themselves, and what supervisors say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.model.agent import Agent, AgentState
from chalicelib.model.errors import InvalidInput, LostRace, Upstream
from chalicelib.model.identity import Clock, Principal
from chalicelib.store import Agents

from .desk import queue_ids

ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    agents: Agents
    clock: Clock

    def oneself(self, by: Principal) -> AgentState:
        return self.agents.get(by.shop, by.id) or AgentState(agent=Agent(id=by.id, name=by.name))

    def set_own(self, by: Principal, wanted: Mapping[str, Any]) -> AgentState:
        """Also a sign of life. Raises ``InvalidInput``."""
        return self._set(by.shop, by.id, {**wanted, "name": by.name}, seen_at=self.clock())

    def set_for(self, by: Principal, agent: str, wanted: Mapping[str, Any]) -> AgentState:
        """A supervisor's word: the agent need not have signed in yet. Raises ``InvalidInput``."""
        return self._set(by.shop, agent, dict(wanted), seen_at=None)

    def seen(self, by: Principal) -> AgentState:
        """A sign of life, without which a presence ends by itself."""
        self.agents.seen(by.shop, by.id, at=self.clock())
        return self.oneself(by)

    def _set(self, shop: str, agent: str, wanted: dict[str, Any], *, seen_at: datetime | None) -> AgentState:
        _require_known(wanted.get("queues") or ())
        for _ in range(ATTEMPTS):
            before = self.agents.get(shop, agent)
            present = before.agent if before else Agent(id=agent)
            after = _fitting(Agent.model_validate(present.model_dump() | wanted), wanted)
            try:
                self.agents.put(shop, after, over=before, seen_at=seen_at)
            except LostRace:
                continue
            return (before or AgentState(agent=after)).model_copy(
                update={"agent": after, "seen_at": seen_at or (before.seen_at if before else None)}
            )
        raise Upstream("too many others are changing this agent: try again")


def _fitting(agent: Agent, wanted: Mapping[str, Any]) -> Agent:
    """A supervisor's limit caps what is there; asking for more is an error, so that nobody wonders."""
    limit = agent.capacity_limit
    if limit is None or agent.capacity <= limit:
        return agent
    if "capacity" in wanted:
        raise InvalidInput("your supervisor allows less", fields={"capacity": f"at most {limit}"})
    return agent.model_copy(update={"capacity": limit})


def _require_known(queues: tuple[str, ...]) -> None:
    if unknown := [one for one in queues if one not in queue_ids()]:
        raise InvalidInput(f"there is no queue '{unknown[0]}'", fields={"queues": f"of {', '.join(queue_ids())}"})
