"""How far a pattern looks, read from the pattern itself: what bounds the work without a stop-watch."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType


def widest(pattern: re.Pattern[str]) -> int:
    """The longest text that one match can span; an unbounded repeat makes it astronomical."""
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    return int(parsed.getwidth()[1])


def own_patterns(module: ModuleType) -> list[re.Pattern[str]]:
    return [value for value in vars(module).values() if isinstance(value, re.Pattern)]
