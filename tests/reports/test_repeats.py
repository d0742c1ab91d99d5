"""Who complains again of the same order within 30 days: known as it comes in, counted again the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from chalicelib.store.histories import differing
from tests.support.arrivals import CUSTOMER, MAILER_DAEMON, mailed
from tests.support.orders import NUMBER
from tests.support.world import SHOP, SUPERVISOR, World

ORDER: Final = {"number": NUMBER, "platform": "jd"}
WANG: Final = {"phone": "13812345678", "email": "wang@customer.example"}


def came(world: World, *, order: Any = ORDER, customer: Any = WANG) -> Complaint:
    """And was settled, so that the next one is a complaint of its own."""
    complaint = world.complain(f"质量 {world.clock():%d}", order=order, customer=customer)
    world.runtime.desk.resolve(complaint.id, Action(by=SUPERVISOR), outcome="solved", text="")
    world.run_due(after=timedelta(days=8))
    return complaint


def told(world: World) -> dict[str, Any]:
    days = {"first": "2026-11-01", "last": "2027-02-28"}
    rate: dict[str, Any] = world.runtime.reporting.numbers(SHOP, "volumes", **days)["repeat_complaint_rate"]
    return rate


def test_the_same_customer_and_order_within_thirty_days_is_a_repeat(world: World) -> None:
    assert [came(world).complained_before for _ in range(3)] == [0, 1, 2]
    assert told(world) == {"share": 0.6667, "numerator": 2, "denominator": 3, "interval": (0.2077, 0.9385)}


def test_by_whichever_name_they_come(world: World) -> None:
    came(world, customer={"phone": "+86 138 1234 5678"})
    assert came(world, customer=WANG).complained_before == 1
    assert came(world, customer={"email": "WANG@customer.example"}).complained_before == 2


def test_another_order_or_customer_or_a_month_later_is_none(world: World) -> None:
    came(world)
    assert came(world, order={"number": "1"}).complained_before == 0
    assert came(world, customer={"phone": "13900000000"}).complained_before == 0
    world.clock.advance(timedelta(days=7))
    assert came(world).complained_before == 0
    assert told(world)["numerator"] == 0


def test_without_an_order_nobody_can_say(world: World) -> None:
    assert world.complain("质量", customer=WANG).complained_before is None
    world.process(mailed(world, "自动回复 订单1", sender=MAILER_DAEMON, headers=("Auto-Submitted: auto-replied",)))
    assert told(world)["denominator"] == 0


def test_a_duplicate_that_is_merged_is_no_repeat(world: World) -> None:
    one = world.complain("质量", order={"number": "1"}, customer={"email": CUSTOMER}).id
    other = world.process(mailed(world, "质量 订单1")).complaint
    assert told(world)["numerator"] == 1
    world.runtime.matters.merge(other, Action(by=SUPERVISOR), into=one, why="同一件事")
    assert (told(world)["numerator"], told(world)["denominator"]) == (0, 1)
    histories = world.runtime.histories
    assert differing(histories.recounted(SHOP), histories.kept(SHOP)) == []


def test_no_number_of_an_order_is_kept_in_the_open(world: World) -> None:
    """What is remembered of a customer is sealed where the table has a seal, and forgotten after 30 days."""
    came(world)
    rows = [row for row in _rows(world) if row["PK"]["S"].startswith("O#demo#complained#")]
    assert len(rows) == 2
    assert all("value" not in row and "doc" in row and "expires" in row for row in rows)


def _rows(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.client.scan(TableName=world.runtime.table.name)["Items"]
    return found
