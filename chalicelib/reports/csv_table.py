"""A report as a table for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from unicodedata import category, normalize

BOM: Final = "\ufeff"
"""By which Excel knows UTF-8."""
HEADER: Final = ("number", "value", "definition")
_ABOUT: Final = ("name", "first", "last", "zone", "business_calendar")
_FORMULA: Final = frozenset("=+-@")
_MOVES: Final = frozenset("\t\r\n")
_UNSEEN: Final = ("C", "Z")
"""Categories of Unicode: control and format characters, unassigned ones, blanks."""


def table(report: Mapping[str, Any]) -> str:
    """One number a line under its whole name, ``by / channel / form / answered``; the definition beside the first.

    Every text is quoted: a spreadsheet that splits lines at semicolons finds no cell in the middle of one.
    """
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(HEADER)
    rows.writerows((name, inert(report[name]), "") for name in _ABOUT)
    told: set[str] = set()
    for path, value in flat(report["numbers"]):
        meaning = "" if path[0] in told else report["definition"].get(path[0], "")
        told.add(path[0])
        rows.writerow((inert(" / ".join(path)), inert(value), inert(meaning)))
    return BOM + written.getvalue()


def flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Of a list the entries are named by their day or week, and by their place where they have none."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from flat(inner, (*path, str(name)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value, start=1):
            name, entry = _named(inner, str(place))
            yield from flat(entry, (*path, name))
    else:
        yield path, value


def _named(entry: Any, place: str) -> tuple[str, Any]:
    if isinstance(entry, Mapping):
        for key in ("day", "week"):
            if key in entry:
                return str(entry[key]), {name: inner for name, inner in entry.items() if name != key}
    return place, entry


def inert(cell: Any) -> Any:
    """A text that a spreadsheet would run is made one that it shows, by the apostrophe that says so there."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and would_run(cell) else cell


def would_run(text: str) -> bool:
    """Whether its first character that can be seen is ``= + - @``, in full width too, as in East Asia; or a tab or line
    break leads, which moves it to another cell (OWASP: CSV injection).
    """
    begins = next((one for one in text if not category(one).startswith(_UNSEEN)), "")
    return text[:1] in _MOVES or normalize("NFKC", begins)[:1] in _FORMULA
