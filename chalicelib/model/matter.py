"""One matter, several complaints: what joins them, and what a merge sets aside."""

from __future__ import annotations

from .base import Instant, Word


class Link(Word):
    """The complaint it stands in is about the same matter as ``complaint``. ``score`` (0 to 1) and ``reasons`` are
    those of a link that was made by itself, or of the suggestion that a person took up.
    """

    complaint: str
    since: Instant
    by: str = ""
    """Id of the agent; empty when it was linked by itself."""
    why: str = ""
    score: float | None = None
    reasons: tuple[str, ...] = ()


class Suggestion(Word):
    """It may be the same matter as ``complaint``; a person decides."""

    complaint: str
    score: float
    reasons: tuple[str, ...]
    since: Instant
