"""The traps that issue 6 names, each through the whole of intake and desk; the calendars' are in ``tests/routing``."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from chalicelib.background.recomputing import Place
from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, Clock, ClockState
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import EffectKind
from chalicelib.routing.calendars import add_working_seconds, calendar_named, working_seconds_between
from chalicelib.routing.clocks import start_clocks
from chalicelib.routing.promise_book import PromiseBook, promise_book
from chalicelib.routing.promises import Matter
from tests.desk.situations import assigned, customer_writes, waiting, waiting_for_customer
from tests.support.arrivals import relayed, wechat
from tests.support.world import AGENT, OTHER_AGENT, SHOP, World

CHINA = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def clock(complaint: Complaint, kind: str) -> Clock:
    found = complaint.clock(kind)
    assert found
    return found


def in_half_the_time(book: PromiseBook) -> PromiseBook:
    shorter = tuple(
        one.model_copy(update={"within": one.within / 2}) if one.kind == RESOLUTION else one for one in book.promises
    )
    return book.model_copy(update={"version": "shorter", "promises": shorter})


def business(*day: int) -> datetime:
    return datetime(*day, tzinfo=CHINA)  # type: ignore[arg-type, misc]


def test_paused_and_resolved_in_one_save(world: World) -> None:
    before = waiting_for_customer(world)
    since = world.clock.now
    world.clock.advance(20 * 24 * HOUR)
    after = world.runtime.desk.resolve(before.id, Action(by=AGENT), outcome="solved", text="")
    for kind in (NEXT_UPDATE, RESOLUTION):
        settled = clock(after, kind)
        assert settled.state is ClockState.MET
        assert [(pause.started_at, pause.ended_at) for pause in settled.pauses] == [(since, world.clock.now)]
    assert clock(after, FIRST_RESPONSE).state is ClockState.MISSED


def test_the_policy_changed_while_paused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = waiting_for_customer(world)
    given = clock(before, RESOLUTION)
    book = in_half_the_time(promise_book())
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: book)
    world.runtime.recomputing.page(SHOP, Place(queue=before.queue, status=Status.WAITING_CUSTOMER))
    paused = clock(world.complaint(before.id), RESOLUTION)
    assert (paused.state, paused.pauses) == (ClockState.PAUSED, given.pauses)
    assert paused.due_at < given.due_at
    world.clock.advance(5 * HOUR)
    after = clock(customer_writes(world, before), RESOLUTION)
    assert after.state is ClockState.RUNNING
    worked = working_seconds_between(calendar_named(after.calendar), after.started_at, after.due_at)
    assert worked == given.target_seconds // 2 + 5 * 3600


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (business(2026, 9, 30, 23, 59), business(2026, 10, 8, 18)),
        (business(2026, 10, 1, 0, 1), business(2026, 10, 8, 18)),
        (business(2026, 9, 30, 9), business(2026, 9, 30, 18)),
    ],
)
def test_a_holiday_is_not_one_day_off_by_zone(received: datetime, due: datetime) -> None:
    """An hour of the first minutes of the holiday in Shanghai is still the day before in UTC."""
    [update] = (
        one
        for one in start_clocks(Matter(severity=Severity.S2), now=received.astimezone(UTC))
        if one.kind == NEXT_UPDATE
    )
    assert update.due_at == due


def test_an_empty_monday() -> None:
    """The Monday of the golden week has no hours: what came on Sunday is due on the first day that has."""
    start = business(2026, 10, 4, 12)
    assert add_working_seconds(calendar_named("business-cn"), start, 1) == business(2026, 10, 8, 9, 0, 1)


def test_five_photos_in_parallel(world: World) -> None:
    photos = [wechat(world, f"质量 照片{number}", message=str(number)) for number in range(5)]
    barrier = Barrier(len(photos))

    def process(delivery: Delivery) -> str:
        barrier.wait()
        return world.process(delivery).complaint

    with ThreadPoolExecutor(len(photos)) as pool:
        [complaint] = set(pool.map(process, photos))
    after = world.complaint(complaint)
    assert after.message_count == 5
    assert after.routing.hand_overs == ()
    assert after.severity is Severity.S2


def test_the_same_external_id_in_two_shops(world: World) -> None:
    ours = relayed(world, "质量", external_id="E-1")
    theirs = ours.model_copy(update={"id": "d-theirs", "shop": "other"})
    [first], [second] = (world.runtime.processing.process(one) for one in (ours, theirs))
    assert first.is_new
    assert second.is_new
    assert first.complaint != second.complaint
    assert world.runtime.store.complaint("other", second.complaint).shop == "other"


def test_a_due_time_across_a_weekend_worked_in_return() -> None:
    """2026-10-10 is a Saturday that is worked for the golden week (国办发明电)."""
    calendar = calendar_named("business-cn")
    assert add_working_seconds(calendar, business(2026, 10, 9, 17), 2 * 3600) == business(2026, 10, 10, 10)
    assert add_working_seconds(calendar, business(2026, 10, 10, 17), 2 * 3600) == business(2026, 10, 12, 10)


def test_a_due_time_across_a_year_without_data_is_provisional() -> None:
    clocks = start_clocks(Matter(severity=Severity.S2), now=business(2026, 12, 31, 17))
    assert {one.kind: one.is_provisional for one in clocks} == {
        FIRST_RESPONSE: False, NEXT_UPDATE: True, RESOLUTION: True
    }  # fmt: skip


def test_the_survey_is_credited_to_the_agent_at_resolve_time(world: World) -> None:
    complaint = assigned(world)
    world.runtime.desk.release(complaint.id, Action(by=AGENT))
    world.runtime.desk.claim(complaint.id, Action(by=OTHER_AGENT))
    resolved = world.runtime.desk.resolve(complaint.id, Action(by=OTHER_AGENT), outcome="solved", text="")
    assert resolved.survey
    assert resolved.survey.agent == OTHER_AGENT.id


def test_an_automatic_greeting_never_stops_a_first_response_clock(world: World) -> None:
    """Through the whole pipeline: the acknowledgement is sent, and the answer of a person is owed all the same."""
    complaint = waiting(world)
    world.run_due()
    [sent] = [
        one for one in world.runtime.store.dossier(SHOP, complaint.id).effects if one.kind is EffectKind.ACKNOWLEDGEMENT
    ]
    assert sent.done_at
    assert clock(world.complaint(complaint.id), FIRST_RESPONSE).is_ticking
    held = world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    answered = world.runtime.desk.reply(held.id, Action(by=AGENT), text="您好，马上为您换货。")
    assert clock(answered, FIRST_RESPONSE).state is ClockState.MET
    assert answered.status is Status.ASSIGNED
