"""Which of our languages a visitor reads."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Language(StrEnum):
    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


_TRADITIONAL_PLACES: Final = frozenset({"tw", "hk", "mo", "hant"})


def negotiate_language(*, query: str | None, accept_language: str | None, preferred: str | None = None) -> Language:
    """``query`` (what the visitor just chose) wins over ``preferred`` (the complaint's own) over the browser's wish."""
    wishes = [query, preferred, *_by_weight(accept_language or "")]
    return next((language for wish in wishes if (language := _ours(wish))), Language.ENGLISH)


def _ours(tag: str | None) -> Language | None:
    primary, *rest = (tag or "").strip().lower().replace("_", "-").split("-")
    if primary in ("zh", "yue", "cmn"):
        is_traditional = "hans" not in rest and not _TRADITIONAL_PLACES.isdisjoint(rest)
        return Language.TRADITIONAL if is_traditional else Language.SIMPLIFIED
    return Language.ENGLISH if primary == "en" else None


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
