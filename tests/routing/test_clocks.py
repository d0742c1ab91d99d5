from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, Cause, Clock, ClockState, Mark, Pause
from chalicelib.routing.clocks import (
    agent_replied,
    customer_wrote,
    pause,
    remeasure,
    reopen,
    resume,
    start_clocks,
    stop_all,
    tell,
)
from chalicelib.routing.deadlines import remaining_seconds

from .samples import HOUR, MINUTE, MONDAY, matter, merged, of_kind


def states(clocks: tuple[Clock, ...]) -> dict[str, ClockState]:
    return {clock.kind: clock.state for clock in clocks}


@pytest.fixture
def started() -> tuple[Clock, ...]:
    return start_clocks(matter(Severity.S2), now=MONDAY)


def test_every_promise_starts_with_policy_and_reason(started: tuple[Clock, ...]) -> None:
    assert states(started) == dict.fromkeys((FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION), ClockState.RUNNING)
    first = of_kind(started, FIRST_RESPONSE)
    assert first.due_at == MONDAY + HOUR
    assert first.policy.startswith("s2-first-response@")
    assert first.reason == "The reference norm promises a first answer with content within 1 hour, day and night."
    assert of_kind(started, NEXT_UPDATE).due_at == MONDAY + 24 * HOUR
    assert of_kind(started, RESOLUTION).due_at == MONDAY + 7 * 24 * HOUR


def test_waiting_for_the_customer_never_pauses_the_first_response(started: tuple[Clock, ...]) -> None:
    paused = pause(started, now=MONDAY + MINUTE, why="photo asked for")
    assert states(paused) == {NEXT_UPDATE: ClockState.PAUSED, RESOLUTION: ClockState.PAUSED}
    assert paused[0].pauses == (Pause(started_at=MONDAY + MINUTE, why="photo asked for"),)


def test_a_pause_keeps_the_first_reason(started: tuple[Clock, ...]) -> None:
    paused = merged(started, pause(started, now=MONDAY, why="photo"))
    assert pause(paused, now=MONDAY + HOUR, why="invoice") == ()


def test_only_paused_working_time_moves_the_due_time(started: tuple[Clock, ...]) -> None:
    evening = MONDAY + 7 * HOUR
    paused = pause(started, now=evening, why="photo")
    resumed = resume(paused, now=evening + 17 * HOUR)
    before, after = of_kind(started, RESOLUTION), of_kind(resumed, RESOLUTION)
    assert after.due_at - before.due_at == 2 * HOUR
    assert of_kind(paused, RESOLUTION).due_at == before.due_at


def test_a_clock_on_the_wall_that_went_back_ends_a_pause_where_it_began(started: tuple[Clock, ...]) -> None:
    resumed = resume(pause(started, now=MONDAY + HOUR, why="photo"), now=MONDAY)
    assert {clock.pauses[0].ended_at for clock in resumed} == {MONDAY + HOUR}


