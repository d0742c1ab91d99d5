"""Message-IDs as names: without brackets, never longer than a key may be."""

from __future__ import annotations

import hashlib
import re
from typing import Final

MOST_REFERENCES: Final = 100
LONGEST: Final = 250
_IDENTIFIER: Final = re.compile(r"<([^<>\s]{1,2000})>")
_SEPARATORS: Final = re.compile(r"[\s<>,;]+")


def first_identifier(raw: str) -> str | None:
    return next(iter(find_identifiers(raw)), None)


def find_identifiers(raw: str) -> list[str]:
    """The ids in a Message-ID, In-Reply-To or References value, in order; folded or bracketless ones included."""
    found = _IDENTIFIER.findall(raw) or [name for name in _SEPARATORS.split(raw) if "@" in name]
    return [_bounded(identifier) for identifier in dict.fromkeys(found)]


def _bounded(identifier: str) -> str:
    """Ids that share a long prefix stay apart."""
    if len(identifier) <= LONGEST:
        return identifier
    return "sha256:" + hashlib.sha256(identifier.encode("utf-8", "replace")).hexdigest()
