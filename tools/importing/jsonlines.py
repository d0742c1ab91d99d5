"""JSON lines: one object a line; what is nested becomes columns such as ``customer.name``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .problems import Unusable

LONGEST_LINE: Final = 1_000_000


def objects(path: Path, *, charset: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each object with its line. Raises ``Unusable`` at the first line that is none."""
    with path.open(encoding=charset) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if line.strip():
                yield number, dict(_flat(_object(line, number)))


def _object(line: str, number: int) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise Unusable(f"line {number}: longer than {LONGEST_LINE} characters")
    try:
        found = json.loads(line, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"line {number}: not a JSON object ({error})") from None
    if not isinstance(found, dict):
        raise Unusable(f"line {number}: not a JSON object")
    return found


def _flat(found: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        elif value is not None:
            yield _whole(f"{before}{name}"), _whole(_text(value))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _whole(text: str) -> str:
    """Without halves of characters, which no charset can carry on."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
