from __future__ import annotations

import pytest

from chalicelib.intake.accept import QUEUED_BODY_LIMIT, accept, read_delivery
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, Upstream
from tests.support.fakes import START, FakeObjects, FakeQueue

SQS_LIMIT = 1024 * 1024


def delivery(body: bytes, **about: object) -> Delivery:
    known = {"id": "d1", "shop": "demo", "channel": "relay", "account": "demo", "received_at": START}
    return Delivery.model_validate({**known, "body": body, **about})


def test_an_ordinary_delivery_costs_one_queue_message_and_no_object() -> None:
    queue, objects = FakeQueue(), FakeObjects()
    accept(delivery("屏幕坏了".encode()), queue=queue, objects=objects)
    assert (len(queue.bodies), objects.kept) == (1, {})


@pytest.mark.parametrize("body", [b"", "屏幕坏了".encode(), bytes(range(256)), b"\xff" * QUEUED_BODY_LIMIT])
def test_what_is_queued_is_what_was_received(body: bytes) -> None:
    queue = FakeQueue()
    sent = delivery(body, headers={"webhook-id": "1"}, query={"a": "b"}, source_address="192.0.2.1")
    accept(sent, queue=queue, objects=FakeObjects())
    assert read_delivery(queue.bodies[0]) == sent


def test_the_longest_queued_body_fits_into_a_queue_message_with_room_for_its_headers() -> None:
    queue = FakeQueue()
    accept(delivery(b"\xff" * QUEUED_BODY_LIMIT), queue=queue, objects=FakeObjects())
    assert len(queue.bodies[0].encode()) < SQS_LIMIT - 64 * 1024


def test_a_large_body_lies_in_the_object_store_before_the_queue_points_to_it() -> None:
    body = b"x" * (QUEUED_BODY_LIMIT + 1)
    queue, objects = FakeQueue(failure=Upstream("the queue is down")), FakeObjects()
    with pytest.raises(Upstream):
        accept(delivery(body), queue=queue, objects=objects)
    assert list(objects.kept.values()) == [body]

    queue.failure = None
    accept(delivery(body), queue=queue, objects=objects)
    queued = read_delivery(queue.bodies[0])
    assert queued.body == b""
    assert objects.kept[queued.body_object or ""] == body


def test_large_bodies_of_two_deliveries_or_two_shops_do_not_share_an_object() -> None:
    objects = FakeObjects()
    for about in ({}, {"id": "d2"}, {"shop": "other"}):
        accept(delivery(b"x" * (QUEUED_BODY_LIMIT + 1), **about), queue=FakeQueue(), objects=objects)
    assert len(objects.kept) == 3


def test_nothing_is_acknowledged_while_the_queue_is_down() -> None:
    queue = FakeQueue(failure=Upstream("the queue is down"))
    with pytest.raises(Upstream):
        accept(delivery(b"1"), queue=queue, objects=FakeObjects())


def test_nothing_is_queued_while_the_object_store_is_down() -> None:
    queue, objects = FakeQueue(), FakeObjects(failure=Upstream("the object store is down"))
    with pytest.raises(Upstream):
        accept(delivery(b"x" * (QUEUED_BODY_LIMIT + 1)), queue=queue, objects=objects)
    assert queue.bodies == []


@pytest.mark.parametrize("body", ["", "null", "[]", "{}", '{"id": "d1"}', "\x00", '{"id": 1, "shop": ', "\ud800"])
def test_a_queue_message_of_another_kind_is_malformed(body: str) -> None:
    with pytest.raises(MalformedPayload):
        read_delivery(body)
