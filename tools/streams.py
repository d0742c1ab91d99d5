"""Commands that read one JSON object a line and write one a line, in the same order and under the same id."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

from tqdm import tqdm

Row = dict[str, Any]


class BadLine(ValueError):
    """Not what the command reads; says which line and why."""


def stream(
    answer: Callable[[Row], Row],
    *,
    fault: Callable[[Row], str | None] | None = None,
    source: IO[bytes] | None = None,
    target: IO[bytes] | None = None,
) -> int:
    """Answers every line. Exit status 2, with what is wrong, at the first line that cannot be read.

    ``fault`` says what a row lacks; without it a row needs a ``text``.
    """
    source = source or sys.stdin.buffer
    target = target or sys.stdout.buffer
    try:
        for row in _rows(tqdm(source, unit=" lines", disable=None, file=sys.stderr), fault or fault_of_text):
            target.write(_line({"id": row["id"], **answer(row)}))
    except BadLine as wrong:
        print(wrong, file=sys.stderr)
        return 2
    finally:
        target.flush()
    return 0


def _rows(lines: Iterable[bytes], fault: Callable[[Row], str | None]) -> Iterable[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(line, number, fault)


def _row(line: bytes, number: int, fault: Callable[[Row], str | None]) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLine(f"line {number}: not a JSON object in UTF-8 ({error})") from error
    if not isinstance(row, dict):
        raise BadLine(f"line {number}: not a JSON object")
    if not isinstance(row.get("id"), str | int):
        raise BadLine(f"line {number}: 'id' is missing or not a string")
    wrong = fault(row)
    if wrong:
        raise BadLine(f"line {number}: {wrong}")
    return row


def fault_of_text(row: Row) -> str | None:
    if not isinstance(row.get("text"), str):
        return "'text' is missing or not a string"
    wrong = [name for name in ("subject", "channel") if not isinstance(row.get(name), str | None)]
    return f"'{wrong[0]}' is not a string" if wrong else None


def _line(row: Row) -> bytes:
    """Characters as they are; only halves of characters, which UTF-8 cannot carry, stay escaped."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
