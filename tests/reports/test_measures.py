"""Every measure that is owed is told by a report, or stands in the docs with the reason why not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from chalicelib.reports.definitions import LANGUAGES, definitions
from chalicelib.reports.reporting import NAMES
from tests.support.world import SHOP, World

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = (ROOT / "docs" / "reports.md").read_text("utf-8")
OWED: Final = tuple(
    line
    for line in Path(__file__).with_name("measures.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


def rows(heading: str) -> dict[str, str]:
    """Measure → what stands beside it, of the table under a heading of ``docs/reports.md``."""
    [section] = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in section.splitlines() if "|" in line]
    found = dict(cells[2:])
    assert len(found) == len(cells) - 2, "a measure stands there twice"
    return found


COUNTED: Final = rows("Every measure by name")
MISSING: Final = rows("Not counted")


def test_each_measure_is_told_or_stands_with_its_reason() -> None:
    assert sorted([*COUNTED, *MISSING]) == sorted(OWED)
    assert len(set(OWED)) == len(OWED)
    assert all(len(why) > 20 for why in MISSING.values())


@pytest.mark.parametrize("measure", COUNTED)
def test_a_measure_is_a_number_of_a_report_and_defined_in_each_language(world: World, measure: str) -> None:
    places = re.findall(r"`([a-z-]+)\.(\w+)`", COUNTED[measure])
    assert places
    for report, number in places:
        assert report in NAMES
        told = world.runtime.reporting.numbers(SHOP, report, first="2026-11-01", last="2026-11-30")
        assert number in told
        assert all(definitions(language)[report][number].strip() for language in LANGUAGES)
