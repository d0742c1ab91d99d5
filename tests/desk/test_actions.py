"""What each action means for the complaint, its promises, its customer and its survey."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.desk.desk import ATTEMPTS, LONGEST_WAIT, Action
from chalicelib.model import event as facts
from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.change import Draft, Once
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, ClockState
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import CLOSE, LEASE, SURVEY, WAIT, Effect, EffectKind
from chalicelib.model.errors import AlreadyRecorded, IllegalTransition, InvalidInput, NotFound, StaleVersion, Upstream
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import Direction
from chalicelib.model.survey import SurveyState
from chalicelib.model.timers import timers_of
from tests.desk.situations import (
    ACTIONS,
    DAY,
    LOGISTICS,
    assigned,
    customer_writes,
    resolved,
    waiting,
    waiting_for_customer,
)
from tests.support.world import AGENT, OTHER_AGENT, SHOP, SUPERVISOR, World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def state(complaint: Complaint, kind: str) -> ClockState:
    clock = complaint.clock(kind)
    assert clock
    return clock.state


def states(complaint: Complaint) -> set[ClockState]:
    return {clock.state for clock in complaint.clocks}


def due(complaint: Complaint, kind: str) -> object:
    clock = complaint.clock(kind)
    assert clock
    return clock.due_at


def said(world: World, complaint: Complaint) -> list[str]:
    """Types of the facts of the newest commit."""
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    return [event.body.type for event in events if event.version == complaint.version]


def owed(world: World, complaint: Complaint, kind: EffectKind) -> list[Effect]:
    return [one for one in world.runtime.store.dossier(SHOP, complaint.id).effects if one.kind is kind]


def test_a_claim_is_a_lease_of_half_an_hour(world: World) -> None:
    lease = assigned(world).lease
    assert lease
    assert (lease.agent, lease.agent_name) == (AGENT.id, AGENT.name)
    assert (lease.taken_at, lease.until) == (world.clock.now, world.clock.now + 30 * MINUTE)


@pytest.mark.parametrize("action", ["claim", "heartbeat"])
def test_claiming_again_and_heartbeats_renew_the_lease(world: World, action: str) -> None:
    before = assigned(world)
    world.clock.advance(20 * MINUTE)
    after = ACTIONS[action](world.runtime.desk, before.id, Action(by=AGENT))
    assert before.lease
    assert after.lease
    assert (after.lease.taken_at, after.lease.until) == (before.lease.taken_at, world.clock.now + 30 * MINUTE)
    assert said(world, after) == ["lease_renewed"]


def test_released_it_has_waited_all_along_and_keeps_its_promises(world: World) -> None:
    before = assigned(world)
    world.clock.advance(MINUTE)
    after = world.runtime.desk.release(before.id, Action(by=AGENT))
    assert (after.lease, after.waiting_since, after.clocks) == (None, before.waiting_since, before.clocks)
    assert timers_of(after).get(LEASE) is None


def test_a_reply_answers_the_first_response_and_promises_the_next_update(world: World) -> None:
    before = assigned(world)
    world.clock.advance(10 * MINUTE)
    after = world.runtime.desk.reply(before.id, Action(by=AGENT), text="已为您安排换货")
    assert state(after, FIRST_RESPONSE) is ClockState.MET
    assert state(after, NEXT_UPDATE) is state(after, RESOLUTION) is ClockState.RUNNING
    assert due(after, RESOLUTION) == due(before, RESOLUTION)
    update = after.clock(NEXT_UPDATE)
    assert update
    assert update.started_at == world.clock.now


def test_a_reply_is_kept_whole_and_owed_to_the_customer(world: World) -> None:
    before, text = assigned(world), "换货" * 2_000
    after = world.runtime.desk.reply(before.id, Action(by=AGENT), text=text)
    [effect] = owed(world, after, EffectKind.REPLY)
    [message] = [one for one in world.runtime.store.dossier(SHOP, after.id).messages if one.id == effect.message]
    assert (message.text, message.direction, message.author) == (text, Direction.OUTBOUND, AGENT.name)
    assert (effect.text, effect.to) == (text, before.reply_to)
    assert after.messages[-1].truncated


def test_who_left_no_address_gets_a_reply_that_is_not_sent(world: World) -> None:
    before = assigned(world, customer={"name": "王"})
    assert before.reply_to is None
    after = world.runtime.desk.reply(before.id, Action(by=AGENT), text="已安排")
    assert owed(world, after, EffectKind.REPLY) == []
    assert (after.messages[-1].text, state(after, FIRST_RESPONSE)) == ("已安排", ClockState.MET)


def test_a_note_stays_in_the_house_and_answers_nothing(world: World) -> None:
    before = waiting(world)
    after = world.runtime.desk.note(before.id, Action(by=OTHER_AGENT), text="内部")
    assert after.messages[-1].direction is Direction.INTERNAL
    assert (after.clocks, after.status) == (before.clocks, before.status)
    assert owed(world, after, EffectKind.REPLY) == []


def test_a_transfer_frees_it_and_keeps_every_promise(world: World) -> None:
    before = assigned(world)
    world.clock.advance(MINUTE)
    after = world.runtime.desk.transfer(before.id, Action(by=AGENT), queue="policy", why="退款问题")
    assert (after.queue, after.lease, after.waiting_since) == ("policy", None, before.waiting_since)
    assert (after.clocks, after.severity, after.routing) == (before.clocks, before.severity, before.routing)


def test_a_transfer_to_where_it_is_is_refused(world: World) -> None:
    complaint = waiting(world)
    with pytest.raises(IllegalTransition, match="already"):
        world.runtime.desk.transfer(complaint.id, Action(by=AGENT), queue=complaint.queue, why="")


def test_an_unknown_queue_is_invalid_and_the_known_ones_are_named(world: World) -> None:
    complaint = waiting(world)
    with pytest.raises(InvalidInput) as refused:
        world.runtime.desk.transfer(complaint.id, Action(by=AGENT), queue="nowhere", why="")
    assert "logistics" in refused.value.fields["queue"]
    with pytest.raises(NotFound) as unknown:
        world.runtime.pulling.claim_next("nowhere", Action(by=AGENT))
    assert "logistics" in str(unknown.value.facts["queues"])


@pytest.mark.parametrize(("made", "queue"), [(waiting, "logistics"), (assigned, "quality")])
def test_a_correction_reroutes_only_what_nobody_holds(
    world: World, made: Callable[[World], Complaint], queue: str
) -> None:
    before = made(world)
    assert before.queue == "quality"
    after = ACTIONS["reclassify"](world.runtime.desk, before.id, Action(by=AGENT))
    assert after.queue == queue
    assert after.lease == before.lease
    classification = after.classification
    assert classification.labels == (Category.LOGISTICS, Category.QUALITY)
    assert (classification.primary, classification.decided_by) == (Category.LOGISTICS, AGENT.id)
    [event] = [
        one.body
        for one in world.runtime.store.dossier(SHOP, after.id).events
        if isinstance(one.body, facts.Reclassified)
    ]
    assert event.previous == before.classification


def test_a_correction_outlives_a_new_assessment(world: World) -> None:
    corrected = ACTIONS["reclassify"](world.runtime.desk, waiting(world).id, Action(by=AGENT))
    later = customer_writes(world, corrected, "我已经向12315投诉了")
    assert later.severity is Severity.S1
    assert Signal.REGULATOR in later.signals
    assert later.classification == corrected.classification


def test_a_correction_may_raise_the_severity_and_then_shortens_the_promises(world: World) -> None:
    before = waiting(world)
    draft = Draft(before=before, actor=SYSTEM, at=world.clock.now)
    draft.say(
        facts.Assessed(assessment=before.assessment.model_copy(update={"signals": (Signal.REGULATOR,)})),
    )
    world.runtime.store.commit(draft.change())
    after = ACTIONS["reclassify"](world.runtime.desk, before.id, Action(by=AGENT))
    assert (after.severity, after.queue) == (Severity.S1, "urgent")
    assert due(after, FIRST_RESPONSE) == before.created_at + 30 * MINUTE


def test_a_correction_never_lowers_the_severity(world: World) -> None:
    draft = Draft(before=waiting(world), actor=SYSTEM, at=world.clock.now)
    draft.say(facts.Routed(decision=draft.now.routing.model_copy(update={"severity": Severity.S0})))
    world.runtime.store.commit(draft.change())
    after = ACTIONS["reclassify"](world.runtime.desk, draft.now.id, Action(by=AGENT))
    assert after.severity is Severity.S0
    assert all(now.due_at <= before.due_at for before, now in zip(draft.now.clocks, after.clocks, strict=True))


def test_waiting_for_the_customer_pauses_all_but_the_first_response_and_says_why(world: World) -> None:
    after = waiting_for_customer(world)
    assert after.wait
    assert (after.wait.why, after.wait.until) == ("等待照片", world.clock.now + 7 * DAY)
    assert state(after, FIRST_RESPONSE) is ClockState.RUNNING
    for kind in (NEXT_UPDATE, RESOLUTION):
        clock = after.clock(kind)
        assert clock
        assert (clock.state, clock.pauses[-1].why) == (ClockState.PAUSED, "等待照片")
    assert after.lease is None
    assert set(timers_of(after)) == {WAIT, "clock:first_response"}


def test_the_customers_word_ends_the_wait_and_moves_the_due_times(world: World) -> None:
    before = waiting_for_customer(world)
    world.clock.advance(2 * HOUR)
    after = customer_writes(world, before)
    assert (after.status, after.wait) == (Status.WAITING, None)
    assert state(after, NEXT_UPDATE) is state(after, RESOLUTION) is ClockState.RUNNING
    present, past = after.clock(RESOLUTION), before.clock(RESOLUTION)
    assert present
    assert past
    assert present.due_at - past.due_at == 2 * HOUR


def test_a_wait_may_end_when_the_agent_says(world: World) -> None:
    until = world.clock.now + DAY
    after = world.runtime.desk.wait(assigned(world).id, Action(by=AGENT), why="照片", until=until)
    assert timers_of(after)[WAIT].at == until


@pytest.mark.parametrize("ahead", [-HOUR, timedelta(0), LONGEST_WAIT + timedelta(microseconds=1)])
def test_a_wait_that_is_over_or_never_ends_is_refused(world: World, ahead: timedelta) -> None:
    complaint = assigned(world)
    with pytest.raises(InvalidInput) as refused:
        world.runtime.desk.wait(complaint.id, Action(by=AGENT), why="照片", until=world.clock.now + ahead)
    assert set(refused.value.fields) == {"until"}
    assert world.complaint(complaint.id) == complaint


def test_resolved_ends_every_promise_and_schedules_the_survey_and_the_closing(world: World) -> None:
    before = assigned(world)
    world.clock.advance(30 * MINUTE - timedelta(seconds=1))
    after = world.runtime.desk.resolve(before.id, Action(by=AGENT), outcome="replaced", text="已换货")
    assert states(after) == {ClockState.MET}
    assert after.resolution
    assert (after.resolution.outcome, after.resolution.note, after.resolution.agent) == ("replaced", "已换货", AGENT.id)
    assert {kind: timer.at for kind, timer in timers_of(after).items()} == {
        SURVEY: world.clock.now + DAY,
        CLOSE: world.clock.now + 7 * DAY,
    }
    assert after.resolutions == 1


def test_what_is_resolved_too_late_is_missed(world: World) -> None:
    before = assigned(world)
    world.clock.advance(HOUR + MINUTE)
    after = ACTIONS["resolve"](world.runtime.desk, before.id, Action(by=AGENT))
    assert state(after, FIRST_RESPONSE) is ClockState.MISSED
    assert state(after, RESOLUTION) is ClockState.MET


def test_resolving_during_a_wait_closes_the_pause_in_the_ledger(world: World) -> None:
    before = waiting_for_customer(world)
    world.clock.advance(HOUR)
    after = ACTIONS["resolve"](world.runtime.desk, before.id, Action(by=OTHER_AGENT))
    clock = after.clock(RESOLUTION)
    assert clock
    assert (clock.state, clock.pauses[-1].ended_at) == (ClockState.MET, world.clock.now)
    assert (after.wait, after.status) == (None, Status.RESOLVED)


def test_the_survey_is_credited_to_who_resolved(world: World) -> None:
    before = assigned(world)
    after = ACTIONS["resolve"](world.runtime.desk, before.id, Action(by=SUPERVISOR))
    assert after.survey
    assert (after.survey.state, after.survey.agent) == (SurveyState.SCHEDULED, SUPERVISOR.id)


def test_reopened_promises_everything_anew_and_asks_nothing(world: World) -> None:
    before = resolved(world)
    world.clock.advance(3 * HOUR)
    after = world.runtime.desk.reopen(before.id, Action(by=OTHER_AGENT), why="换货又坏了")
    assert states(after) == {ClockState.RUNNING}
    assert {clock.started_at for clock in after.clocks} == {world.clock.now}
    assert after.survey
    assert (after.survey.state, after.survey.why) == (SurveyState.CANCELLED, "reopened")
    assert (after.resolution, after.close_at, after.reopened) == (None, None, 1)
    assert after.waiting_since == world.clock.now
    assert {kind.partition(":")[0] for kind in timers_of(after)} == {"clock"}


def test_a_reopened_complaint_can_be_resolved_again(world: World) -> None:
    first = resolved(world)
    again = ACTIONS["reopen"](world.runtime.desk, first.id, Action(by=SUPERVISOR))
    second = ACTIONS["resolve"](world.runtime.desk, again.id, Action(by=SUPERVISOR))
    assert first.survey
    assert second.survey
    assert (second.resolutions, second.survey.state) == (2, SurveyState.SCHEDULED)
    assert second.survey.id != first.survey.id


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stale_version_is_refused_with_the_present_one(world: World, action: str) -> None:
    complaint = assigned(world)
    with pytest.raises(StaleVersion) as refused:
        ACTIONS[action](world.runtime.desk, complaint.id, Action(by=AGENT, if_version=complaint.version - 1))
    assert refused.value.facts["version"] == complaint.version
    assert world.complaint(complaint.id) == complaint


def test_the_version_that_was_read_may_be_changed(world: World) -> None:
    complaint = assigned(world)
    action = Action(by=AGENT, if_version=complaint.version)
    assert world.runtime.desk.release(complaint.id, action).status is Status.WAITING


class Meanwhile:
    """Another agent's note gets in between reading and committing, so many times."""

    def __init__(self, world: World, times: int) -> None:
        self.world, self.left = world, times

    def __call__(self, complaint: Complaint) -> list[Once]:
        if self.left:
            self.left -= 1
            self.world.runtime.desk.note(complaint.id, Action(by=OTHER_AGENT), text="同时")
        return []


