"""The same matter in other complaints."""

from __future__ import annotations

from datetime import datetime

from .shapes import Shape


class LinkShape(Shape):
    complaint: str
    since: datetime
    by: str
    """Id of the agent; empty when it was linked by itself."""
    why: str
    score: float | None
    reasons: tuple[str, ...]


class SuggestionShape(Shape):
    """May be the same matter: ``POST …/link`` takes it up, ``POST …/unlink`` dismisses it."""

    complaint: str
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    since: datetime


class ClusterShape(Shape):
    """Complaints about the same matter."""

    id: str | None
    """Of the oldest complaint of the matter; null when there is only this one."""
    members: tuple[str, ...]
    """All of them, this one among them, the oldest first."""
    links: tuple[LinkShape, ...]
    """Those that are linked with this one directly, and why."""
    merged: tuple[str, ...]
    """Those that were merged into this one."""
    suggestions: tuple[SuggestionShape, ...]
