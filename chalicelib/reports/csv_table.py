"""A report as a table for spreadsheets. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

BOM: Final = "\ufeff"
"""By which Excel knows UTF-8."""
HEADER: Final = ("number", "value", "definition")
_ABOUT: Final = ("name", "first", "last", "zone", "business_calendar")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def table(report: Mapping[str, Any]) -> str:
    """One number a line under its whole name, ``by / channel / form / answered``; the definition beside the first."""
    written = io.StringIO()
    rows = csv.writer(written)
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
    """A text that a spreadsheet would run as a formula is made one that it shows (OWASP: CSV injection)."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