def test_a_lost_race_is_decided_anew(world: World) -> None:
    complaint = assigned(world)
    action = Action(by=AGENT, remember=Meanwhile(world, ATTEMPTS - 1))
    after = world.runtime.desk.release(complaint.id, action)
    assert after.version == complaint.version + ATTEMPTS
    assert world.complaint(complaint.id) == after


def test_a_race_lost_too_often_may_be_tried_again_later(world: World) -> None:
    complaint = assigned(world)
    with pytest.raises(Upstream) as refused:
        world.runtime.desk.release(complaint.id, Action(by=AGENT, remember=Meanwhile(world, ATTEMPTS)))
    assert refused.value.retryable
    assert world.complaint(complaint.id).status is Status.ASSIGNED


def test_a_race_lost_for_a_named_version_is_stale(world: World) -> None:
    complaint = assigned(world)
    action = Action(by=AGENT, if_version=complaint.version, remember=Meanwhile(world, 1))
    with pytest.raises(StaleVersion):
        world.runtime.desk.release(complaint.id, action)


def test_what_is_remembered_is_written_with_the_change_or_not_at_all(world: World) -> None:
    complaint = assigned(world)
    answer = Once(kind="request", key="k1", value="first")
    action = Action(by=AGENT, remember=lambda _: [answer])
    world.runtime.desk.note(complaint.id, action, text="一")
    with pytest.raises(AlreadyRecorded):
        world.runtime.desk.note(complaint.id, action, text="二")
    assert world.runtime.store.recorded(SHOP, [("request", "k1")]) == {("request", "k1"): "first"}
    assert world.complaint(complaint.id).version == complaint.version + 1


