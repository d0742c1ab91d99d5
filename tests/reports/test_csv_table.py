"""A report as a table: every number in a line of its own, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from chalicelib.reports.csv_table import BOM, HEADER, inert, table


def rows(**about: Any) -> list[list[str]]:
    plain = {"name": "volumes", "first": "2026-11-01", "last": "2026-11-30", "zone": "UTC", "business_calendar": "x"}
    written = table({**plain, "definition": {"received": "came in"}, "numbers": {}, **about})
    assert written.startswith(BOM)
    return list(csv.reader(io.StringIO(written.removeprefix(BOM))))


def test_numbers_stand_under_their_whole_names_with_their_definition() -> None:
    told = {"received": 3, "by": {"channel": {"form": 2}}, "days": [{"day": "2026-11-01", "received": 3}], "rate": None}
    table = rows(numbers=told)
    assert table[0] == list(HEADER)
    assert table[6:] == [
        ["received", "3", "came in"],
        ["by / channel / form", "2", ""],
        ["days / 2026-11-01 / received", "3", ""],
        ["rate", "", ""],
    ]


@pytest.mark.parametrize("bait", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")'])
def test_a_name_from_outside_is_no_formula(bait: str) -> None:
    assert inert(bait) == f"'{bait}"
    [last] = rows(numbers={bait: 1})[6:]
    assert last[0] == f"'{bait}"


def test_numbers_stay_numbers() -> None:
    assert inert(-1.5) == -1.5
