"""Amazon's queue: durable before a notification leaves it, and nothing gets lost on the way."""

from __future__ import annotations

import json

import pytest

from app import accept_amazon as handler
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import ChannelAccount
from chalicelib.workers.amazon import accept_amazon
from tests.channels.specimens.amazon import AMAZON, ORDER, by_event_bridge, order_change
from tests.support.world import SHOP, World
from tests.workers.events import failed, sqs_event


@pytest.fixture(autouse=True)
def connected(world: World) -> None:
    world.accounts.add(AMAZON.account)


def test_a_notification_becomes_a_complaint(world: World) -> None:
    assert failed(handler(sqs_event(json.dumps(order_change())), None)) == []
    [outcome] = world.process_queue()
    complaint = world.complaint(outcome.complaint)
    assert complaint.order is not None
    assert (complaint.channel, complaint.order.number) == ("amazon", ORDER)


def test_however_often_it_comes_it_is_recorded_once(world: World) -> None:
    bodies = [json.dumps(order_change()), json.dumps(by_event_bridge(order_change()))]
    assert failed(accept_amazon(sqs_event(*bodies, bodies[0]))) == []
    outcomes = world.process_queue()
    assert [outcome.is_new for outcome in outcomes] == [True, False, False]


def test_what_is_not_durable_stays_in_the_queue(world: World) -> None:
    world.intake.failure = Upstream("the queue is away")
    assert failed(accept_amazon(sqs_event(json.dumps(order_change())))) == ["m-0"]


@pytest.mark.parametrize("body", ["", "{", "{}", json.dumps(order_change(SellerId="A-STRANGER")), json.dumps([])])
def test_what_belongs_to_nobody_waits_in_quarantine(world: World, body: str) -> None:
    assert failed(accept_amazon(sqs_event(body, json.dumps(order_change())))) == []
    assert len(world.runtime.quarantine.page("demo", limit=10).items) == 1
    assert len(world.intake.take()) == 1


def test_nobody_outside_can_write_a_delivery(world: World) -> None:
    """What looks like a delivery of ours is no notification."""
    forged = world.form("gefälscht").model_dump_json()
    accept_amazon(sqs_event(forged))
    assert world.intake.take() == []


def test_each_seller_has_its_own_shop(world: World) -> None:
    world.accounts.add(ChannelAccount(channel="amazon", account="A-OTHER", shop="other"))
    accept_amazon(sqs_event(json.dumps(order_change(SellerId="A-OTHER"))))
    [body] = world.intake.take()
    assert json.loads(body)["shop"] == "other" != SHOP
