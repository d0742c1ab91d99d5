"""Which of our languages a visitor reads."""

from __future__ import annotations

from chalicelib.letters import Language

__all__ = ["Language", "negotiate_language"]


def negotiate_language(*, query: str | None, accept_language: str | None, preferred: str | None = None) -> Language:
    """``query`` (what the visitor just chose) wins over ``preferred`` (the complaint's own) over the browser's wish."""
    wishes = (query or "", preferred or "", *_by_weight(accept_language or ""))
    return next((language for wish in wishes if (language := Language.of(wish))), Language.ENGLISH)


def _by_weight(header: str) -> list[str]:
    """Tags of an ``Accept-Language`` header, most wanted first; those refused with ``q=0`` are left out."""
    weighted = [
        (_weight(parameters), tag) for tag, _, parameters in (part.partition(";") for part in header.split(","))
    ]
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
