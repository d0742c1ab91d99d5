"""What complaints cost: what was counted, times what the shop says, in four groups, to the cent."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.desk import handling
from chalicelib.desk.compensating import Proposal, compensate
from chalicelib.desk.desk import Action
from chalicelib.model.costs import GROUPS, CostItem, CostTable
from chalicelib.reports.costs import costs
from chalicelib.store.histories import differing
from tests.support.world import AGENT, SHOP, SUPERVISOR, World

EACH = {
    **{CostItem.RETURN: "20.00", CostItem.REPLY: "1.50", CostItem.RESOLUTION: "2.00", CostItem.HELD_HOUR: "30.00"},
    **{CostItem.PARCEL: "8.00", CostItem.STORED_DAY: "0.50"},
}


def price(world: World, **each: str) -> None:
    given = {CostItem(item): Decimal(amount) for item, amount in (each or EACH).items()}
    world.runtime.costing.write(given, currency="CNY", by=SUPERVISOR)


def told(world: World) -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, "costs", first="2026-11-01", last="2026-12-31")


def returned(world: World) -> str:
    """Held for half an hour, answered, sent back, a day in store, refunded, resolved."""
    desk, action = world.runtime.desk, Action(by=AGENT)
    complaint = world.complain("质量").id
    desk.claim(complaint, action)
    desk.reply(complaint, action, text="请寄回")
    world.clock.advance(timedelta(minutes=30))
    desk.release(complaint, action)
    handling.start_flow(desk, complaint, Action(by=SUPERVISOR), flow="return")
    for to in ("send_back", "inspect", "refund", None):
        handling.advance_flow(desk, complaint, Action(by=SUPERVISOR), flow="return", to=to, why="")
        world.clock.advance(timedelta(days=1))
    desk.resolve(complaint, Action(by=SUPERVISOR), outcome="refunded", text="")
    return complaint


def test_each_group_is_what_happened_times_what_it_costs(world: World) -> None:
    price(world)
    returned(world)
    world.complain("物流")
    shown = told(world)
    groups = {name: group["numerator"] for name, group in shown["groups"].items()}
    assert groups == {
        "returns_and_refunds": "20.00",
        "repair_and_exchange": "0.00",
        "service_staff": "18.50",
        "storage_and_freight": "8.50",
    }
    assert shown["cost_per_case"] == {"per_case": "23.50", "numerator": "47.00", "denominator": 2}
    assert shown["groups"]["service_staff"]["items"]["held_hour"] == {"times": 0.5, "each": "30.00", "amount": "15.00"}
    assert (shown["unknown"], shown["table_version"]) == ([], 1)


def test_what_no_cost_is_known_of_adds_nothing_and_is_named(world: World) -> None:
    returned(world)
    shown = told(world)
    assert shown["cost_per_case"]["numerator"] == "0.00"
    assert shown["unknown"] == ["return", "reply", "resolution", "held_hour", "parcel", "stored_day"]
    price(world, reply="3.00")
    assert told(world)["cost_per_case"]["per_case"] == "3.00"


def test_compensations_cost_what_they_were_in_the_currency_of_the_table(world: World) -> None:
    price(world)
    complaint = world.complain("质量").id
    for amount, currency in (("12.34", "CNY"), ("5.00", "USD")):
        proposal = Proposal(amount=Decimal(amount), currency=currency, basis="goodwill", owed_as=None, why="x")
        compensate(world.runtime.desk, complaint, Action(by=SUPERVISOR), proposal)
    shown = told(world)
    assert shown["groups"]["returns_and_refunds"]["items"]["compensation"] == {"amount": "12.34"}
    assert shown["other_currencies"] == {"USD": "5.00"}


def test_they_are_counted_again_to_the_byte(world: World) -> None:
    returned(world)
    histories = world.runtime.histories
    assert differing(histories.recounted(SHOP), histories.kept(SHOP)) == []


def test_every_item_is_in_one_group() -> None:
    assert sorted(item for items in GROUPS.values() for item in items) == sorted(CostItem)


@given(st.dictionaries(st.sampled_from(CostItem), st.decimals(0, 1_000, places=2)), st.integers(0, 50))
def test_the_groups_add_up_and_nothing_is_lost_in_floating_point(each: dict[CostItem, Decimal], times: int) -> None:
    work = {"2026-11-11": {"replied": times, "resolved": times, "parcels": times, "compensated|currency|CNY": 10}}
    shown = costs(work, {"2026-11-11": {"received": 3}}, table=CostTable(each=each))
    known = [each.get(item, Decimal()) for item in (CostItem.REPLY, CostItem.RESOLUTION, CostItem.PARCEL)]
    whole = times * sum(known, start=Decimal()) + Decimal("0.10")
    assert shown["cost_per_case"]["numerator"] == str(whole.quantize(Decimal("0.01")))
    assert sum(Decimal(group["numerator"]) for group in shown["groups"].values()) == whole
