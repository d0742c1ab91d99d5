"""What the stream tells becomes webhooks and alerts; a record that comes twice is told once; no commit waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import EffectKind
from chalicelib.model.errors import Undeliverable
from chalicelib.routing import offering
from chalicelib.routing.rules import queues
from chalicelib.workers.changes import publish_changes
from chalicelib.workers.outbox import deliver_effects
from tests.alerts.test_alerting import WINDOW, connect, said
from tests.background.outbox import effects, reference, timer
from tests.support.arrivals import mailed
from tests.support.faults import refuse
from tests.support.hearing import answering, deliveries, endpoint, publish, stream
from tests.support.world import AGENT, SHOP, World
from tests.workers.events import failed, rows_event, stream_event


def told(world: World) -> str:
    world.run_due(after=WINDOW)
    return "\n".join(said(world))


def records(event: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {"Records": [one for one in event["Records"] if one["dynamodb"]["Keys"]["SK"]["S"].startswith(prefix)]}


@pytest.fixture
def complaint(world: World) -> Complaint:
    connect(world)
    return world.complaint(world.process(mailed(world, "质量太差")).complaint)


def noted(world: World, complaint: Complaint) -> dict[str, Any]:
    """The record of a change that is worth no alert, and names nothing by which another complaint is found."""
    after = world.runtime.desk.note(complaint.id, Action(by=AGENT), text="已电话联系")
    return records(stream_event(world, complaint.id), f"commit#{after.version:08d}")


def test_a_new_complaint_is_compared_with_others(world: World) -> None:
    first, second = (
        world.process(mailed(world, "质量太差，用了整整两天就坏了，订单1", subject=f"{number}")).complaint
        for number in range(2)
    )
    for name in (first, second):
        publish(world, world.complaint(name))
    assert world.complaint(first).cluster == world.complaint(second).cluster == (first, second)


def test_a_commit_costs_one_query_where_nobody_listens(world: World, complaint: Complaint) -> None:
    event = noted(world, complaint)
    world.calls.clear()
    assert failed(publish_changes(event)) == []
    assert world.calls.operations == ["Query"]


def test_a_commit_costs_one_query_and_one_write_an_endpoint(world: World, complaint: Complaint) -> None:
    endpoint(world)
    endpoint(world)
    event = noted(world, complaint)
    world.calls.clear()
    assert failed(publish_changes(event)) == []
    assert world.calls.operations == ["Query", "TransactWriteItems", "TransactWriteItems"]


def test_a_warning_and_a_broken_promise_are_told_with_their_times(world: World, complaint: Complaint) -> None:
    first = complaint.clock("first_response")
    assert first is not None
    world.clock.now = first.marks[1].at
    world.runtime.firing.fire(timer(complaint, "clock:first_response"))
    publish(world, complaint)
    assert "即将超时 1" in told(world)
    world.clock.now = first.due_at
    world.runtime.firing.fire(timer(complaint, "clock:first_response"))
    publish(world, complaint)
    told(world)
    assert "已超时 1" in said(world)[-1]
    assert complaint.id in said(world)[-1]
    assert "即将超时" not in said(world)[-1]


def test_half_the_time_and_every_rung_of_the_ladder_are_told_to_those_they_are_for(
    world: World, complaint: Complaint
) -> None:
    connect(world, "slack", f"{SHOP}.management", language="en")
    first = complaint.clock("first_response")
    assert first is not None
    rungs = ((first.marks[0].at, "时限已过半 1"), (first.due_at, "已超时 1"), (first.marks[2].at, "【回音】全店"))
    for at, words in rungs:
        world.clock.now = at
        world.runtime.firing.fire(timer(complaint, "clock:first_response"))
        publish(world, complaint)
        told(world)
        assert words in said(world)[-1]
    assert "超时未处理，升级 1" in said(world)[-1]
    world.clock.now = first.marks[3].at
    world.runtime.firing.fire(timer(complaint, "clock:first_response"))
    publish(world, complaint)
    told(world)
    assert "[Huiyin] management" in said(world)[-1]
    assert "slack" in world.http.calls[-1][1]


def test_a_signal_of_danger_or_of_the_law_is_told_once(world: World, complaint: Complaint) -> None:
    burnt = world.complain("充电宝爆炸起火把孩子烧伤了，我已经找了律师起诉你们，还打了12315")
    assert {"safety", "legal"} & set(burnt.signals)
    for _ in range(2):
        publish(world, burnt)
        told(world)
    [text] = said(world)
    assert "安全信号 1" in text
    assert "律师" not in text


def test_a_reply_that_was_given_up_is_told_and_a_survey_is_not(world: World, complaint: Complaint) -> None:
    desk, action = world.runtime.desk, Action(by=AGENT)
    desk.claim(complaint.id, action)
    desk.reply(complaint.id, action, text="已安排换货")
    world.mailer.failure = Undeliverable("no such mailbox")
    [reply] = effects(world, complaint, EffectKind.REPLY)
    [acknowledgement] = effects(world, complaint)
    for effect in (reply, acknowledgement):
        world.runtime.delivering.deliver(reference(effect))
    publish(world, complaint)
    assert "回复未送达 1" in told(world)


def test_what_went_to_quarantine_is_told(world: World, complaint: Complaint) -> None:
    world.runtime.quarantining.put("not a delivery", code="malformed_payload", reason="unreadable", message_id="m1")
    stream(world, f"Z#{SHOP}")
    assert "来件进入隔离区 1" in told(world)
    stream(world, f"Z#{SHOP}", event_name="MODIFY")
    told(world)
    assert len(said(world)) == 1


def test_an_endpoint_that_was_disabled_by_failing_is_told(world: World, complaint: Complaint) -> None:
    made = endpoint(world)
    publish(world, complaint)
    answering(world, 500)
    for _ in range(26):
        world.run_due(after=timedelta(hours=1))
    stream(world, f"W#{SHOP}", event_name="MODIFY")
    assert "Webhook 端点已停用 1" in told(world)
    assert made.id in said(world)[-1]


def test_one_record_that_fails_names_itself_and_stops_no_other(world: World, complaint: Complaint) -> None:
    made = endpoint(world)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    event = records(stream_event(world, complaint.id), "commit#")
    refuse(world.client, "Query", "ThrottlingException")
    [first, _] = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
    assert failed(publish_changes(event))[0] == first
    assert failed(publish_changes(event)) == []
    assert [one.version for one in deliveries(world, made)] == [1, 2]


def test_rows_that_tell_of_nothing_are_passed_by(world: World, complaint: Complaint) -> None:
    endpoint(world)
    for event_name in ("MODIFY", "REMOVE"):
        assert failed(publish_changes(rows_event(world, f"C#{SHOP}#{complaint.id}", event_name=event_name))) == []
    stream(world, f"W#{SHOP}")
    world.run_due(after=timedelta(minutes=5))
    assert said(world) == []
    assert world.public_http.calls == []


def test_a_webhook_leaves_at_once_by_the_stream(world: World, complaint: Complaint) -> None:
    made = endpoint(world)
    publish(world, complaint)
    assert failed(deliver_effects(rows_event(world, f"W#{SHOP}#{made.id}"))) == []
    assert len(world.public_http.calls) == 1


def test_what_is_pushed_is_offered_when_it_comes_and_when_an_agent_comes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    defined = tuple(one.model_copy(update={"assignment": "push"}) for one in queues())
    monkeypatch.setattr(offering, "queues", lambda: defined)
    first, second = (world.complain() for _ in range(2))
    publish(world, first)
    assert world.complaint(first.id).offer is None
    world.runtime.staffing.seen(AGENT)
    for _ in range(2):
        stream(world, f"A#{SHOP}", event_name="MODIFY")
        publish(world, world.complaint(first.id))
    offers = [world.complaint(one.id).offer for one in (first, second)]
    assert [one.agent if one else None for one in offers] == [AGENT.id, None]
