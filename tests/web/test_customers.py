"""One customer over all channels: what vouched-for names lead to, and nothing else."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from chalicelib.desk.customers import FOUND, NAMES_FOLLOWED
from tests.support.arrivals import relayed
from tests.support.world import AGENT, STRANGER, World

from .api import Api, covers
from .scenes import TEXT

PHONE = "13812345678"
MAIL = "wang@customer.example"


def wrote(world: World, conversation: str, text: str = TEXT, **customer: str) -> str:
    delivery = relayed(world, text=text, conversation_id=conversation, external_id=conversation, customer=customer)
    return world.process(delivery).complaint


def ids(api: Api, key: str, value: str) -> set[str]:
    answer = api.get(f"/v1/customers?{key}={quote(value)}", by=AGENT)
    return {one["id"] for one in answer.json["complaints"]}


@covers("get_customer")
def test_names_that_a_channel_vouches_for_lead_to_each_other(api: Api, world: World) -> None:
    first = wrote(world, "1", phone=PHONE, email=MAIL)
    second = wrote(world, "2", email=MAIL, id="openid-7", tier="vip")
    wrote(world, "3", phone="13900000000")
    shown = api.get(f"/v1/customers?phone={PHONE}", by=AGENT).json
    assert [one["id"] for one in shown["complaints"]] == [second, first]
    assert {(one["kind"], one["channel"]) for one in shown["names"]} >= {("phone", None), ("email", None)}
    assert (shown["language"], shown["is_whole"]) == ("zh-Hans", True)
    assert shown["last_contact"]
    assert PHONE not in str(shown)
    assert MAIL not in str(shown)


@covers("get_customer")
def test_what_anybody_may_write_into_a_form_leads_to_nobody_else(api: Api, world: World) -> None:
    theirs = wrote(world, "1", email=MAIL)
    forged = world.complain(TEXT, customer={"phone": PHONE, "email": MAIL}).id
    assert ids(api, "phone", PHONE) == {forged}
    assert ids(api, "email", MAIL) == {forged, theirs}


@covers("get_customer")
def test_a_number_that_is_only_named_is_nobodys(api: Api, world: World) -> None:
    wrote(world, "1", text=f"{TEXT}，别打 {PHONE}", email=MAIL)
    assert ids(api, "phone", PHONE) == set()


@covers("get_customer")
def test_an_order_leads_to_whoever_complained_of_it(api: Api, world: World) -> None:
    named = world.complain(TEXT, customer={"email": MAIL}, order={"number": "A-2026-1"}).id
    assert ids(api, "order", "A-2026-1") == {named}


@covers("get_customer")
def test_another_shop_sees_nobody(api: Api, world: World) -> None:
    wrote(world, "1", phone=PHONE)
    empty = api.get(f"/v1/customers?phone={PHONE}", by=STRANGER).json
    assert (empty["complaints"], empty["names"], empty["tier"]) == ([], [], None)


@covers("get_customer")
@pytest.mark.parametrize("query", ["", "?phone=1&email=b", "?phone=", "?name=Wang"])
def test_exactly_one_key_is_asked_for(api: Api, query: str) -> None:
    assert "query" in str(api.get(f"/v1/customers{query}", by=AGENT).problem(422, "invalid_input"))


def test_it_costs_a_page_for_each_name_however_many_there_are(world: World) -> None:
    for number in range(FOUND + 5):
        wrote(world, str(number), phone=PHONE, email=f"p{number}@customer.example")
    world.calls.clear()
    profile = world.runtime.customers.profile(AGENT.shop, kind="phone", value=PHONE)
    assert world.calls.operations.count("Query") == 1 + NAMES_FOLLOWED
    assert (len(profile.complaints), profile.is_whole) == (FOUND, False)
