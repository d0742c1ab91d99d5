"""Queues: what waits for whom, in which order, and taking the next one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from chalicelib.model.ports import ChannelAccount
from tests.support.world import AGENT, AUDITOR, OTHER_AGENT, STRANGER, World

from .api import Api, covers
from .scenes import TEXT, path_of

LIST: Final = "/v1/queues/quality/complaints"
PERSONAL: Final = {
    "customer": {"name": "王小明", "phone": "13812345678", "email": "wang@customer.example"},
    "subject": "请打13812345678",
}


def complaints(world: World, count: int) -> list[Complaint]:
    """One a minute."""
    found = []
    for number in range(count):
        found.append(world.complain(f"{TEXT}{number}"))
        world.clock.advance(timedelta(minutes=1))
    return found


def pages(api: Api, path: str, *, limit: int) -> Iterator[list[dict[str, Any]]]:
    """Every page of a list."""
    more = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    cursor = None
    while True:
        page = api.get(more + (f"&cursor={quote(cursor)}" if cursor else ""), by=AGENT).json
        yield page["items"]
        cursor = page["next"]
        if cursor is None:
            return


@covers("get_queue_complaints")
def test_a_queue_is_listed_by_nearest_due_time_page_by_page(api: Api, world: World) -> None:
    waiting = complaints(world, 5)
    listed = list(pages(api, LIST, limit=2))
    assert [len(page) for page in listed] == [2, 2, 1]
    assert [one["id"] for page in listed for one in page] == [one.id for one in waiting]


@covers("get_queue_complaints")
def test_a_page_has_25_unless_asked(api: Api, world: World) -> None:
    complaints(world, 27)
    page = api.get(LIST, by=AUDITOR).json
    assert len(page["items"]) == 25
    assert page["next"]


@covers("get_queue_complaints")
def test_complaints_are_listed_by_status(api: Api, world: World) -> None:
    waiting, assigned, resting, done = complaints(world, 4)
    desk, action = world.runtime.desk, Action(by=AGENT)
    for one in (assigned, resting, done):
        desk.claim(one.id, action)
    desk.wait(resting.id, action, why="", until=None)
    desk.resolve(done.id, action, outcome="solved", text="")
    expected = {"waiting": waiting, "assigned": assigned, "waiting_customer": resting, "resolved": done}
    for status, one in expected.items():
        assert [shown["id"] for shown in api.get(f"{LIST}?status={status}", by=AGENT).json["items"]] == [one.id]
    assert [shown["id"] for shown in api.get(LIST, by=AGENT).json["items"]] == [waiting.id]


@covers("get_queue_complaints")
@pytest.mark.parametrize("status", ["closed", "open", "", "WAITING"])
def test_there_is_no_list_by_another_status(api: Api, status: str) -> None:
    assert api.get(f"{LIST}?status={status}", by=AGENT).wrong_fields() == ["status"]


@covers("get_queue_complaints", "claim_next")
def test_an_unknown_queue_is_not_found_and_the_known_ones_are_named(api: Api) -> None:
    for answer in (
        api.get("/v1/queues/nowhere/complaints", by=AGENT),
        api.post("/v1/queues/nowhere/claim-next", by=AGENT),
    ):
        assert "triage" in answer.problem(404, "not_found")["queues"]


@pytest.mark.parametrize("path", [LIST, "/v1/search?phone=13812345678"])
def test_lists_are_masked(api: Api, world: World, path: str) -> None:
    complaint = world.complain(TEXT + "，13812345678，wang@customer.example", **PERSONAL)
    world.runtime.desk.note(complaint.id, Action(by=AGENT), text="打了13812345678，没人接")
    answer = api.get(path, by=AGENT)
    for secret in ("13812345678", "wang@", "王小明"):
        assert secret not in answer.text
    [shown] = answer.json["items"]
    told = {name: value for name, value in shown["customer"].items() if value is not None}
    assert told == {"name": "王**", "phone": "138****5678", "email": "w***@customer.example"}
    assert shown["subject"] == "请打138****5678"
    assert [message["text"] for message in shown["messages"]] == ["打了138****5678，没人接"]
    assert shown["messages"][0]["author"] == "林晓"
    assert shown["message_count"] == 2


@covers("get_queue_complaints")
def test_the_customers_words_and_name_are_masked_where_they_are_the_newest(api: Api, world: World) -> None:
    world.complain(TEXT + "，13812345678", **PERSONAL)
    [message] = api.get(LIST, by=AGENT).json["items"][0]["messages"]
    assert message["text"] == TEXT + "，138****5678"
    assert (message["author"], message["subject"]) == ("王**", "请打138****5678")


@covers("get_queue_complaints")
def test_what_agents_write_is_masked_too(api: Api, world: World) -> None:
    resting, done = (world.complain(f"{TEXT}{number}") for number in range(2))
    desk, action = world.runtime.desk, Action(by=AGENT)
    for one in (resting, done):
        desk.claim(one.id, action)
    desk.wait(resting.id, action, why="等13812345678回电", until=None)
    desk.resolve(done.id, action, outcome="solved", text="已致电13812345678")
    [shown] = api.get(f"{LIST}?status=waiting_customer", by=AGENT).json["items"]
    assert shown["wait"]["why"] == "等138****5678回电"
    [shown] = api.get(f"{LIST}?status=resolved", by=AGENT).json["items"]
    assert shown["resolution"]["note"] == "已致电138****5678"


@covers("get_complaint")
def test_the_whole_complaint_is_not_masked(api: Api, world: World) -> None:
    complaint = world.complain(TEXT + "，13812345678", **PERSONAL)
    shown = api.get(path_of("get_complaint", complaint.id), by=AGENT).json
    assert shown["customer"]["phone"] == "13812345678"
    assert shown["messages"][0]["author"] == "王小明"
    assert "****" not in json.dumps(shown)


@covers("get_queues")
def test_every_queue_shows_its_numbers(api: Api, world: World) -> None:
    first, second, third = complaints(world, 3)
    world.runtime.desk.claim(first.id, Action(by=AGENT))
    shown = {queue["id"]: queue for queue in api.get("/v1/queues", by=AGENT).json["items"]}
    assert shown.keys() == {
        "quality", "logistics", "policy", "attitude", "triage", "urgent", "international",
    }  # fmt: skip
    quality = shown["quality"]
    assert quality["counts"] == {"waiting": 2, "assigned": 1, "waiting_customer": 0, "resolved": 0}
    assert quality["waiting"] == 2
    assert quality["oldest_wait_seconds"] == 2 * 60
    assert datetime.fromisoformat(quality["waiting_since"]) == second.created_at
    assert datetime.fromisoformat(quality["nearest_due_at"]) == second.nearest_due
    assert third.nearest_due != second.nearest_due
    empty = shown["policy"]
    assert (empty["waiting"], empty["oldest_wait_seconds"], empty["nearest_due_at"]) == (0, None, None)


@covers("get_queues", "get_queue_complaints")
def test_each_shop_has_its_own_queues(api: Api, world: World) -> None:
    ours = world.complain(TEXT)
    world.clock.advance(timedelta(minutes=5))
    world.accounts.add(ChannelAccount(channel="form", account="other", shop="other"))
    world.process(world.form(TEXT).model_copy(update={"shop": "other", "account": "other"}))
    for person, since, minutes in ((AGENT, ours.created_at, 5), (STRANGER, world.clock(), 0)):
        quality = api.get("/v1/queues", by=person).json["items"][0]
        assert (quality["waiting"], quality["oldest_wait_seconds"]) == (1, minutes * 60)
        assert datetime.fromisoformat(quality["nearest_due_at"]) == since + timedelta(hours=1)
        [listed] = api.get(LIST, by=person).json["items"]
        assert listed["shop"] == person.shop


@covers("get_queues")
@pytest.mark.parametrize(
    ("language", "title"), [("zh-Hans", "商品质量"), ("zh-Hant", "商品品質"), ("en", "Product quality")]
)
def test_queues_are_named_in_three_languages(api: Api, language: str, title: str) -> None:
    assert api.get(f"/v1/queues?lang={language}", by=AGENT).json["items"][0]["title"] == title
    assert api.get("/v1/queues", by=AGENT, Accept_Language=language).json["items"][0]["title"] == title


@covers("claim_next")
def test_the_next_one_is_the_one_due_first(api: Api, world: World) -> None:
    first, second = complaints(world, 2)
    answer = api.post("/v1/queues/quality/claim-next", by=AGENT)
    assert (answer.status, answer.json["id"]) == (200, first.id)
    assert answer.headers["etag"] == '"2"'
    assert answer.json["lease"]["agent"] == AGENT.id
    assert api.post("/v1/queues/quality/claim-next", {}, by=OTHER_AGENT).json["id"] == second.id
    nothing = api.post("/v1/queues/quality/claim-next", by=AGENT)
    assert (nothing.status, nothing.body) == (204, b"")


@covers("claim_next")
def test_nothing_to_claim_does_not_use_the_key_up(api: Api, world: World) -> None:
    assert api.post("/v1/queues/quality/claim-next", by=AGENT, Idempotency_Key="k1").status == 204
    [complaint] = complaints(world, 1)
    assert api.post("/v1/queues/quality/claim-next", by=AGENT, Idempotency_Key="k1").json["id"] == complaint.id
