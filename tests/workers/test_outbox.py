from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from chalicelib.background.sweep import written
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectState
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.store import Due
from chalicelib.workers.outbox import deliver_effects, process_due, run_timers
from tests.support.arrivals import mailed
from tests.support.faults import refuse
from tests.support.world import SHOP, World
from tests.workers.events import failed, sqs_event, stream_event


@pytest.fixture
def complaint(world: World) -> Complaint:
    return world.complaint(world.process(mailed(world, "质量太差")).complaint)


def effect(world: World, complaint: Complaint) -> Effect:
    [found] = world.runtime.store.dossier(SHOP, complaint.id).effects
    return found


def reference(complaint: Complaint, *, kind: str = "timer", name: str = "clock:first_response") -> str:
    return json.dumps({"kind": kind, "shop": SHOP, "complaint": complaint.id, "name": name, "at": ""})


def test_of_all_new_rows_only_the_effects_are_delivered(world: World, complaint: Complaint) -> None:
    assert failed(deliver_effects(stream_event(world, complaint.id))) == []
    assert list(world.mailer.sent) == [effect(world, complaint).id]
    assert effect(world, complaint).state is EffectState.DONE


def test_a_record_delivered_twice_sends_one_mail(world: World, complaint: Complaint) -> None:
    event = stream_event(world, complaint.id)
    for _ in range(2):
        assert failed(deliver_effects(event)) == []
    assert len(world.mailer.sent) == 1
    assert effect(world, complaint).attempts == 1


@pytest.mark.parametrize("event_name", ["MODIFY", "REMOVE"])
def test_rows_that_change_or_go_deliver_nothing(world: World, complaint: Complaint, event_name: str) -> None:
    assert failed(deliver_effects(stream_event(world, complaint.id, event_name=event_name))) == []
    assert world.mailer.sent == {}


def test_a_mail_server_that_is_down_is_no_failure_of_the_stream(world: World, complaint: Complaint) -> None:
    world.mailer.failure = Upstream("the mail server is down")
    assert failed(deliver_effects(stream_event(world, complaint.id))) == []
    waiting = effect(world, complaint)
    assert (waiting.state, waiting.last_error) == (EffectState.PENDING, "the mail server is down")

    world.mailer.failure = None
    assert run_timers()["effects"] == 0
    world.clock.advance(timedelta(seconds=10))
    assert run_timers()["effects"] == 1
    assert failed(process_due(sqs_event(*world.due.take()))) == []
    assert effect(world, complaint).state is EffectState.DONE


def test_an_address_that_refuses_for_good_is_given_up_visibly(world: World, complaint: Complaint) -> None:
    world.mailer.failure = Undeliverable("no such mailbox")
    assert failed(deliver_effects(stream_event(world, complaint.id))) == []
    refused = effect(world, complaint)
    assert (refused.state, refused.last_error) == (EffectState.FAILED, "no such mailbox")


def test_a_stream_record_names_itself_when_the_table_cannot_answer(world: World, complaint: Complaint) -> None:
    event = stream_event(world, complaint.id)
    refuse(world.client, "GetItem", "ThrottlingException")
    [sequence] = [
        record["dynamodb"]["SequenceNumber"]
        for record in event["Records"]
        if record["dynamodb"]["Keys"]["SK"]["S"].startswith("effect#")
    ]
    assert failed(deliver_effects(event))[0] == sequence


def test_the_schedule_sends_a_reference_to_everything_due_and_says_how_late_it_was(
    world: World, complaint: Complaint
) -> None:
    first = complaint.clock("first_response")
    assert first is not None
    world.clock.now = first.marks[0].at + timedelta(seconds=90)
    swept = run_timers()
    sent = [json.loads(body) for body in world.due.bodies]
    assert ("timer", "clock:first_response") in {(one["kind"], one["name"]) for one in sent}
    assert ("effect", effect(world, complaint).id) in {(one["kind"], one["name"]) for one in sent}
    assert swept["timers"] + swept["effects"] == len(sent)
    assert swept["lag_seconds"] == (world.clock() - complaint.created_at).total_seconds()


def test_with_nothing_due_nothing_is_sent_and_there_is_no_lag(world: World) -> None:
    assert run_timers() == {"timers": 0, "effects": 0, "lag_seconds": 0.0}
    assert world.due.bodies == []


def test_a_due_timer_fires_once_however_often_its_reference_comes(world: World, complaint: Complaint) -> None:
    first = complaint.clock("first_response")
    assert first is not None
    world.clock.now = first.marks[0].at
    event = sqs_event(*[reference(complaint)] * 3)
    assert failed(process_due(event)) == []
    after = world.complaint(complaint.id)
    assert after.version == complaint.version + 1
    warned = after.clock("first_response")
    assert warned is not None
    assert warned.warned_at == world.clock()


def test_a_timer_that_is_not_due_yet_does_nothing(world: World, complaint: Complaint) -> None:
    assert failed(process_due(sqs_event(reference(complaint)))) == []
    assert world.complaint(complaint.id) == complaint


def test_a_reference_to_something_gone_is_done_with(world: World, complaint: Complaint) -> None:
    gone = complaint.model_copy(update={"id": "c-gone"})
    bodies = [reference(gone), reference(complaint, name="lease"), reference(complaint, kind="effect", name="x-gone")]
    assert failed(process_due(sqs_event(*bodies))) == []


@pytest.mark.parametrize("body", ["", "not JSON", "[]", "{}", '{"kind": "timer"}', "null"])
def test_an_unreadable_reference_is_dropped_loudly_because_the_next_sweep_sends_it_again(
    world: World, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert failed(process_due(sqs_event(body))) == []
    assert "unreadable" in caplog.text


def test_only_references_that_could_not_be_acted_on_come_again(world: World, complaint: Complaint) -> None:
    refuse(world.client, "GetItem", "ThrottlingException")
    bodies = [reference(complaint), reference(complaint, kind="effect", name=effect(world, complaint).id)]
    assert failed(process_due(sqs_event(*bodies))) == ["m-0"]
    assert effect(world, complaint).state is EffectState.DONE


def test_a_reference_is_read_as_it_was_written(world: World, complaint: Complaint) -> None:
    due = Due(kind="effect", shop=SHOP, complaint=complaint.id, name=effect(world, complaint).id, at="")
    assert failed(process_due(sqs_event(written(due)))) == []
    assert effect(world, complaint).state is EffectState.DONE
