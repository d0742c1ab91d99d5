from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.datafile import parse
from chalicelib.routing.peak import PeakBook, is_peak, peak_book, survey_percent

from .samples import MONDAY

SEASON = """
version: test
seasons:
  - id: double-11
    shops: [flagship]
    since: 2026-11-01T00:00:00+08:00
    until: 2026-11-15T00:00:00+08:00
    survey_percent: 20
"""


@pytest.fixture
def book() -> PeakBook:
    return parse(SEASON, PeakBook, source="peak.yaml")


@pytest.mark.parametrize(
    ("shop", "at", "expected"),
    [
        ("flagship", "2026-10-31T23:59:59+08:00", None),
        ("flagship", "2026-11-01T00:00:00+08:00", "double-11"),
        ("flagship", "2026-10-31T16:00:00+00:00", "double-11"),
        ("flagship", "2026-11-14T23:59:59+08:00", "double-11"),
        ("flagship", "2026-11-15T00:00:00+08:00", None),
        ("outlet", "2026-11-05T00:00:00+08:00", None),
    ],
)
def test_a_season_is_dated_and_of_its_shops(book: PeakBook, shop: str, at: str, expected: str | None) -> None:
    season = book.season(shop, at=datetime.fromisoformat(at))
    assert (season.id if season else None) == expected


def test_without_shops_it_is_everybodys() -> None:
    book = parse(SEASON.replace("shops: [flagship]", ""), PeakBook, source="peak.yaml")
    assert book.season("outlet", at=datetime.fromisoformat("2026-11-05T00:00:00+08:00"))


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ("+08:00\n    survey", "\n    survey", r"seasons\[double-11\]\.until: .*offset"),
        ("2026-11-15", "2026-10-15", r"seasons\[double-11\]: .*ends after it began"),
        ("20", "120", r"survey_percent: .*less than or equal to 100"),
        ("[flagship]", "[]", r"seasons\[double-11\]\.shops: .*at least 1"),
    ],
)
def test_a_wrong_season_stops_the_deployment_and_is_named(written: str, instead: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        parse(SEASON.replace(written, instead), PeakBook, source="peak.yaml")


def test_outside_of_every_season_all_is_as_usual() -> None:
    after = max((season.until for season in peak_book().seasons), default=MONDAY) + timedelta(days=1)
    assert not is_peak("demo", at=after)
    assert survey_percent("demo", at=after) == 100
