"""Complaints and returns against the orders they are about: counted as orders and complaints change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.desk import handling
from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from tests.support.orders import NUMBER, order
from tests.support.world import SHOP, SUPERVISOR, World

YEAR = {"first": "2026-01-01", "last": "2026-12-31"}
PARCEL = {"tracking": "SF1234567890123", "carrier": "sf", "signed_at": "2026-11-05T18:00:00+08:00"}


def put(world: World, **about: Any) -> None:
    known = order(**{"parcels": [PARCEL], "paid_at": "2026-11-03T10:05:00+08:00", **about})
    world.runtime.orders.put(SHOP, (known,))
    world.runtime.reconsidering.order_changed(SHOP, known)


def told(world: World, name: str = "orders", **days: str) -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, name, **{**YEAR, **days})


def complained(world: World) -> Complaint:
    return world.complain("质量", order={"number": NUMBER, "platform": "jd"})


def returned(world: World) -> Complaint:
    """Asked for, agreed to, sent back, looked at, refunded: a day between each."""
    complaint = complained(world)
    desk, action = world.runtime.desk, Action(by=SUPERVISOR)
    handling.start_flow(desk, complaint.id, action, flow="return")
    for to in ("send_back", "inspect", "refund", None):
        world.clock.advance(timedelta(days=1))
        complaint = handling.advance_flow(desk, complaint.id, action, flow="return", to=to, why="")
    return complaint


def test_an_order_counts_on_the_day_it_was_signed_for(world: World) -> None:
    put(world)
    assert (told(world)["signed"], told(world)["paid"]) == (1, 1)
    assert told(world, first="2026-11-05", last="2026-11-05")["signed"] == 1
    assert told(world, first="2026-11-03", last="2026-11-03")["signed"] == 0


def test_the_same_order_twice_counts_once_and_a_later_word_of_it_moves_it(world: World) -> None:
    put(world)
    put(world)
    put(world, source_at="2026-11-09T20:00:00+08:00", parcels=[{**PARCEL, "signed_at": "2026-11-09T18:00:00+08:00"}])
    assert told(world)["signed"] == 1
    assert told(world, first="2026-11-09", last="2026-11-09")["signed"] == 1


def test_complaints_are_measured_against_the_orders_signed_for(world: World) -> None:
    put(world)
    complained(world)
    world.complain("你好")
    shown = told(world)
    assert shown["complaint_rate"] == {"per_10000": 10_000.0, "numerator": 1, "denominator": 1}
    assert shown["by"]["product"]["PH-1"]["complaint_rate"]["numerator"] == 1
    assert told(world, "volumes")["by"]["courier"]["values"] == {"sf": 1}


def test_a_complaint_counts_for_its_product_also_when_the_order_comes_later(world: World) -> None:
    complained(world)
    assert told(world, "volumes")["by"]["product"]["values"] == {}
    put(world)
    assert told(world, "volumes")["by"]["product"]["values"] == {"PH-1": 1}
    put(world, source_at="2026-11-08T20:00:00+08:00", items=[{"sku": "PH-2", "batch": "B7"}])
    assert told(world, "volumes")["by"]["product"]["values"] == {"PH-2": 1}
    assert told(world, "volumes")["by"]["batch"]["values"] == {"B7": 1}


def test_of_several_products_nobody_knows_which_is_meant(world: World) -> None:
    put(world, items=[{"sku": "PH-1"}, {"sku": "PH-2"}])
    complained(world)
    assert told(world, "volumes")["by"]["product"]["values"] == {}


def test_a_return_counts_for_the_day_its_order_was_signed_for_with_its_cause(world: World) -> None:
    put(world)
    complaint = complained(world)
    handling.start_flow(world.runtime.desk, complaint.id, Action(by=SUPERVISOR), flow="return")
    assert told(world)["return_rate"]["numerator"] == 0, "asked for, and not yet agreed to"
    returned(world)
    shown = told(world, first="2026-11-05", last="2026-11-05")
    assert (shown["return_rate"]["numerator"], shown["return_rate"]["denominator"]) == (1, 1)
    assert shown["return_rate"]["causes"] == {"quality_fault": 1}
    assert shown["quality_return_rate"]["share"] == 1.0


def test_a_return_is_timed_from_asked_and_its_refund_from_the_goods_back(world: World) -> None:
    returned(world)
    shown, day = told(world), 86_400
    assert (shown["return_cycle"]["wall"]["count"], shown["return_cycle"]["wall"]["mean"]) == (1, 4.0 * day)
    assert shown["refund_time"]["wall"]["mean"] == 1.0 * day
    assert shown["after_sales"]["return"]["finished"] == 1
