from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.model.clock import Cause, Clock, ClockState
from chalicelib.routing.clocks import pause, remeasure, start_clocks, stop_all, tell
from chalicelib.routing.explanation import explain
from chalicelib.routing.independent import Deadline, with_deadlines

from .samples import HOUR, MONDAY, matter, merged

FAMILY = "entitlement:"
DAY = timedelta(days=1)


def deadline(name: str = "refund", *, days: int = 7) -> Deadline:
    return Deadline(
        kind=FAMILY + name,
        policy="CN-7D-REFUND@2026",
        reason="The law gives seven days.",
        started_at=MONDAY,
        due_at=MONDAY + days * DAY,
    )


def owed(clocks: tuple[Clock, ...], *deadlines: Deadline, later: timedelta = HOUR) -> tuple[Clock, ...]:
    return with_deadlines(clocks, deadlines, family=FAMILY, now=MONDAY + later)


def test_each_deadline_is_a_clock_beside_the_promises() -> None:
    promises = start_clocks(matter(), now=MONDAY)
    (clock,) = owed(promises, deadline())
    assert (clock.kind, clock.due_at, clock.started_at) == ("entitlement:refund", MONDAY + 7 * DAY, MONDAY)
    assert [mark.at - MONDAY for mark in clock.marks] == [3.5 * DAY, 5.6 * DAY, 10.5 * DAY, 14 * DAY]
    clocks = merged(promises, (clock,))
    assert owed(clocks, deadline()) == ()
    assert clock.kind not in {one.kind for one in pause(clocks, now=MONDAY, why="photo")}
    assert remeasure([clock], matter(), cause=Cause.DATA, now=MONDAY) == ()


def test_one_that_moves_keeps_what_was_broken_and_notes_what_it_was() -> None:
    (clock,) = owed((), deadline())
    (broken,) = tell(clock, clock.due_at)
    (moved,) = owed((broken,), deadline(days=9), later=8 * DAY)
    assert (moved.due_at, moved.state, moved.breached_at) == (MONDAY + 9 * DAY, ClockState.BREACHED, clock.due_at)
    assert moved.moves[-1].due_at == clock.due_at
    assert explain(moved, now=MONDAY)[2].startswith("Measured anew at ")


def test_one_that_is_owed_no_more_is_cancelled_and_no_promise_with_it() -> None:
    promises = start_clocks(matter(), now=MONDAY)
    clocks = merged(promises, owed(promises, deadline(), deadline("repair")))
    (cancelled,) = owed(clocks, deadline())
    assert (cancelled.kind, cancelled.state) == ("entitlement:repair", ClockState.CANCELLED)
    assert owed(merged(clocks, (cancelled,)), deadline()) == ()


def test_what_was_met_is_not_owed_again_until_it_is_another_deadline() -> None:
    met = stop_all(owed((), deadline()), now=MONDAY + HOUR)
    assert owed(met, deadline()) == ()
    (again,) = owed(met, deadline(days=8))
    assert again.state is ClockState.RUNNING


def test_nobody_reaches_into_another_family() -> None:
    with pytest.raises(ValueError, match="not of the family entitlement:: platform:feige"):
        owed((), deadline().model_copy(update={"kind": "platform:feige"}))


def test_what_was_met_stays_met_under_a_new_version_of_its_rule() -> None:
    met = stop_all(owed((), deadline()), now=MONDAY + HOUR)
    assert owed(met, deadline().model_copy(update={"policy": "CN-7D-REFUND@2027"})) == ()


def test_what_was_cancelled_and_is_owed_again_runs_again() -> None:
    begun = owed((), deadline())
    cancelled = owed(begun)
    (again,) = owed(cancelled, deadline())
    assert again.state is ClockState.RUNNING


def test_a_deadline_that_had_passed_before_it_was_known_is_broken_and_not_escalated() -> None:
    (late,) = owed((), deadline(days=0))
    (told,) = tell(late, MONDAY + HOUR)
    assert (told.state, told.escalated_at) == (ClockState.BREACHED, None)
