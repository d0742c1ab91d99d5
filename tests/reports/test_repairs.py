"""Repairs of the order directory and of our own flow: on their days, once, and counted again the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counting.repairs import repair_tallies_of_order
from chalicelib.desk import handling
from chalicelib.desk.desk import Action
from chalicelib.model.order import Order
from chalicelib.store.histories import differing
from tests.support.orders import order
from tests.support.world import SHOP, SUPERVISOR, World

DAY = 86_400


def repaired(*repairs: dict[str, str], at: str = "2026-11-05T20:00:00+08:00") -> Order:
    return order(source_at=at, items=[{"sku": "PH-1", "repairs": list(repairs)}])


def put(world: World, *repairs: dict[str, str], at: str = "2026-11-05T20:00:00+08:00") -> None:
    world.runtime.orders.put(SHOP, (repaired(*repairs, at=at),))


def told(world: World, first: str = "2026-09-01", last: str = "2026-11-30") -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, "repairs", first=first, last=last)


def test_a_repair_counts_on_the_day_it_was_sent_in_and_is_over_once_the_days_have_passed(world: World) -> None:
    """Today is the 11th of November."""
    put(
        world,
        {"sent_in": "2026-09-01", "ready": "2026-10-07", "fault": "屏幕"},
        {"sent_in": "2026-10-20", "ready": "2026-10-24", "fault": "电池"},
        {"sent_in": "2026-11-01", "fault": "麦克风"},
    )
    shown = told(world)
    assert (shown["sent_in"], shown["away"]) == (3, 1)
    assert shown["repair_time"]["wall"]["mean"] == 20.0 * DAY
    assert [shown[f"over_{days}_days"]["numerator"] for days in (5, 30, 35)] == [2, 1, 1]
    assert shown["over_5_days"]["interval"]
    assert told(world, "2026-10-20", "2026-10-20")["over_5_days"]["share"] == 0.0
    world.clock.advance(timedelta(days=40))
    assert told(world)["over_30_days"]["numerator"] == 2, "what is still away"


def test_the_same_fault_within_thirty_days_was_not_repaired(world: World) -> None:
    first = {"sent_in": "2026-09-01", "ready": "2026-09-05", "fault": "屏幕 闪"}
    put(world, first, {"sent_in": "2026-10-05", "fault": "屏幕闪"}, {"sent_in": "2026-10-06", "fault": "电池"})
    assert told(world)["re_repair_rate"]["numerator"] == 1
    put(world, first, {"sent_in": "2026-10-06", "fault": "屏幕闪"}, at="2026-11-06T20:00:00+08:00")
    assert told(world)["re_repair_rate"] == {
        "share": 0.0, "numerator": 0, "denominator": 2, "interval": (0.0, 0.6576)
    }  # fmt: skip


days = st.dates().map(str)
repairs = st.fixed_dictionaries({"sent_in": days, "fault": st.sampled_from(["a", "b", ""])}, optional={"ready": days})


@given(st.lists(st.lists(repairs, max_size=3), min_size=1, max_size=3))
def test_however_an_order_came_to_be_so_it_counts_as_it_is(states: list[list[dict[str, str]]]) -> None:
    """Idempotent and without memory: every way to the last state counts the same, and twice is once."""
    last = repaired(*states[-1])
    wanted = _counted([None, last])
    for way in permutations(states[:-1]):
        assert _counted([None, *(repaired(*one) for one in way), last, last]) == wanted


def _counted(states: list[Order | None]) -> dict[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = {}
    for before, after in pairwise(states):
        for tally in repair_tallies_of_order(before, after) if after else ():
            total[(tally.day, tally.number)] = total.get((tally.day, tally.number), 0) + tally.by
    return {name: by for name, by in total.items() if by}


def sent_in(world: World) -> str:
    """Asked for, agreed on after 20 hours, sent in a day later, repaired after six."""
    desk, action = world.runtime.desk, Action(by=SUPERVISOR)
    complaint = world.complain("手机坏了，我要求维修").id
    handling.start_flow(desk, complaint, action, flow="repair")
    for hours, to in ((20, "send_in"), (24, "repair"), (24, "check"), (24, "certificate"), (24 * 4, None)):
        world.clock.advance(timedelta(hours=hours))
        handling.advance_flow(desk, complaint, action, flow="repair", to=to, why="")
    return complaint


def test_our_own_repairs_are_timed_from_the_goods_sent_in(world: World) -> None:
    sent_in(world)
    shown = told(world)
    flows = shown["flows"]
    assert (flows["finished"], flows["repair_time"]["wall"]["mean"]) == (1, 6.0 * DAY)
    assert (flows["over_5_days"]["share"], flows["over_30_days"]["share"]) == (1.0, 0.0)
    assert flows["repair_time"]["business"]["count"] == 1
    assert shown["confirmed_in_24_h"]["share"] == 1.0


def test_what_nobody_agreed_on_in_a_day_counts_against_us(world: World) -> None:
    world.complain("手机坏了，我要求维修")
    assert told(world)["confirmed_in_24_h"]["denominator"] == 0
    world.run_due(after=timedelta(hours=25))
    shown = told(world, "2026-11-11", "2026-11-11")["confirmed_in_24_h"]
    assert (shown["numerator"], shown["denominator"]) == (0, 1)


def test_they_are_counted_again_to_the_byte(world: World) -> None:
    sent_in(world)
    put(world, {"sent_in": "2026-10-20", "ready": "2026-10-24"})
    put(world, {"sent_in": "2026-10-21", "ready": "2026-10-24"}, at="2026-11-06T20:00:00+08:00")
    histories = world.runtime.histories
    right = histories.recounted(SHOP)
    assert any(partition.endswith("#repairs") for partition, _ in right)
    assert differing(right, histories.kept(SHOP)) == []
