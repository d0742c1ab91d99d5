"""Who buys again, of those who complained and of the others: from the stream, once, and counted again the same."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.order import Order
from chalicelib.store import rows, transaction
from chalicelib.store.histories import differing
from tests.support.hearing import publish, stream
from tests.support.orders import order
from tests.support.world import SHOP, World

NOVEMBER: Final = {"first": "2026-11-01", "last": "2026-11-30"}


def bought(world: World, number: str, day: str, *, phone: str = "13812345678", **about: Any) -> None:
    """Told by the shop, and by the table's stream, twice."""
    known = order(number=number, paid_at=f"{day}T10:05:00+08:00", customer={"phone": phone}, items=[], **about)
    world.runtime.orders.put(SHOP, (known,))
    for _ in range(2):
        world.runtime.reconsidering.order_changed(SHOP, known)


def complain(world: World, number: str) -> None:
    publish(world, world.complain("质量", order={"number": number, "platform": "jd"}))


def told(world: World, **days: str) -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, "repurchase", **{**NOVEMBER, **days})


def counts(share: dict[str, Any]) -> tuple[int, int]:
    return share["numerator"], share["denominator"]


def require_the_same_again(world: World) -> None:
    histories = world.runtime.histories
    right, buyers = histories.rebuilt(SHOP)
    assert any(partition.endswith("#repurchase") for partition, _ in right)
    assert differing(right, histories.kept(SHOP)) == []
    assert world.runtime.buyers.wrong(SHOP, buyers) == ()


def test_a_buyer_of_a_month_who_came_back(world: World) -> None:
    bought(world, "1", "2026-11-01")
    bought(world, "2", "2026-11-20")
    bought(world, "3", "2026-11-20", phone="13900000000")
    bought(world, "4", "2026-12-01", phone="13900000000")
    assert counts(told(world)["repurchase_rate"]) == (1, 2)
    assert counts(told(world, first="2026-12-01", last="2026-12-31")["repurchase_rate"]) == (0, 1)
    require_the_same_again(world)


@pytest.mark.parametrize("complains_first", [True, False], ids=["complaint before the order", "order before"])
def test_who_complained_is_told_from_the_others(world: World, complains_first: bool) -> None:
    if complains_first:
        complain(world, "1")
    bought(world, "1", "2026-11-01")
    bought(world, "2", "2026-11-01", phone="13900000000")
    if not complains_first:
        complain(world, "1")
    assert [counts(one) for one in told(world)["within_90_days"].values()] == [(0, 1), (0, 1)]
    bought(world, "3", "2026-11-20", phone="13900000000")
    bought(world, "4", "2027-02-15")
    shown = told(world)["within_90_days"]
    assert counts(shown["complained"]) == (0, 1), "after 106 days"
    assert counts(shown["others"]) == (1, 2)
    require_the_same_again(world)


def test_a_record_of_the_stream_that_comes_twice_counts_once(world: World) -> None:
    bought(world, "1", "2026-11-01")
    complaint = world.complain("质量", order={"number": "1", "platform": "jd"})
    kept = None
    for _ in range(3):
        publish(world, complaint)
        kept = kept or world.runtime.histories.kept(SHOP)
    assert world.runtime.histories.kept(SHOP) == kept


def test_the_stream_tells_of_orders(world: World) -> None:
    known = order(paid_at="2026-11-03T10:05:00+08:00")
    world.runtime.orders.put(SHOP, (known,))
    [partition] = {row["PK"]["S"] for row in _rows(world) if row["PK"]["S"].startswith("D#")}
    stream(world, partition)
    assert counts(told(world)["repurchase_rate"]) == (0, 1)


def test_an_order_that_turns_out_to_be_anothers_counts_for_one_buyer(world: World) -> None:
    """A name that came later, a platform's own id beside the telephone, and back: told twice each time."""
    bought(world, "2", "2026-11-20")
    complain(world, "1")
    paid = {"number": "1", "paid_at": "2026-11-01T10:05:00+08:00", "items": []}
    people: tuple[dict[str, str], ...] = (
        {"phone": "13812345678"},
        {"phone": "13812345678", "id": "b9"},
        {},
        {"phone": "13812345678"},
    )
    expected = [(1, 1), (0, 2), (0, 1), (1, 1)]
    for hour, (customer, wanted) in enumerate(zip(people, expected, strict=True)):
        known = order(**paid, customer=customer, source_at=f"2026-11-12T{hour:02}:00:00+00:00")
        world.runtime.orders.put(SHOP, (known,))
        [partition] = [row["PK"]["S"] for row in _rows(world) if row.get("version") and _is(known, world, row)]
        for _ in range(2):
            stream(world, partition, event_name="MODIFY")
        assert counts(told(world)["repurchase_rate"]) == wanted, customer
        require_the_same_again(world)


def test_who_is_not_named_buys_for_nobody(world: World) -> None:
    bought(world, "1", "2026-11-01", phone="")
    assert told(world)["repurchase_rate"]["denominator"] == 0


def test_no_name_is_in_the_row_of_a_buyer(world: World) -> None:
    bought(world, "123456", "2026-11-01")
    [row] = [row for row in _rows(world) if row["PK"]["S"].startswith("G#")]
    assert "138" not in str(row)
    assert "123456" not in str(row["doc"])


def test_two_at_once_are_both_counted_and_a_row_that_is_never_free_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, lost = transaction.write, iter([True, False])

    def losing(*given: Any) -> None:
        if next(lost, False):
            raise LostRace("somebody else was first")
        write(*given)

    monkeypatch.setattr(transaction, "write", losing)
    assert world.runtime.buyers.bought(SHOP, order(paid_at="2026-11-03T10:05:00+08:00"))
    lost = iter([True] * 9)
    with pytest.raises(Upstream):
        world.runtime.buyers.bought(SHOP, order(number="2", paid_at="2026-11-04T10:05:00+08:00"))


def _is(known: Order, world: World, row: dict[str, Any]) -> bool:
    return row["PK"]["S"].startswith("D#") and rows.read(Order, world.runtime.table.opened(row)).number == known.number


def _rows(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.client.scan(TableName=world.runtime.table.name)["Items"]
    return found
