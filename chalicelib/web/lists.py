"""``?limit=`` and ``?cursor=`` as every list takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalicelib.model.errors import InvalidInput

from .operations import Parameter

DEFAULT: Final = 25
LARGEST: Final = 100
LONGEST: Final = len(str(LARGEST))
PAGING: Final = (
    Parameter(
        name="limit",
        description=f"How many at most, 1 to {LARGEST}.",
        schema={"type": "integer", "minimum": 1, "maximum": LARGEST, "default": DEFAULT},
    ),
    Parameter(name="cursor", description="The ``next`` of the page before."),
)


def limit_of(query: Mapping[str, str]) -> int:
    """Raises ``InvalidInput``."""
    text = query.get("limit", str(DEFAULT))
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST and 1 <= int(text) <= LARGEST):
        raise InvalidInput("the limit is out of range", fields={"limit": f"a whole number from 1 to {LARGEST}"})
    return int(text)


def cursor_of(query: Mapping[str, str]) -> str | None:
    """An empty cursor is the first page."""
    return query.get("cursor") or None
