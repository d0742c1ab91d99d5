"""Each timer does its one thing at its time, once, and only if the complaint still needs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest

from chalicelib.background import sweep
from chalicelib.desk.desk import Action
from chalicelib.model import event as facts
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, Cause, Clock, ClockState
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import CLOCK, CLOSE, LEASE, SURVEY, WAIT, EffectKind
from chalicelib.model.errors import NotFound
from chalicelib.model.event import Body
from chalicelib.model.identity import SYSTEM
from chalicelib.model.survey import SurveyState
from chalicelib.model.timers import timers_of
from chalicelib.routing.promise_book import promise_book
from tests.background.outbox import effects, just_before, timer
from tests.desk.situations import ACTIONS, assigned, resolved, waiting, waiting_for_customer
from tests.support.world import AGENT, OTHER_AGENT, SHOP, World

TICK = timedelta(microseconds=1)
FIRST = CLOCK + FIRST_RESPONSE


def clock(complaint: Complaint, kind: str) -> Clock:
    found = complaint.clock(kind)
    assert found
    return found


def fire(world: World, complaint: Complaint, kind: str) -> bool:
    return world.runtime.firing.fire(timer(complaint, kind))


def by_the_system(world: World, complaint: Complaint) -> list[Body]:
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    return [event.body for event in events if event.actor == SYSTEM and event.version > 1]


def breaches(world: World, complaint: str) -> int:
    events = world.runtime.store.dossier(SHOP, complaint).events
    return sum(
        isinstance(event.body, facts.ClocksChanged) and event.body.cause == "a promise was broken" for event in events
    )


@pytest.mark.parametrize(("minutes", "percent", "following"), [(30, 50, 48), (48, 80, 60)])
def test_a_warning_comes_at_its_share_of_the_time_and_not_before(
    world: World, minutes: int, percent: int, following: int
) -> None:
    complaint = waiting(world)
    start = world.clock.now
    for earlier in range(30, minutes, 18):
        world.clock.now = start + timedelta(minutes=earlier)
        assert fire(world, complaint, FIRST)
    world.clock.now = start + timedelta(minutes=minutes) - TICK
    assert not fire(world, complaint, FIRST)
    world.clock.advance(TICK)
    assert fire(world, complaint, FIRST)
    warned = clock(world.complaint(complaint.id), FIRST_RESPONSE)
    assert (warned.state, warned.told, warned.warned_at) == (ClockState.RUNNING, percent, world.clock.now)
    assert timers_of(world.complaint(complaint.id))[FIRST].at == start + timedelta(minutes=following)


def test_a_promise_is_broken_at_its_due_time_and_not_before(world: World) -> None:
    complaint = waiting(world)
    world.clock.advance(timedelta(minutes=48))
    fire(world, complaint, FIRST)
    due_at = clock(complaint, FIRST_RESPONSE).due_at
    world.clock.now = due_at - TICK
    assert not fire(world, complaint, FIRST)
    world.clock.now = due_at
    assert fire(world, complaint, FIRST)
    broken = clock(world.complaint(complaint.id), FIRST_RESPONSE)
    assert (broken.state, broken.breached_at) == (ClockState.BREACHED, due_at)
    assert timers_of(world.complaint(complaint.id))[FIRST].at == due_at + timedelta(minutes=30)


def test_warnings_nobody_saw_are_not_told_with_the_breach(world: World) -> None:
    complaint = waiting(world)
    world.clock.advance(timedelta(hours=1))
    assert fire(world, complaint, FIRST)
    causes = [body.cause for body in by_the_system(world, complaint) if isinstance(body, facts.ClocksChanged)]
    assert causes == ["a promise was broken"]
    broken = clock(world.complaint(complaint.id), FIRST_RESPONSE)
    assert (broken.warned_at, broken.breached_at) == (None, world.clock.now)
    assert not fire(world, complaint, FIRST)


def test_what_stays_broken_is_escalated_twice_and_then_left(world: World) -> None:
    complaint = waiting(world)
    for minutes in (60, 30, 30):
        world.clock.advance(timedelta(minutes=minutes))
        assert fire(world, complaint, FIRST)
    owed = clock(world.complaint(complaint.id), FIRST_RESPONSE)
    assert (owed.told, owed.state, owed.escalated_at) == (200, ClockState.BREACHED, world.clock.now)
    assert FIRST not in timers_of(world.complaint(complaint.id))


def test_at_each_mark_todays_promises_and_calendar_are_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = waiting(world)
    book = promise_book()
    longer = tuple(
        one.model_copy(update={"within": timedelta(hours=2)}) if one.id == "s2-first-response" else one
        for one in book.promises
    )
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: book.model_copy(update={"promises": longer}))
    world.clock.advance(timedelta(minutes=30))
    assert fire(world, complaint, FIRST)
    first = clock(world.complaint(complaint.id), FIRST_RESPONSE)
    assert (first.due_at, first.told) == (complaint.created_at + timedelta(hours=2), 0)
    assert (first.moves[-1].cause, first.moves[-1].due_at) == (Cause.DATA, complaint.created_at + timedelta(hours=1))
    assert not fire(world, complaint, FIRST)
    assert timers_of(world.complaint(complaint.id))[FIRST].at == complaint.created_at + timedelta(hours=1)


def test_the_end_of_a_lease_gives_it_back_to_the_queue(world: World) -> None:
    complaint = assigned(world)
    world.clock.advance(timedelta(minutes=30) - TICK)
    assert not fire(world, complaint, LEASE)
    world.clock.advance(TICK)
    assert fire(world, complaint, LEASE)
    after = world.complaint(complaint.id)
    assert (after.status, after.lease, after.waiting_since) == (Status.WAITING, None, after.created_at)
    assert by_the_system(world, complaint) == [facts.Released(why="the lease ended")]
    assert world.runtime.desk.claim(complaint.id, Action(by=OTHER_AGENT)).assignee == OTHER_AGENT.id


def test_a_lease_renewed_meanwhile_goes_on(world: World) -> None:
    complaint = assigned(world)
    world.clock.advance(timedelta(minutes=29))
    renewed = world.runtime.desk.heartbeat(complaint.id, Action(by=AGENT))
    world.clock.advance(timedelta(minutes=29))
    assert not fire(world, complaint, LEASE)
    assert world.complaint(complaint.id) == renewed


def test_the_end_of_a_wait_lets_the_promises_run_again(world: World) -> None:
    complaint = waiting_for_customer(world)
    resting = clock(complaint, RESOLUTION)
    world.clock.advance(timedelta(days=7))
    assert fire(world, complaint, WAIT)
    after = world.complaint(complaint.id)
    assert (after.status, after.wait) == (Status.WAITING, None)
    running = clock(after, RESOLUTION)
    assert (running.state, running.pauses[-1].ended_at) == (ClockState.RUNNING, world.clock.now)
    assert running.due_at == resting.due_at + timedelta(days=7)
    assert clock(after, NEXT_UPDATE).is_ticking
    assert by_the_system(world, complaint)[0] == facts.WaitEnded(why="the customer did not answer in time")


def test_a_day_after_the_resolution_the_customer_is_asked(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(timedelta(days=1))
    assert fire(world, complaint, SURVEY)
    after = world.complaint(complaint.id)
    assert after.survey
    assert (after.survey.state, after.survey.sent_at) == (SurveyState.SENT, world.clock.now)
    assert len(effects(world, complaint, EffectKind.SURVEY)) == 1


def test_a_week_after_the_resolution_it_is_closed(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(timedelta(days=7) - TICK)
    assert not fire(world, complaint, CLOSE)
    world.clock.advance(TICK)
    assert fire(world, complaint, CLOSE)
    after = world.complaint(complaint.id)
    assert (after.status, after.close_at) == (Status.CLOSED, None)
    assert world.runtime.store.queue_numbers(SHOP)["quality"]["resolved"] == 0


@pytest.mark.parametrize("kind", [LEASE, WAIT, SURVEY, CLOSE, FIRST, CLOCK + "repair_confirmation"])
def test_a_timer_the_complaint_no_longer_needs_does_nothing(world: World, kind: str) -> None:
    reopened = ACTIONS["reopen"](world.runtime.desk, resolved(world).id, Action(by=AGENT))
    world.clock.advance(timedelta(minutes=29))
    assert not fire(world, reopened, kind)
    assert world.complaint(reopened.id) == reopened


def test_the_same_reference_fires_once(world: World) -> None:
    complaint = assigned(world)
    world.clock.advance(timedelta(minutes=30))
    assert [fire(world, complaint, LEASE) for _ in range(3)] == [True, False, False]


def test_what_others_did_meanwhile_is_looked_at_again(world: World) -> None:
    complaint = assigned(world)
    world.clock.advance(timedelta(minutes=30))
    just_before(
        world,
        "TransactWriteItems",
        lambda: world.runtime.desk.note(complaint.id, Action(by=OTHER_AGENT), text="同时"),
    )
    assert fire(world, complaint, LEASE)
    after = world.complaint(complaint.id)
    assert (after.status, after.version) == (Status.WAITING, complaint.version + 2)


def test_what_others_finished_meanwhile_is_left_alone(world: World) -> None:
    complaint = assigned(world)
    world.clock.advance(timedelta(minutes=30))
    just_before(
        world, "TransactWriteItems", lambda: ACTIONS["resolve"](world.runtime.desk, complaint.id, Action(by=AGENT))
    )
    assert not fire(world, complaint, LEASE)
    assert world.complaint(complaint.id).status is Status.RESOLVED


def test_the_timer_of_an_unknown_complaint_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        fire(world, waiting(world).model_copy(update={"id": "c0"}), FIRST)


def test_five_hundred_breaches_at_once_are_each_recorded_once(world: World) -> None:
    complaints = [waiting(world).id for _ in range(500)]
    world.clock.advance(timedelta(hours=1))
    swept = world.runtime.sweeping.sweep()
    assert swept.timers == 500
    twice = world.due.take() * 2
    Random(3).shuffle(twice)
    due = [one for one in map(sweep.read, twice) if one.kind == "timer"]
    with ThreadPoolExecutor(4) as workers:
        acted = list(workers.map(world.runtime.firing.fire, due))
    assert sum(acted) == 500
    assert {breaches(world, one) for one in complaints} == {1}
