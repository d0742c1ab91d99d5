"""Corrections of the desk as examples to train on, and the priors they teach."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.labelled import Example

from .priors import priors


def corrected(path: Path | None) -> list[Example]:
    """Of the file that ``python -m tools corrections`` writes; nothing without one."""
    return [
        Example(
            text=row["text"],
            primary=row["primary"],
            labels=tuple(row["labels"]),
            language=row["lang"],
            source="corrections",
        )
        for row in _rows(path)
    ]


def learnt_priors(path: Path | None) -> dict[str, dict[str, float]]:
    return priors((row["channel"], row["said"], row["primary"]) for row in _rows(path))


def _rows(path: Path | None) -> Iterator[dict[str, Any]]:
    if path:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)
