from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, Clock, ClockState, Pause
from chalicelib.routing.clocks import (
    agent_replied,
    breach,
    customer_wrote,
    pause,
    reopen,
    restart_for_severity,
    resume,
    start_clocks,
    stop_all,
    warn,
)
from chalicelib.routing.deadlines import remaining_seconds

from .samples import HOUR, MINUTE, MONDAY, merged, of_kind


def states(clocks: tuple[Clock, ...]) -> dict[str, ClockState]:
    return {clock.kind: clock.state for clock in clocks}


@pytest.fixture
def started() -> tuple[Clock, ...]:
    return start_clocks(Severity.S2, now=MONDAY)


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
    again = reopen(clocks, Severity.S1, now=MONDAY + HOUR)
    assert again == start_clocks(Severity.S1, now=MONDAY + HOUR)


def test_reopening_what_is_still_open_loses_no_history(started: tuple[Clock, ...]) -> None:
    again = reopen(started, Severity.S1, now=MONDAY + MINUTE)
    assert [clock.state for clock in again] == [ClockState.MET] * 3 + [ClockState.RUNNING] * 3


def test_a_warning_is_recorded_once_at_four_fifths(started: tuple[Clock, ...]) -> None:
    first = of_kind(started, FIRST_RESPONSE)
    assert warn(first, MONDAY + 47 * MINUTE) == ()
    (warned,) = warn(first, MONDAY + 48 * MINUTE)
    assert warned.warned_at == MONDAY + 48 * MINUTE
    assert warn(warned, MONDAY + 49 * MINUTE) == ()


def test_a_broken_promise_is_recorded_once_and_still_owed(started: tuple[Clock, ...]) -> None:
    first = of_kind(started, FIRST_RESPONSE)
    assert breach(first, first.due_at - MINUTE) == ()
    (breached,) = breach(first, first.due_at)
    assert (breached.state, breached.breached_at, breached.is_open) == (ClockState.BREACHED, first.due_at, True)
    assert breach(breached, first.due_at + MINUTE) == ()
    assert agent_replied([breached], now=first.due_at)[0].state is ClockState.MISSED


@pytest.mark.parametrize("event", [warn, breach])
def test_timers_of_resting_clocks_change_nothing(
    started: tuple[Clock, ...], event: Callable[[Clock, datetime], tuple[Clock, ...]]
) -> None:
    resting = pause(started, now=MONDAY, why="photo") + stop_all(started, now=MONDAY)
    assert [event(clock, MONDAY + 999 * HOUR) for clock in resting] == [()] * 5


def test_a_broken_promise_stays_broken_after_a_pause(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    breached = breach(update, update.due_at)
    resumed = resume(pause(breached, now=update.due_at + HOUR, why="photo"), now=update.due_at + 2 * HOUR)
    assert (resumed[0].state, resumed[0].due_at) == (ClockState.BREACHED, update.due_at)


def test_rising_measures_from_the_original_start(started: tuple[Clock, ...]) -> None:
    clocks = merged(started, agent_replied(started, now=MONDAY + MINUTE))
    raised = restart_for_severity(clocks, Severity.S0, now=MONDAY + HOUR)
    assert {clock.kind for clock in raised} == {NEXT_UPDATE, RESOLUTION}
    assert of_kind(raised, NEXT_UPDATE).due_at == MONDAY + MINUTE + 2 * HOUR
    assert of_kind(raised, RESOLUTION).due_at == MONDAY + 24 * HOUR
    assert of_kind(raised, RESOLUTION).policy.startswith("s0-resolution@")


def test_a_person_who_lowers_gives_more_time(started: tuple[Clock, ...]) -> None:
    lowered = restart_for_severity(started, Severity.S3, now=MONDAY + MINUTE)
    assert of_kind(lowered, NEXT_UPDATE).due_at == MONDAY + 48 * HOUR


def test_lowering_does_not_mend_a_broken_promise(started: tuple[Clock, ...]) -> None:
    update = of_kind(started, NEXT_UPDATE)
    assert restart_for_severity([update], Severity.S3, now=update.due_at + MINUTE) == ()
    (stricter,) = restart_for_severity(breach(update, update.due_at), Severity.S1, now=update.due_at + MINUTE)
    assert (stricter.state, stricter.due_at) == (ClockState.BREACHED, MONDAY + 4 * HOUR)


def test_a_rise_that_promises_the_same_time_is_still_on_record() -> None:
    raised = restart_for_severity(start_clocks(Severity.S3, now=MONDAY), Severity.S2, now=MONDAY)
    assert of_kind(raised, RESOLUTION).policy.startswith("s2-resolution@")


def test_the_same_severity_changes_nothing(started: tuple[Clock, ...]) -> None:
    assert restart_for_severity(started, Severity.S2, now=MONDAY + MINUTE) == ()


def test_a_promise_nobody_knows_any_more_is_never_lengthened(started: tuple[Clock, ...]) -> None:
    unknown = of_kind(started, NEXT_UPDATE).model_copy(update={"policy": "long-gone@2001-01-01"})
    assert restart_for_severity([unknown], Severity.S3, now=MONDAY) == ()


def test_clocks_of_others_are_left_alone(started: tuple[Clock, ...]) -> None:
    platform = of_kind(started, RESOLUTION).model_copy(update={"kind": "platform:feige"})
    assert restart_for_severity([platform], Severity.S0, now=MONDAY) == ()
    assert pause([platform], now=MONDAY, why="photo") == ()
    assert agent_replied([platform], now=MONDAY) == ()
