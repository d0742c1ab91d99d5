from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import (
    FIRST_RESPONSE,
    NEXT_UPDATE,
    REPAIR_CONFIRMATION,
    RESOLUTION,
    Cause,
    Clock,
    ClockState,
    Mark,
    Move,
    Pause,
)
from chalicelib.routing.clocks import (
    agent_replied,
    customer_wrote,
    pause,
    remeasure,
    reopen,
    resume,
    start_by_hand,
    start_clocks,
    stop_all,
    stop_by_hand,
    tell,
)
from chalicelib.routing.deadlines import remaining_seconds
from chalicelib.routing.promise_book import promise_book
from chalicelib.routing.promises import Scope

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


# Measured anew


def shorter_for_quality(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the queue of quality owes a resolution within a day, whoever's promise it was before."""
    book = promise_book()
    general = next(promise for promise in book.promises if promise.id == "s2-resolution")
    special = general.model_copy(
        update={"id": "quality-resolution", "when": Scope(queues=("quality",)), "within": 9 * HOUR}
    )
    changed = book.model_copy(update={"version": "later", "promises": (special, *book.promises)})
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: changed)


def test_another_queues_promise_measures_from_the_original_start_and_notes_what_was(
    started: tuple[Clock, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter_for_quality(monkeypatch)
    now = MONDAY + HOUR
    (moved,) = remeasure(started, matter(queue="quality"), cause=Cause.QUEUE, now=now)
    before = of_kind(started, RESOLUTION)
    assert (moved.started_at, moved.due_at) == (MONDAY, MONDAY + 24 * HOUR)
    assert moved.moves == (Move(at=now, cause=Cause.QUEUE, policy=before.policy, due_at=before.due_at),)
    (back,) = remeasure([moved], matter(queue="policy"), cause=Cause.QUEUE, now=now)
    assert (back.due_at, len(back.moves)) == (before.due_at, 2)
    assert remeasure([moved], matter(queue="policy"), cause=Cause.QUEUE, now=now, only_shorten=True) == ()


def test_promises_that_change_while_we_wait_for_the_customer_keep_the_pause(
    started: tuple[Clock, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    paused = merged(started, pause(started, now=MONDAY + HOUR, why="photo"))
    shorter_for_quality(monkeypatch)
    (moved,) = remeasure(paused, matter(queue="quality"), cause=Cause.DATA, now=MONDAY + 2 * HOUR)
    assert (moved.state, moved.pauses) == (ClockState.PAUSED, of_kind(paused, RESOLUTION).pauses)
    assert remaining_seconds(moved, now=MONDAY + 90 * HOUR) == 8 * 3_600
    (resumed,) = resume([moved], now=MONDAY + 4 * HOUR)
    assert resumed.due_at == MONDAY + 27 * HOUR


def test_a_new_version_that_promises_the_same_says_nothing(
    started: tuple[Clock, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = promise_book().model_copy(update={"version": "later"})
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: later)
    assert remeasure(started, matter(), cause=Cause.DATA, now=MONDAY) == ()


def test_a_membership_that_becomes_known_shortens_what_is_open(started: tuple[Clock, ...]) -> None:
    shortened = remeasure(started, matter(tier="vip"), cause=Cause.CUSTOMER, now=MONDAY)
    assert [clock.target_seconds for clock in shortened] == [1_800, 4.5 * 3_600, 22.5 * 3_600]
    assert shortened[0].policy.startswith("s2-first-response+vip@")


# Platforms and regulators


def test_every_message_on_a_chat_starts_the_platforms_clock_anew_and_an_answer_ends_it() -> None:
    clocks = start_clocks(matter(channel="feige"), now=MONDAY)
    feige = of_kind(clocks, "platform:feige")
    assert (feige.due_at, feige.marks) == (MONDAY + 3 * MINUTE, ())
    assert customer_wrote(clocks, now=MONDAY + MINUTE) == ()
    answered = merged(clocks, agent_replied(clocks, now=MONDAY + 2 * MINUTE))
    assert states(answered)["platform:feige"] is ClockState.MET
    again = of_kind(customer_wrote(answered, now=MONDAY + HOUR), "platform:feige")
    assert (again.state, again.due_at) == (ClockState.RUNNING, MONDAY + HOUR + 3 * MINUTE)


def test_a_conversation_begins_anew_only_after_ten_minutes_of_silence() -> None:
    clocks = start_clocks(matter(channel="dongdong"), now=MONDAY)
    answered = merged(clocks, agent_replied(clocks, now=MONDAY + timedelta(seconds=20)))
    soon, later = MONDAY + 10 * MINUTE, MONDAY + 11 * MINUTE
    assert customer_wrote(answered, now=soon) == ()
    again = of_kind(customer_wrote(answered, now=later), "platform:dongdong")
    assert again.due_at == later + timedelta(seconds=30)


def test_platforms_count_in_their_own_hours() -> None:
    night = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 02:30 in China
    due = {channel: start_clocks(matter(channel=channel), now=night)[-1].due_at for channel in ("feige", "dongdong")}
    assert due == {
        "feige": datetime(2026, 11, 24, 0, 3, tzinfo=UTC),
        "dongdong": datetime(2026, 11, 24, 1, 0, 30, tzinfo=UTC),
    }


def test_neither_platforms_nor_regulators_wait_for_the_customer() -> None:
    for channel, kind in (("feige", "platform:feige"), ("12315", "regulator:12315")):
        clocks = start_clocks(matter(channel=channel), now=MONDAY)
        assert kind not in states(pause(clocks, now=MONDAY, why="photo"))
        assert states(clocks)[kind] is ClockState.RUNNING


def test_a_regulators_clock_ends_with_the_resolution_and_not_with_an_answer() -> None:
    clocks = start_clocks(matter(channel="12315"), now=MONDAY)
    assert "regulator:12315" not in states(agent_replied(clocks, now=MONDAY))
    assert states(stop_all(clocks, now=MONDAY))["regulator:12315"] is ClockState.MET


def test_a_repair_is_promised_when_a_person_says_so_and_once(started: tuple[Clock, ...]) -> None:
    (repair,) = start_by_hand(started, REPAIR_CONFIRMATION, matter(), now=MONDAY)
    assert repair.due_at == MONDAY + 24 * HOUR
    clocks = merged(started, (repair,))
    assert start_by_hand(clocks, REPAIR_CONFIRMATION, matter(), now=MONDAY + HOUR) == ()
    assert REPAIR_CONFIRMATION not in states(agent_replied(clocks, now=MONDAY + HOUR))
    assert REPAIR_CONFIRMATION in states(pause(clocks, now=MONDAY + HOUR, why="which day?"))
    (done,) = stop_by_hand(clocks, REPAIR_CONFIRMATION, now=MONDAY + HOUR)
    assert done.state is ClockState.MET
    assert stop_by_hand([done], REPAIR_CONFIRMATION, now=MONDAY + HOUR) == ()
    assert start_by_hand(started, "platform:nobody", matter(), now=MONDAY) == ()
