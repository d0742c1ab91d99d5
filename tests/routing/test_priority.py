from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Severity
from chalicelib.model.complaint import Complaint, Escalation, Level
from chalicelib.routing.clocks import pause, start_clocks, stop_by_hand
from chalicelib.routing.priority import NEVER, sort_key
from tests.model.samples import complaint

from .samples import HOUR, MONDAY, matter, moments, severities

waiting = st.builds(lambda severity, at: _waiting(severity, at), severities, moments)


@given(one=waiting, other=waiting)
def test_by_the_nearest_promise(one: Complaint, other: Complaint) -> None:
    keys = sort_key(one, peak=False), sort_key(other, peak=False)
    assert one.nearest_due and other.nearest_due
    assert (keys[0] < keys[1]) is (one.nearest_due < other.nearest_due)


@given(one=waiting, other=waiting)
def test_in_peak_mode_by_severity_and_then_by_promise(one: Complaint, other: Complaint) -> None:
    keys = sort_key(one, peak=True), sort_key(other, peak=True)
    assert one.nearest_due and other.nearest_due
    assert (keys[0] < keys[1]) is ((one.severity, one.nearest_due) < (other.severity, other.nearest_due))


@pytest.mark.parametrize("peak", [True, False])
def test_what_rests_comes_last(peak: bool) -> None:
    running = _waiting(Severity.S3, MONDAY)
    paused = pause(stop_by_hand(running.clocks, "first_response", now=MONDAY), now=MONDAY, why="photos")
    resting = running.model_copy(update={"severity": Severity.S0, "clocks": paused})
    assert sort_key(resting, peak=peak) == NEVER > sort_key(running, peak=peak)


def test_a_season_that_begins_puts_nothing_grave_behind_what_waited_before() -> None:
    """The first key was written before the season, the other in it."""
    before = sort_key(_waiting(Severity.S2, MONDAY - timedelta(days=30)), peak=False)
    assert sort_key(_waiting(Severity.S1, MONDAY), peak=True) < before


@pytest.mark.parametrize("peak", [True, False])
def test_who_called_for_help_comes_sooner(peak: bool) -> None:
    keys = [sort_key(_waiting(Severity.S1, MONDAY), peak=peak)]
    for level in Level:
        called = Escalation(level=level, why="", by="agent-1", at=MONDAY)
        keys.append(sort_key(_waiting(Severity.S1, MONDAY).model_copy(update={"escalation": called}), peak=peak))
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys)


def _waiting(severity: Severity, at: datetime) -> Complaint:
    clocks = start_clocks(matter(severity), now=at)
    return complaint().model_copy(update={"severity": severity, "clocks": clocks, "created_at": at - HOUR})
