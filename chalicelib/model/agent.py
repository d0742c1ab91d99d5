"""An agent's own settings at the desk."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from .base import Word


class Presence(StrEnum):
    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


class Agent(Word):
    """``capacity`` is how many complaints the agent wants to hold at once."""

    id: str
    name: str = ""
    presence: Presence = Presence.AVAILABLE
    capacity: int = Field(default=5, ge=0, le=100)
