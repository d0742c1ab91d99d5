"""A report as a table: every number in a line of its own, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
HIDDEN = ("", " ", "\t", "\r", "\n", "\r\n", "\u3000", "\u200b", "\ufeff", "\u00a0", "\x00", "\u202e")


@pytest.mark.parametrize(
    "bait", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", '=HYPERLINK("http://x","y")', "＝1", "－1"]
)
def test_a_name_from_outside_is_no_formula(bait: str) -> None:
    assert inert(bait) == f"'{bait}"
    [last] = rows(numbers={bait: 1})[6:]
    assert last[0] == f"'{bait}"


@given(st.lists(st.sampled_from(HIDDEN)), st.sampled_from(SIGNS), st.text())
def test_no_sign_of_a_formula_comes_first_however_hidden(hidden: list[str], sign: str, rest: str) -> None:
    assert inert("".join((*hidden, sign, rest))).startswith("'")


@given(st.text(), st.text(), st.text())
def test_no_cell_of_a_table_begins_a_formula(name: str, value: str, meaning: str) -> None:
    """Also where a spreadsheet splits lines at semicolons or tabs: texts are quoted whole."""
    told = {"name": name, "zone": value, "definition": {name: meaning}, "numbers": {name: {value: 1}, "-x": [value]}}
    written = table({"first": "2026-11-01", "last": "2026-11-30", "business_calendar": "x", **told})
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(written.removeprefix(BOM), newline=""), delimiter=delimiter):
            for cell in line:
                seen = cell.lstrip()[:1]
                assert unicodedata.normalize("NFKC", seen)[:1] not in tuple("=+-@"), (delimiter, cell)
                assert cell[:1] not in ("\t", "\r", "\n"), (delimiter, cell)


@given(st.sampled_from("质量物流abcÄ1（「'\""), st.text())
def test_an_ordinary_name_stays_as_it_is(first: str, rest: str) -> None:
    assert inert(first + rest) == first + rest


def test_numbers_stay_numbers() -> None:
    assert inert(-1.5) == -1.5
    [row] = rows(numbers={"nps": -20.5})[6:]
    assert row[1] == "-20.5"
