"""Who holds a complaint, who is asked to take it, and who works on it beside."""

from __future__ import annotations

from datetime import datetime

from .shapes import Shape


class ConsideredAgentShape(Shape):
    """An agent who was thought of, and what kept them from being asked: ``away``, ``queue``, ``full``, ``has_offer``,
    ``passed``, ``skill …``, ``language …``.
    """

    agent: str
    name: str
    load: int
    capacity: int
    is_familiar: bool
    """They know the customer."""
    lacking: tuple[str, ...]


class OfferShape(Shape):
    agent: str
    agent_name: str
    since: datetime
    until: datetime
    ranking: tuple[ConsideredAgentShape, ...]
    """The best first: why this agent, and why not the others."""


class LeaseShape(Shape):
    agent: str
    agent_name: str
    taken_at: datetime
    until: datetime
    weight: int
    """Of the agent's capacity."""


class CollaboratorShape(Shape):
    agent: str
    agent_name: str
    since: datetime
    by: str
