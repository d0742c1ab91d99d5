"""What could not be processed is visible, with its bytes and the reason, and can be replayed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.intake.accept import read_delivery
from chalicelib.model.delivery import Delivery, QuarantineEntry
from chalicelib.model.errors import NotFound, Upstream
from tests.support.arrivals import mailed, relayed
from tests.support.world import AGENT, SHOP, World


def quarantined(world: World, delivery: Delivery, *, reason: str = "a test") -> QuarantineEntry:
    body = delivery.model_dump_json(exclude_none=True)
    return world.runtime.quarantining.put(body, code="malformed_payload", reason=reason, message_id="1")


def test_an_entry_says_what_came_when_and_why_it_waits(world: World) -> None:
    delivery = mailed(world, "质量")
    world.clock.advance(timedelta(minutes=1))
    entry = quarantined(world, delivery, reason="no reason at all")
    assert world.runtime.quarantine.get(SHOP, entry.id) == entry
    assert (entry.channel, entry.account, entry.delivery) == ("email", delivery.account, delivery.id)
    assert (entry.code, entry.reason, entry.quarantined_at) == ("malformed_payload", "no reason at all", world.clock())
    assert (entry.size, entry.replayed_at) == (len(delivery.body), None)


def test_an_entry_keeps_every_byte_of_the_delivery(world: World) -> None:
    delivery = world.delivery("relay", SHOP, bytes(range(256)), headers={"webhook-id": "1"})
    entry = quarantined(world, delivery)
    assert read_delivery(world.objects.kept[entry.raw_object].decode()) == delivery


def test_a_replay_works_once_the_cause_is_gone(world: World) -> None:
    delivery = mailed(world, "质量")
    entry = quarantined(world, delivery)
    world.clock.advance(timedelta(hours=1))
    replayed = world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    assert (replayed.replayed_at, replayed.replayed_by) == (world.clock(), AGENT.id)
    assert world.runtime.quarantine.get(SHOP, entry.id) == replayed
    [outcome] = world.process_queue()
    assert [message.text for message in world.runtime.store.dossier(SHOP, outcome.complaint).messages] == ["质量"]


def test_replaying_twice_makes_one_message(world: World) -> None:
    entry = quarantined(world, relayed(world, "质量", external_id="1"))
    for _ in range(2):
        world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    outcomes = world.process_queue()
    assert [outcome.is_new for outcome in outcomes] == [True, False]
    assert len({outcome.complaint for outcome in outcomes}) == 1


def test_a_replay_that_fails_again_is_the_same_entry_and_waits_again(world: World) -> None:
    delivery = mailed(world, "质量")
    entry = quarantined(world, delivery)
    world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    again = quarantined(world, delivery, reason="still broken")
    assert world.runtime.quarantine.page(SHOP, limit=25).items == (again,)
    assert (again.id, again.reason, again.replayed_at) == (entry.id, "still broken", None)


def test_a_replay_that_does_not_reach_the_queue_is_not_called_replayed(world: World) -> None:
    entry = quarantined(world, mailed(world, "质量"))
    world.intake.failure = Upstream("the queue is down")
    with pytest.raises(Upstream):
        world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    assert world.runtime.quarantine.get(SHOP, entry.id) == entry


def test_an_entry_of_another_shop_is_not_found_and_not_replayed(world: World) -> None:
    entry = quarantined(world, mailed(world, "质量").model_copy(update={"shop": "other"}))
    with pytest.raises(NotFound):
        world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    assert world.intake.bodies == []
    assert world.runtime.quarantine.page(SHOP, limit=25).items == ()
    assert world.runtime.quarantine.page("other", limit=25).items == (entry,)


@pytest.mark.parametrize("body", ["", "not JSON", '{"id": 1}', "\ud7ff"])
def test_what_is_no_delivery_at_all_waits_in_the_default_shop(world: World, body: str) -> None:
    entry = world.runtime.quarantining.put(body, code="malformed_payload", reason="a test", message_id="0f-1")
    assert (entry.shop, entry.channel, entry.size) == (SHOP, "unknown", len(body.encode()))
    assert world.objects.kept[entry.raw_object] == body.encode()


def test_two_broken_queue_messages_are_two_entries_and_one_repeated_is_one(world: World) -> None:
    for message in ("0f-1", "0f-2", "0f-1"):
        world.runtime.quarantining.put("not JSON", code="malformed_payload", reason="a test", message_id=message)
    assert len(world.runtime.quarantine.page(SHOP, limit=25).items) == 2


def test_the_bytes_are_kept_before_the_entry_is_shown(world: World) -> None:
    world.objects.failure = Upstream("the object store is down")
    with pytest.raises(Upstream):
        quarantined(world, mailed(world, "质量"))
    assert world.runtime.quarantine.page(SHOP, limit=25).items == ()


def test_a_large_delivery_in_quarantine_still_points_to_its_bytes(world: World) -> None:
    whole = mailed(world, "质量")
    world.objects.kept["large/demo/1"] = whole.body
    entry = quarantined(world, whole.model_copy(update={"body": b"", "body_object": "large/demo/1"}))
    world.runtime.quarantining.replay(SHOP, entry.id, by=AGENT)
    assert [outcome.is_new for outcome in world.process_queue()] == [True]
