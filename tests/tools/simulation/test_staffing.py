"""Erlang C: against printed values, against its properties, and against the simulation itself."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.rules import rule_book
from tools.simulation.arriving import drawn
from tools.simulation.plan import Plan
from tools.simulation.running import crews_of, simulate
from tools.simulation.staffing import chance_to_wait, needed, share_in_time

START = "2026-11-10T09:00:00+08:00"


@pytest.mark.parametrize(
    ("places", "load", "waits"),
    # One place is the M/M/1 queue, where the chance is the load; two: load² / (2 + load) by hand.
    [(1, 0.5, 0.5), (1, 0.9, 0.9), (2, 1.0, 1 / 3), (2, 1.5, 9 / 14), (3, 2.0, 4 / 9)],
)
def test_the_chance_to_wait_is_erlangs(places: int, load: float, waits: float) -> None:
    assert chance_to_wait(places=places, load=load) == pytest.approx(waits)


def test_more_work_than_people_lets_everybody_wait() -> None:
    assert chance_to_wait(places=3, load=3.0) == 1.0
    assert share_in_time(places=3, load=3.5, minutes=5, within=60) == 0.0


@given(per_hour=st.floats(0.1, 500), minutes=st.floats(1, 30), within=st.floats(1, 120), service=st.floats(0.5, 0.99))
def test_one_less_than_needed_is_too_few(per_hour: float, minutes: float, within: float, service: float) -> None:
    places = needed(per_hour=per_hour, minutes=minutes, within=within, service=service)
    load = per_hour * minutes / 60
    assert share_in_time(places=places, load=load, minutes=minutes, within=within) >= service
    assert share_in_time(places=places - 1, load=load, minutes=minutes, within=within) < service


def test_nobody_is_needed_where_nothing_comes() -> None:
    assert needed(per_hour=0, minutes=8, within=60, service=0.95) == 0


def test_the_simulation_agrees_with_the_formula() -> None:
    """A steady stream of one kind is the queue that Erlang computed: 18 an hour, 10 minutes each, five people."""
    plan = Plan.model_validate(
        {
            "start": START,
            "per_hour": [18] * 70,
            "kinds": [{"share": 1, "category": "policy", "minutes": 10, "again": 0}],
            "teams": [{"id": "all", "agents": 5, "queues": ["policy"], "windows": ["00:00-24:00"]}],
        }
    )
    outcome = simulate(plan, list(drawn(plan, Random(3))), crews=crews_of(plan), rules=rule_book(), random=Random(4))
    waits = [case.begun - case.came for case in outcome.cases if case.begun]
    assert len(waits) == len(outcome.cases) > 1_000
    simulated = sum(wait > timedelta() for wait in waits) / len(waits)
    assert simulated == pytest.approx(chance_to_wait(places=5, load=3.0), abs=0.05)
    soon = sum(wait <= timedelta(minutes=5) for wait in waits) / len(waits)
    assert soon == pytest.approx(share_in_time(places=5, load=3.0, minutes=10, within=5), abs=0.05)
