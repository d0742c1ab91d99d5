"""The order directory over HTTP."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.model.identity import Principal, Role
from tests.support.orders import NUMBER, TAG, sent
from tests.support.world import ADMIN, AGENT, AUDITOR, SHOP, STRANGER, SUPERVISOR, World

from .api import Api, covers

SERVICE: Final = Principal(id="erp", shop=SHOP, roles=frozenset({Role.SERVICE}))
ORDER: Final = f"/v1/orders/jd/{NUMBER}"


@covers("post_orders", "get_order")
def test_an_order_is_put_in_and_looked_up(api: Api) -> None:
    answer = api.post("/v1/orders", sent(), by=SUPERVISOR)
    assert answer.json["items"] == [{"platform": "jd", "number": NUMBER, "result": "created"}]
    found = api.get(ORDER, by=AGENT).json
    assert (found["price_paid"], found["customer"]["phone"]) == ("1999.00", "13812345678")
    assert found["warranties"] == [{"sku": "PH-1", "tag": TAG, "serial": "SN-0001", "until": "2027-11-05"}]
    api.get(ORDER, by=STRANGER).problem(404, "not_found")
    api.get("/v1/orders/taobao/1", by=AGENT).problem(404, "not_found")


@covers("post_orders")
def test_a_batch_says_what_became_of_each(api: Api) -> None:
    api.post("/v1/orders", sent(), by=ADMIN)
    older = sent(source_at="2026-11-01T00:00:00Z")
    answer = api.post("/v1/orders", {"orders": [sent(), older, sent(number="2")]}, by=ADMIN)
    assert [one["result"] for one in answer.json["items"]] == ["unchanged", "older", "created"]


@covers("post_orders")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"source_at": "2026-11-05T20:00:00"}, "source_at"),
        ({"price_paid": "-1"}, "price_paid"),
        ({"platform": "a#b"}, "platform"),
        ({"items": [{"name": "no sku"}]}, "items.0.sku"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(api: Api, wrong: dict[str, Any], field: str) -> None:
    fields = api.post("/v1/orders", {"orders": [sent(), sent(**wrong)]}, by=ADMIN).wrong_fields()
    assert fields == [f"orders.1.{field}"]
    api.get(ORDER, by=AGENT).problem(404, "not_found")


@covers("post_orders")
def test_a_batch_has_an_end(api: Api) -> None:
    many = {"orders": [sent(number=str(number)) for number in range(101)]}
    assert api.post("/v1/orders", many, by=ADMIN).wrong_fields() == ["orders"]
    assert api.post("/v1/orders", {"orders": []}, by=ADMIN).wrong_fields() == ["orders"]


@covers("post_orders", "get_orders")
def test_a_program_brings_orders_and_sees_nothing(api: Api, world: World) -> None:
    world.doorkeeper.people[SERVICE.id] = SERVICE
    assert api.post("/v1/orders", sent(), by=SERVICE).status == 200
    for path in (ORDER, "/v1/orders?tag=1", "/v1/queues", "/v1/search?id=1"):
        api.get(path, by=SERVICE).problem(403, "forbidden")
    for person in (AGENT, AUDITOR):
        api.post("/v1/orders", sent(), by=person).problem(403, "forbidden")
    assert api.get(f"/v1/orders?tag={TAG}", by=AGENT).status == 200


@covers("get_orders")
def test_a_tag_alone_leads_to_product_order_and_warranty(api: Api) -> None:
    repaired = [{**sent()["items"][0], "repairs": [{"sent_in": "2026-11-08", "ready": "2026-11-10"}]}]
    api.post("/v1/orders", sent(items=repaired), by=ADMIN)
    [found] = api.get(f"/v1/orders?tag={TAG}", by=AGENT).json["items"]
    assert (found["number"], found["items"][0]["name"]) == (NUMBER, "手机")
    assert found["warranties"][0]["until"] == "2027-11-07", "two days of repair are added"
    assert found["customer"]["phone"] != "13812345678", "masked in a list"
    assert api.get(f"/v1/orders?tag={TAG}", by=STRANGER).json == {"items": [], "next": None}


@covers("get_orders")
@pytest.mark.parametrize("query", ["", "?tag=", "?tag=1&serial=2", "?colour=red"])
def test_one_thing_is_looked_for(api: Api, query: str) -> None:
    assert api.get(f"/v1/orders{query}", by=AGENT).wrong_fields() == ["query"]


@covers("get_order")
def test_an_order_that_does_not_say_has_no_warranty_date(api: Api) -> None:
    api.post("/v1/orders", sent(parcels=[{"tracking": "1"}]), by=ADMIN)
    assert api.get(ORDER, by=AGENT).json["warranties"][0]["until"] is None


@covers("post_orders", "get_orders")
def test_putting_and_finding_are_counted(api: Api, world: World) -> None:
    world.calls.clear()
    api.post("/v1/orders", sent(), by=ADMIN)
    assert world.calls.operations == ["BatchGetItem", "TransactWriteItems"]
    world.calls.clear()
    api.post("/v1/orders", sent(), by=ADMIN)
    api.get(f"/v1/orders?tag={TAG}", by=AGENT)
    assert world.calls.operations == ["BatchGetItem", "Query", "BatchGetItem"]
