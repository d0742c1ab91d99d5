"""The simulation keeps the desk's own promises, order and rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, RESOLUTION
from chalicelib.routing.rules import rule_book
from tools.simulation.arriving import Arrival
from tools.simulation.plan import Plan
from tools.simulation.running import Outcome, crews_of, simulate
from tools.simulation.staffing import crews_as_needed, needed_by_hour

START = "2026-11-10T09:00:00+08:00"
ORDINARY = {"share": 1, "category": "policy", "minutes": 10, "again": 0}
DANGEROUS = {"share": 1, "category": "quality", "signals": ["safety"], "minutes": 1, "again": 0}
ALL_DAY = {"id": "all", "agents": 1, "queues": ["policy", "urgent"], "windows": ["00:00-24:00"]}


def plan(**changes: Any) -> Plan:
    given = {"start": START, "per_hour": [1], "kinds": [ORDINARY, DANGEROUS], "teams": [ALL_DAY]} | changes
    return Plan.model_validate(given)


def at(made: Plan, *minutes: float, kind: int = 0) -> list[Arrival]:
    return [Arrival(at=made.start + timedelta(minutes=minute), kind=made.kinds[kind]) for minute in minutes]


def run(made: Plan, arrivals: list[Arrival]) -> Outcome:
    return simulate(made, arrivals, crews=crews_of(made), rules=rule_book(), random=Random(1))


def test_every_complaint_is_answered_and_resolved_when_somebody_is_there() -> None:
    made = plan()
    outcome = run(made, at(made, *range(20)))
    assert len(outcome.cases) == 20
    assert all(
        case.resolved and case.answered and not case.is_late(RESOLUTION, at=outcome.ended) for case in outcome.cases
    )


def test_nobody_answers_before_the_shift_begins() -> None:
    made = plan(teams=[{**ALL_DAY, "windows": ["12:00-18:00"]}])
    (case,) = run(made, at(made, 0)).cases
    assert case.begun == datetime.fromisoformat("2026-11-10T12:00:00+08:00")
    assert case.is_late(FIRST_RESPONSE, at=made.end)


def test_a_team_comes_on_its_days_and_dates_only() -> None:
    made = plan(teams=[{**ALL_DAY, "days": ["wed"], "first_day": "2026-11-11"}])
    (case,) = run(made, at(made, 0)).cases
    assert case.begun == datetime.fromisoformat("2026-11-11T00:00:00+08:00")


def test_what_is_never_answered_is_late_and_open() -> None:
    made = plan(teams=[{**ALL_DAY, "queues": ["urgent"]}])
    outcome = run(made, at(made, 0))
    (case,) = outcome.cases
    assert case.answered is None
    assert case.resolved is None
    assert case.is_late(FIRST_RESPONSE, at=outcome.ended)
    assert outcome.hours[-1].waiting == {"policy": 1}


def test_the_promise_that_is_due_first_goes_first() -> None:
    made = plan()
    ordinary, dangerous = run(made, [*at(made, 0, 0.1), *at(made, 0.2, kind=1)]).cases[1:]
    assert dangerous.severity is Severity.S0
    assert dangerous.begun and ordinary.begun
    assert dangerous.begun < ordinary.begun


def test_in_peak_mode_severity_goes_before_an_older_promise() -> None:
    """An ordinary complaint whose hour is nearly over is due before a new dangerous one."""
    arrivals = {"teams": [{**ALL_DAY, "windows": ["09:50-24:00"]}]}
    for most_urgent_first, first in ((False, Severity.S3), (True, Severity.S0)):
        made = plan(**arrivals, most_urgent_first=most_urgent_first)
        cases = run(made, [*at(made, 0), *at(made, 49, kind=1)]).cases
        begun = min(cases, key=lambda case: case.begun or made.end)
        assert begun.severity is first


def test_who_writes_again_is_answered_again_while_the_promise_rests() -> None:
    made = plan(kinds=[{**ORDINARY, "again": 0.99}, DANGEROUS], drain_hours=200, answers_after_minutes=2_000)
    outcome = run(made, at(made, 0))
    (case,) = outcome.cases
    assert sum(hour.asked.total() for hour in outcome.hours) > 1
    assert case.clock(RESOLUTION).pauses


def test_the_same_chance_gives_the_same_outcome() -> None:
    made = plan()
    first, second = (run(made, at(made, 0, 5, 9)) for _ in range(2))
    assert [case.resolved for case in first.cases] == [case.resolved for case in second.cases]


def test_the_people_that_each_hour_needs_keep_the_promise() -> None:
    made = plan(per_hour=[60, 10], teams=[{**ALL_DAY, "windows": ["18:00-24:00"]}])
    arrivals = [*at(made, *range(60)), *at(made, *range(60, 120, 6))]
    late = run(made, arrivals)
    needed = needed_by_hour(made, late)
    assert needed[0]["policy"] > needed[1]["policy"] > 0
    better = simulate(made, arrivals, crews=crews_as_needed(made, needed), rules=rule_book(), random=Random(1))
    answered_late = [sum(case.is_late(FIRST_RESPONSE, at=one.ended) for case in one.cases) for one in (late, better)]
    assert answered_late[0] == len(arrivals)
    assert answered_late[1] <= len(arrivals) // 20
