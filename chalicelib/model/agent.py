"""Agents at the desk: what they and their supervisors set, and what is counted of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from .base import Instant, Word


class Presence(StrEnum):
    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


class Agent(Word):
    """``capacity`` is how much the agent wants to hold at once, in weights of complaints (``routing/assignment.yaml``);
    ``capacity_limit`` is a supervisor's and caps it. No ``languages`` and no ``queues`` mean all of them.
    """

    id: str
    name: str = ""
    presence: Presence = Presence.AVAILABLE
    capacity: int = Field(default=5, ge=0, le=100)
    capacity_limit: int | None = Field(default=None, ge=0, le=100)
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


class AgentState(Word):
    """``load`` is the weight of what the agent holds, ``holds`` which complaints those are. ``seen_at`` is when they
    last gave a sign of life; ``None``: never. ``turn`` counts how often something was set.
    """

    agent: Agent
    load: int = 0
    holds: tuple[str, ...] = ()
    seen_at: Instant | None = None
    turn: int = 0
    offer: str | None = None
    """The complaint that is offered to them now."""
    missed: int = 0
    """Offers in a row that they did not answer."""

    def is_present(self, now: datetime, *, for_seconds: int) -> bool:
        """A presence that nobody renews ends by itself."""
        if self.seen_at is None or self.agent.presence is not Presence.AVAILABLE:
            return False
        return now - self.seen_at < timedelta(seconds=for_seconds)
