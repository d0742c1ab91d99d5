from __future__ import annotations

from typing import Any

import pytest

from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.store import Orders, Taken
from tests.store.shelf import SHOP, Shelf
from tests.support.orders import NUMBER, TAG, order, sent

LATER = {"source_at": "2026-11-06T08:00:00+08:00"}
TRACE = {"at": "2026-11-05T18:00:00+08:00", "what": "in_transit", "text": "物" * 300}


@pytest.fixture
def orders(shelf: Shelf) -> Orders:
    return Orders(shelf.table, zone="Asia/Shanghai")


def test_an_order_is_kept_under_its_platform_and_number_for_its_own_shop(orders: Orders) -> None:
    assert orders.put(SHOP, [order()]) == (Taken.CREATED,)
    assert orders.get(SHOP, platform="JD", number=f" {NUMBER} ") == order()
    assert orders.numbered(SHOP, NUMBER) == (order(),)
    assert orders.numbered("other", NUMBER) == ()
    with pytest.raises(NotFound):
        orders.get(SHOP, platform="taobao", number=NUMBER)
    with pytest.raises(NotFound):
        orders.get("other", platform="jd", number=NUMBER)


def test_the_same_order_twice_writes_nothing(orders: Orders, shelf: Shelf) -> None:
    orders.put(SHOP, [order()])
    before = shelf.rows()
    assert orders.put(SHOP, [order(), order()]) == (Taken.UNCHANGED, Taken.UNCHANGED)
    assert shelf.rows() == before


def test_of_two_states_the_later_one_stays_however_they_arrive(orders: Orders) -> None:
    later = order(price_paid="1899.00", **LATER)
    assert orders.put(SHOP, [later, order()]) == (Taken.CREATED, Taken.OLDER)
    assert orders.get(SHOP, platform="jd", number=NUMBER) == later
    assert orders.put(SHOP, [order(number="2"), order(number="2", **LATER)]) == (Taken.CREATED, Taken.UPDATED)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("tag", TAG.lower()), ("serial", "sn-0001"), ("phone", "+86 138 1234 5678"), ("tracking", "SF1234567890123")],
)
def test_whatever_hangs_on_it_leads_to_the_order(orders: Orders, kind: str, value: str) -> None:
    orders.put(SHOP, [order()])
    assert orders.find(SHOP, kind=kind, value=value, limit=5).items == (order(),)
    assert orders.find("other", kind=kind, value=value, limit=5).items == ()


def test_what_no_longer_hangs_on_it_no_longer_leads_to_it(orders: Orders) -> None:
    orders.put(SHOP, [order()])
    exchanged = order(items=[{"sku": "PH-1", "tag": "NEW"}], **LATER)
    orders.put(SHOP, [exchanged])
    assert orders.find(SHOP, kind="tag", value=TAG, limit=5).items == ()
    assert orders.find(SHOP, kind="tag", value="NEW", limit=5).items == (exchanged,)


def test_the_orders_of_a_customer_come_page_by_page(orders: Orders) -> None:
    orders.put(SHOP, [order(number=str(number)) for number in range(5)])
    first = orders.find(SHOP, kind="phone", value="13812345678", limit=3)
    second = orders.find(SHOP, kind="phone", value="13812345678", limit=3, cursor=first.next)
    assert {one.number for one in (*first.items, *second.items)} == set("01234")
    assert len(first.items) == 3
    assert second.next is None


def test_no_name_of_a_person_or_thing_is_in_a_key(orders: Orders, shelf: Shelf) -> None:
    orders.put(SHOP, [order()])
    keys = " ".join(row["PK"]["S"] + row["SK"]["S"] for row in shelf.rows())
    assert not [secret for secret in ("13812345678", TAG, NUMBER, "SN-0001") if secret.lower() in keys.lower()]


def test_an_order_that_no_row_holds_is_refused_before_anything_is_written(orders: Orders, shelf: Shelf) -> None:
    parcels: list[dict[str, Any]] = [{"tracking": f"P{number}", "events": [TRACE] * 60} for number in range(10)]
    with pytest.raises(InvalidInput, match="too large"):
        orders.put(SHOP, [order(number="1"), order(parcels=parcels)])
    assert shelf.rows() == []


def test_an_order_exchanges_all_its_names_in_one_transaction(orders: Orders) -> None:
    many = [[{"sku": "A", "tag": f"{row}-{number}"} for number in range(40)] for row in "ab"]
    orders.put(SHOP, [order(items=many[0], parcels=[])])
    assert orders.put(SHOP, [order(items=many[1], parcels=[], **LATER)]) == (Taken.UPDATED,)
    with pytest.raises(ValueError, match="at most 40"):
        order(items=[*many[0], *sent()["items"]])