def test_remaining_time_runs_rests_and_goes_below_zero(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    assert remaining_seconds(update, now=MONDAY) == 9 * 3_600
    assert remaining_seconds(update, now=MONDAY + 8 * HOUR) == 3_600
    assert remaining_seconds(update, now=MONDAY + 25 * HOUR) == -3_600
    paused = of_kind(pause(started, now=MONDAY + HOUR, why="photo"), NEXT_UPDATE)
    assert remaining_seconds(paused, now=MONDAY + 99 * HOUR) == 8 * 3_600
    assert remaining_seconds(of_kind(stop_all(started, now=MONDAY), NEXT_UPDATE), now=MONDAY) is None


def test_an_answer_in_time_keeps_the_promise_and_promises_the_next(started: tuple[Clock, ...]) -> None:
    answered = agent_replied(started, now=MONDAY + HOUR)
    assert [(clock.kind, clock.state) for clock in answered] == [
        (FIRST_RESPONSE, ClockState.MET),
        (NEXT_UPDATE, ClockState.MET),
        (NEXT_UPDATE, ClockState.RUNNING),
    ]
    assert answered[0].stopped_at == MONDAY + HOUR
    assert answered[2].started_at == MONDAY + HOUR
    assert answered[2].due_at == MONDAY + 25 * HOUR


def test_an_answer_a_second_late_misses(started: tuple[Clock, ...]) -> None:
    answered = agent_replied(started, now=MONDAY + HOUR + timedelta(seconds=1))
    assert of_kind(answered, FIRST_RESPONSE).state is ClockState.MISSED


def test_the_second_answer_leaves_the_first_response_alone(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, agent_replied(started, now=MONDAY + MINUTE))
    assert {clock.kind for clock in agent_replied(clocks, now=MONDAY + HOUR)} == {NEXT_UPDATE}


def test_an_answer_while_waiting_for_the_customer_promises_a_paused_update(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, pause(started, now=MONDAY, why="photo"))
    _, ended, renewed = agent_replied(clocks, now=MONDAY + MINUTE)
    assert ended.state is ClockState.MET
    assert ended.pauses == (Pause(started_at=MONDAY, ended_at=MONDAY + MINUTE, why="photo"),)
    assert renewed.state is ClockState.PAUSED
    assert renewed.pauses == (Pause(started_at=MONDAY + MINUTE, why="photo"),)


def test_writing_again_postpones_nothing(started: tuple[Clock, ...]) -> None:
    assert customer_wrote(started, now=MONDAY + MINUTE) == ()


def test_the_customers_answer_ends_the_wait(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, pause(started, now=MONDAY, why="photo"))
    assert states(customer_wrote(clocks, now=MONDAY + HOUR)) == {
        NEXT_UPDATE: ClockState.RUNNING,
        RESOLUTION: ClockState.RUNNING,
    }


def test_where_no_update_is_owed_the_customers_message_promises_one(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, stop_all(started, now=MONDAY))
    (renewed,) = customer_wrote(clocks, now=MONDAY + HOUR)
    assert (renewed.kind, renewed.state, renewed.started_at) == (NEXT_UPDATE, ClockState.RUNNING, MONDAY + HOUR)


def test_resolving_settles_every_open_promise(started: tuple[Clock, ...]) -> None:
    assert states(stop_all(started, now=MONDAY + 2 * HOUR)) == {
        FIRST_RESPONSE: ClockState.MISSED,
        NEXT_UPDATE: ClockState.MET,
        RESOLUTION: ClockState.MET,
    }
    assert stop_all(merged(started, stop_all(started, now=MONDAY)), now=MONDAY) == ()


def test_resolving_while_paused_closes_the_ledger_and_counts_the_pause(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    clocks = merged(started, pause(started, now=update.due_at - MINUTE, why="photo"))
    stopped = of_kind(stop_all(clocks, now=update.due_at + HOUR), NEXT_UPDATE)
    assert stopped.state is ClockState.MET
    assert stopped.pauses[0].ended_at == stopped.stopped_at
    assert stopped.due_at == update.due_at + HOUR + MINUTE


def test_a_pause_that_began_too_late_saves_nothing(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    clocks = merged(started, pause(started, now=update.due_at + MINUTE, why="photo"))
    stopped = of_kind(stop_all(clocks, now=update.due_at + HOUR), NEXT_UPDATE)
    assert (stopped.state, stopped.due_at) == (ClockState.MISSED, update.due_at)


def test_reopening_promises_everything_anew(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, stop_all(started, now=MONDAY))
    again = reopen(clocks, matter(Severity.S1), now=MONDAY + HOUR)
    assert again == start_clocks(matter(Severity.S1), now=MONDAY + HOUR)


def test_reopening_what_is_still_open_loses_no_history(started: tuple[Clock, ...]) -> None:
    again = reopen(started, matter(Severity.S1), now=MONDAY + MINUTE)
    assert [clock.state for clock in again] == [ClockState.MET] * 3 + [ClockState.RUNNING] * 3


def test_warnings_come_at_half_and_at_four_fifths_of_the_working_time_once_each(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    half, soon = MONDAY + 4.5 * HOUR, MONDAY + 7.2 * HOUR
    assert update.marks[:2] == (Mark(percent=50, at=half), Mark(percent=80, at=soon))
    assert tell(update, half - MINUTE) == ()
    (warned,) = tell(update, half)
    assert (warned.told, warned.warned_at, warned.state) == (50, half, ClockState.RUNNING)
    assert tell(warned, half + MINUTE) == ()
    (again,) = tell(warned, soon)
    assert (again.told, again.warned_at) == (80, soon)
    assert tell(again, soon + MINUTE) == ()


def test_marks_pass_over_nights_and_move_with_pauses(started: tuple[Clock, ...]) -> None:
    resolution = of_kind(started, RESOLUTION)
    assert resolution.marks[0].at == MONDAY + 2 * 24 * HOUR + 4.5 * HOUR
    (resumed,) = resume(pause([resolution], now=MONDAY, why="photo"), now=MONDAY + HOUR)
    assert [after.at - before.at for before, after in zip(resolution.marks, resumed.marks, strict=True)] == [HOUR] * 4


def broken(clock: Clock) -> Clock:
    (told,) = tell(clock, clock.due_at)
    return told


def test_a_broken_promise_is_recorded_once_and_still_owed(started: tuple[Clock, ...]) -> None:
    first = of_kind(started, FIRST_RESPONSE)
    breached = broken(first)
    assert (breached.state, breached.breached_at, breached.is_open) == (ClockState.BREACHED, first.due_at, True)
    assert (breached.warned_at, breached.told) == (None, 100)
    assert tell(breached, first.due_at + MINUTE) == ()
    assert agent_replied([breached], now=first.due_at)[0].state is ClockState.MISSED


def test_what_stays_broken_climbs_the_ladder_once_a_rung(started: tuple[Clock, ...]) -> None:
    breached = broken(of_kind(started, FIRST_RESPONSE))
    (first,) = tell(breached, MONDAY + 1.5 * HOUR)
    (second,) = tell(first, MONDAY + 2 * HOUR)
    assert [(one.told, one.escalated_at) for one in (first, second)] == [
        (150, MONDAY + 1.5 * HOUR),
        (200, MONDAY + 2 * HOUR),
    ]
    assert second.breached_at == breached.breached_at
    assert (second.next_at, tell(second, MONDAY + 99 * HOUR)) == (None, ())


def test_only_the_furthest_mark_is_told_and_a_breach_is_never_passed_over(started: tuple[Clock, ...]) -> None:
    late = MONDAY + 9 * HOUR
    (told,) = tell(of_kind(started, FIRST_RESPONSE), late)
    assert (told.told, told.warned_at, told.breached_at, told.escalated_at) == (200, None, late, late)


def test_marks_of_resting_clocks_tell_nothing(started: tuple[Clock, ...]) -> None:
    resting = pause(started, now=MONDAY, why="photo") + stop_all(started, now=MONDAY)
    assert [tell(clock, MONDAY + 999 * HOUR) for clock in resting] == [()] * 5
    assert {clock.next_at for clock in resting} == {None}


def test_a_broken_promise_stays_broken_after_a_pause(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    resumed = resume(pause([broken(update)], now=update.due_at + HOUR, why="photo"), now=update.due_at + 2 * HOUR)
    assert (resumed[0].state, resumed[0].due_at) == (ClockState.BREACHED, update.due_at)


def test_rising_measures_from_the_original_start(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, agent_replied(started, now=MONDAY + MINUTE))
    raised = remeasure(clocks, matter(Severity.S0), cause=Cause.SEVERITY, now=MONDAY + HOUR)
    assert {clock.kind for clock in raised} == {NEXT_UPDATE, RESOLUTION}
    assert of_kind(raised, NEXT_UPDATE).due_at == MONDAY + MINUTE + 2 * HOUR
    assert of_kind(raised, RESOLUTION).due_at == MONDAY + 24 * HOUR
    assert of_kind(raised, RESOLUTION).policy.startswith("s0-resolution@")


def test_a_person_who_lowers_gives_more_time(started: tuple[Clock, ...]) -> None:
    lowered = remeasure(started, matter(Severity.S3), cause=Cause.SEVERITY, now=MONDAY + MINUTE)
    assert of_kind(lowered, NEXT_UPDATE).due_at == MONDAY + 48 * HOUR


def test_lowering_does_not_mend_a_broken_promise(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    assert remeasure([update], matter(Severity.S3), cause=Cause.SEVERITY, now=update.due_at + MINUTE) == ()
    (stricter,) = remeasure([broken(update)], matter(Severity.S1), cause=Cause.SEVERITY, now=update.due_at + MINUTE)
    assert (stricter.state, stricter.due_at) == (ClockState.BREACHED, MONDAY + 4 * HOUR)


def test_a_rise_that_promises_the_same_time_is_still_on_record() -> None:
    raised = remeasure(
        start_clocks(matter(Severity.S3), now=MONDAY), matter(Severity.S2), cause=Cause.SEVERITY, now=MONDAY
    )
    assert of_kind(raised, RESOLUTION).policy.startswith("s2-resolution@")


def test_the_same_severity_changes_nothing(started: tuple[Clock, ...]) -> None:
    assert remeasure(started, matter(Severity.S2), cause=Cause.SEVERITY, now=MONDAY + MINUTE) == ()


def test_clocks_of_others_are_left_alone(started: tuple[Clock, ...]) -> None:
    owed = of_kind(started, RESOLUTION).model_copy(update={"kind": "entitlement:refund"})
    assert remeasure([owed], matter(Severity.S0), cause=Cause.SEVERITY, now=MONDAY) == ()
    assert pause([owed], now=MONDAY, why="photo") == ()
    assert agent_replied([owed], now=MONDAY) == ()
