from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Severity
from chalicelib.model.errors import ConfigurationError
from chalicelib.routing.clocks import start_clocks
from chalicelib.routing.datafile import parse
from chalicelib.routing.peak import PeakBook, Season, is_peak, peak_book, survey_percent

from .samples import MONDAY, matter, moments, severities

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


@given(severity=severities, at=moments, channel=st.sampled_from(["form", "feige", "dongdong", "12315", "jd"]))
def test_a_season_moves_no_promise(severity: Severity, at: datetime, channel: str) -> None:
    """Neither ours nor a law's, a regulator's or a platform's."""
    always = Season(id="always", since=datetime.min.replace(tzinfo=UTC), until=datetime.max.replace(tzinfo=UTC))
    about = matter(severity, channel=channel, shop="demo")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("chalicelib.routing.peak.peak_book", lambda: PeakBook(version="test", seasons=(always,)))
        assert is_peak("demo", at=at)
        in_peak = start_clocks(about, now=at)
    assert in_peak == start_clocks(about, now=at)
