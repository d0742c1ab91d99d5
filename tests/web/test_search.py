"""Search: by exactly one key, newest first, however the key is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import quote

import pytest

from tests.support.world import AGENT, AUDITOR, World

from .api import Api, covers
from .scenes import TEXT
from .test_hooks import plain
from .test_queues import pages

TOLD: Final = {
    "customer": {"phone": "13812345678", "email": "Wang@Customer.example"},
    "order": {"number": "A 2026-1111"},
}


def found(api: Api, key: str, value: str) -> list[str]:
    return [one["id"] for one in api.get(f"/v1/search?{key}={quote(value)}", by=AGENT).json["items"]]


@covers("search")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phone", "13812345678"),
        ("phone", "+86 138-1234-5678"),
        ("email", "wang@customer.example"),
        ("email", " WANG@CUSTOMER.EXAMPLE "),
        ("order", "A 2026-1111"),
        ("order", "a2026-1111"),
        ("order", "202611110001"),
        ("phone", "13987654321"),
    ],
)
def test_a_complaint_is_found_by_what_was_told(api: Api, world: World, key: str, value: str) -> None:
    complaint = world.complain(TEXT + "，订单202611110001，电话13987654321", **TOLD)
    world.complain(TEXT)
    assert found(api, key, value) == [complaint.id]
    assert found(api, key, value + "9") == []


@covers("search")
def test_a_complaint_is_found_by_its_id(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    assert found(api, "id", complaint.id) == found(api, "id", f" {complaint.id}\n") == [complaint.id]
    assert found(api, "id", complaint.id + "0") == []
    assert found(api, "id", "c" * 3_000) == []


@covers("search", "post_hook")
def test_a_complaint_is_found_by_the_platforms_name_for_the_customer(api: Api, world: World) -> None:
    plain(world).to(api)
    [outcome] = world.process_queue()
    assert found(api, "customer", "openid-1") == [outcome.complaint]


@covers("search")
def test_a_tracking_number_is_a_key(api: Api) -> None:
    assert found(api, "tracking", "SF1234567890123") == []


@covers("search")
def test_the_newest_is_found_first(api: Api, world: World) -> None:
    ids = []
    for number in range(3):
        ids.append(world.complain(f"{TEXT}{number}", customer={"phone": "13812345678"}).id)
        world.clock.advance(timedelta(minutes=1))
    listed = list(pages(api, "/v1/search?phone=13812345678", limit=2))
    assert [[one["id"] for one in page] for page in listed] == [[ids[2], ids[1]], [ids[0]]]


@covers("search")
@pytest.mark.parametrize("query", ["", "name=x", "phone=", "phone=%20", "phone=1&email=a@b.cn", "id=c1&order=2"])
def test_exactly_one_key_is_asked_for(api: Api, query: str) -> None:
    assert api.get(f"/v1/search?{query}", by=AUDITOR).wrong_fields() == ["query"]
