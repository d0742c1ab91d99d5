"""Names of numbers: ``received``, or of a part of them ``received|channel|form``."""

from __future__ import annotations

from typing import Final

SEPARATOR: Final = "|"
LONGEST_VALUE: Final = 64


def number(metric: str, dimension: str | None = None, value: str = "") -> str:
    """``value`` may come from outside: it is cut, and cannot look like another number."""
    return SEPARATOR.join((metric, dimension, plain(value))) if dimension else metric


def plain(value: str) -> str:
    return value.replace(SEPARATOR, "_")[:LONGEST_VALUE]


def parsed(name: str) -> tuple[str, str, str]:
    """(metric, dimension, value); the last two are empty of a whole."""
    metric, _, rest = name.partition(SEPARATOR)
    dimension, _, value = rest.partition(SEPARATOR)
    return metric, dimension, value
