"""An offer: a waiting complaint that one agent is asked to take, for a short time."""

from __future__ import annotations

from .base import Instant, Word


class Considered(Word):
    """An agent who was thought of. ``lacking`` are codes of why they could not be asked; empty for those who could, of
    whom ``load`` of ``capacity`` decided, ``is_familiar`` first.
    """

    agent: str
    name: str = ""
    load: int
    capacity: int
    is_familiar: bool = False
    lacking: tuple[str, ...] = ()


class Offer(Word):
    """``ranking``: everybody who was thought of, the best first; the first is ``agent``."""

    agent: str
    agent_name: str = ""
    since: Instant
    until: Instant
    ranking: tuple[Considered, ...] = ()