def test_the_most_urgent_is_claimed_first(world: World) -> None:
    later = waiting(world, LOGISTICS)
    desk = world.runtime.desk
    desk.reply(desk.claim(later.id, Action(by=AGENT)).id, Action(by=AGENT), text="在查")
    desk.release(later.id, Action(by=AGENT))
    world.clock.advance(MINUTE)
    sooner = waiting(world, LOGISTICS)
    claimed = [world.runtime.pulling.claim_next("logistics", Action(by=AGENT)) for _ in range(3)]
    assert [one and one.id for one in claimed] == [sooner.id, later.id, None]


def test_what_waits_for_its_customer_can_be_claimed_and_its_clocks_run_on(world: World) -> None:
    held = assigned(world)
    world.runtime.desk.wait(held.id, Action(by=AGENT), why="照片", until=None)
    world.clock.advance(MINUTE)
    after = world.runtime.desk.claim(held.id, Action(by=AGENT))
    assert (after.status, after.wait, after.assignee) == (Status.ASSIGNED, None, AGENT.id)
    assert not any(clock.state is ClockState.PAUSED for clock in after.clocks)


def test_a_lease_that_has_ended_holds_nobody_off_before_the_sweep(world: World) -> None:
    held = assigned(world)
    world.clock.advance(30 * MINUTE)
    assert world.runtime.desk.claim(held.id, Action(by=OTHER_AGENT)).assignee == OTHER_AGENT.id


def test_an_index_that_lags_behind_says_nobody_waits_and_finds_who_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, free = waiting(world), waiting(world)
    stale = world.runtime.store.queue_page(SHOP, taken.queue, status=Status.WAITING, limit=10)
    world.runtime.desk.claim(taken.id, Action(by=AGENT))
    monkeypatch.setattr(world.runtime.store, "queue_page", lambda *_, **__: stale)
    claimed = world.runtime.pulling.claim_next(taken.queue, Action(by=OTHER_AGENT))
    assert claimed
    assert claimed.id == free.id
    assert world.runtime.pulling.claim_next(taken.queue, Action(by=OTHER_AGENT)) is None
