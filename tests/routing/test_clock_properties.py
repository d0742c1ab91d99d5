from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, Cause, Clock, ClockState
from chalicelib.routing.calendars import calendar_named, calendar_names, working_seconds_between
from chalicelib.routing.clocks import (
    agent_replied,
    customer_wrote,
    pause,
    remeasure,
    resume,
    start_clocks,
    stop_all,
)
from chalicelib.routing.deadlines import due_at, remaining_seconds
from chalicelib.routing.explanation import explain
from chalicelib.routing.titles import LANGUAGES, Language

from .samples import durations, matter, merged, moments, severities

Step = Callable[..., tuple[Clock, ...]]

steps = st.sampled_from([partial(pause, why="waiting"), resume, agent_replied, customer_wrote])
gaps = st.lists(st.tuples(durations, durations), max_size=5)


def on_calendar(clock: Clock, name: str) -> Clock:
    moved = clock.model_copy(update={"calendar": name})
    return moved.model_copy(update={"due_at": due_at(moved)})


def paused_along(
    clocks: tuple[Clock, ...], now: datetime, gaps: list[tuple[timedelta, timedelta]]
) -> tuple[tuple[Clock, ...], datetime]:
    for runs, rests in gaps:
        now += runs
        clocks = merged(clocks, pause(clocks, now=now, why="waiting"))
        now += rests
        clocks = merged(clocks, resume(clocks, now=now))
    return clocks, now


@given(severity=severities, start=moments, after=durations)
def test_pausing_and_resuming_at_once_changes_no_due_time(
    severity: Severity, start: datetime, after: timedelta
) -> None:
    clocks = start_clocks(matter(severity), now=start)
    again, _ = paused_along(clocks, start, [(after, timedelta())])
    for before, now in zip(clocks, again, strict=True):
        assert now.model_copy(update={"pauses": ()}) == before


@given(start=moments, runs=st.integers(0, 86_400), rests=st.integers(0, 10**6))
def test_around_the_clock_a_pause_moves_the_due_time_by_its_length(start: datetime, runs: int, rests: int) -> None:
    now = start + timedelta(seconds=runs)
    clock = next(clock for clock in start_clocks(matter(Severity.S1), now=start) if clock.kind == "resolution")
    (resumed,) = resume(pause([clock], now=now, why="waiting"), now=now + timedelta(seconds=rests))
    assert resumed.due_at - clock.due_at == timedelta(seconds=rests)


@given(severity=severities, start=moments, gaps=gaps)
@settings(deadline=None)
def test_at_the_due_time_the_target_has_been_worked_outside_the_pauses(
    severity: Severity, start: datetime, gaps: list[tuple[timedelta, timedelta]]
) -> None:
    clocks, _ = paused_along(start_clocks(matter(severity), now=start), start, gaps)
    for clock in clocks:
        calendar = calendar_named(clock.calendar)
        rested = sum(
            working_seconds_between(calendar, pause.started_at, min(pause.ended_at or clock.due_at, clock.due_at))
            for pause in clock.pauses
        )
        assert working_seconds_between(calendar, clock.started_at, clock.due_at) - rested == clock.target_seconds


@given(severity=severities, start=moments, gaps=gaps)
@settings(deadline=None)
def test_no_pause_is_ever_lost(severity: Severity, start: datetime, gaps: list[tuple[timedelta, timedelta]]) -> None:
    clocks, now = paused_along(start_clocks(matter(severity), now=start), start, gaps)
    for changed in (remeasure(clocks, matter(Severity.S0), cause=Cause.SEVERITY, now=now), stop_all(clocks, now=now)):
        for clock in changed:
            assert len(clock.pauses) == (0 if clock.kind == FIRST_RESPONSE else len(gaps))


@given(before=severities, after=severities, start=moments, gaps=gaps, later=durations, waiting=st.booleans())
@settings(deadline=None)
def test_a_rise_never_lengthens(
    before: Severity,
    after: Severity,
    start: datetime,
    gaps: list[tuple[timedelta, timedelta]],
    later: timedelta,
    waiting: bool,
) -> None:
    clocks, now = paused_along(start_clocks(matter(max(before, after)), now=start), start, gaps)
    if waiting:
        clocks = merged(clocks, pause(clocks, now=now, why="waiting"))
    to = matter(min(before, after))
    raised = merged(clocks, remeasure(clocks, to, cause=Cause.SEVERITY, now=now + later, only_shorten=True))
    for old, new in zip(clocks, raised, strict=True):
        assert new.due_at <= old.due_at
        assert (new.pauses, new.state, new.started_at) == (old.pauses, old.state, old.started_at)


@given(severity=severities, start=moments, after=durations)
def test_stopping_settles_by_the_due_time(severity: Severity, start: datetime, after: timedelta) -> None:
    now = start + after
    for clock in stop_all(start_clocks(matter(severity), now=start), now=now):
        assert clock.state is (ClockState.MET if now <= clock.due_at else ClockState.MISSED)


@given(severity=severities, start=moments, steps=st.lists(st.tuples(durations, steps), max_size=8))
@settings(deadline=None)
def test_whatever_happens_an_open_complaint_owes_an_update(
    severity: Severity, start: datetime, steps: list[tuple[timedelta, Step]]
) -> None:
    clocks, now = start_clocks(matter(severity), now=start), start
    for passed, what in steps:
        now += passed
        changed = what(clocks, now=now)
        clocks = merged(clocks, changed)
    by_kind = {clock.kind: clock for clock in clocks}
    assert by_kind["next_update"].is_open
    assert by_kind["resolution"].is_open
    for clock in clocks:
        assert clock.due_at == due_at(clock)
        assert (remaining_seconds(clock, now=now) is None) is (not clock.is_open)


@given(
    severity=severities,
    calendar=st.sampled_from(sorted(calendar_names())),
    start=moments,
    gaps=gaps,
    language=st.sampled_from(LANGUAGES),
    later=durations,
)
@settings(deadline=None)
def test_every_promise_on_every_calendar_is_explained(
    severity: Severity,
    calendar: str,
    start: datetime,
    gaps: list[tuple[timedelta, timedelta]],
    language: Language,
    later: timedelta,
) -> None:
    clocks = tuple(on_calendar(clock, calendar) for clock in start_clocks(matter(severity), now=start))
    clocks, now = paused_along(clocks, start, gaps)
    for clock in clocks:
        assert clock.due_at >= clock.started_at
        steps = explain(clock, now=now + later, language=language)
        assert len(steps) >= 4 + len(clock.pauses)
        assert not any("{" in step for step in steps)
