"""Who reads what people wrote: auditors masked, the desk whole, or where a shop wants it only after saying why."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import OriginalOpened
from chalicelib.model.settings import Settings
from chalicelib.web.conversation_showing import CHARACTERS_SHOWN
from tests.support.orders import sent
from tests.support.world import ADMIN, AGENT, AUDITOR, OTHER_AGENT, SHOP, SUPERVISOR, World

from .api import Answer, Api, covers
from .scenes import path_of
from .test_orders import ORDER
from .test_uploads import PNG, uploaded

NAME, PHONE, MAIL = "王小明", "13812345678", "xiaoming.wang@customer.example"
TEXT: Final = f"我叫{NAME}，电话{PHONE}，手机用了两天屏幕就坏了，要求换货，{NAME}等回复。"
PERSON: Final[dict[str, Any]] = {"customer": {"phone": PHONE, "email": MAIL, "name": NAME}, "subject": f"{NAME}的手机"}
WHY: Final = {"reason": "客户来电核对地址"}


@pytest.fixture
def on_request(world: World) -> World:
    world.runtime.settings = Settings(public_url="https://huiyin.example", originals="on_request")
    return world


def told(world: World) -> Complaint:
    """Everything that people can say about somebody, held by the agent."""
    complaint = world.complain(TEXT, **PERSON)
    desk, action = world.runtime.desk, Action(by=AGENT)
    desk.claim(complaint.id, action)
    desk.wait(complaint.id, action, why=f"等{NAME}回电 {PHONE}", until=None)
    world.process(world.form(f"还没有回复，请打{PHONE}", **PERSON))
    desk.claim(complaint.id, action)
    desk.reply(complaint.id, action, text=f"{NAME}您好，已登记")
    desk.note(complaint.id, action, text=f"打过 {PHONE}，{NAME}不在")
    return world.complaint(complaint.id)


def look(api: Api, complaint: str, *, by: Any = AGENT) -> Answer:
    return api.get(path_of("get_complaint", complaint), by=by)


def open_it(api: Api, complaint: str, *, by: Any = SUPERVISOR, content: Any = WHY, **headers: str) -> Answer:
    return api.post(path_of("open_original", complaint), content, by=by, **headers)


def openings(world: World, complaint: str) -> list[OriginalOpened]:
    events = world.runtime.store.dossier(SHOP, complaint).events
    return [event.body for event in events if isinstance(event.body, OriginalOpened)]


def assert_hidden(answer: Answer) -> None:
    assert answer.status == 200
    for part in (NAME, PHONE, MAIL):
        assert part not in json.dumps(answer.json, ensure_ascii=False), part


@covers("get_complaint", "get_history")
def test_an_auditor_reads_nothing_that_tells_who_it_was(api: Api, world: World) -> None:
    complaint = told(world).id
    assert_hidden(look(api, complaint, by=AUDITOR))
    assert_hidden(api.get(path_of("get_history", complaint), by=AUDITOR))
    shown = look(api, complaint, by=AUDITOR).json
    assert shown["masked"] is True
    assert shown["customer"] == {
        "id": None, "tier": None, "name": "王**", "phone": "138****5678", "email": "x***@customer.example"
    }  # fmt: skip


@covers("get_complaint")
def test_masked_texts_keep_their_length_and_the_evidence_its_place(api: Api, world: World) -> None:
    """Understood for once, not only said to be so."""
    understood = replace(world.runtime.recording, assess=world.runtime.understand)
    world.runtime.processing = replace(world.runtime.processing, recording=understood)
    complaint = told(world).id
    whole, masked = look(api, complaint).json, look(api, complaint, by=AUDITOR).json
    assert (whole["masked"], whole["messages"][0]["text"]) == (False, TEXT)
    assert [len(one["text"]) for one in masked["messages"]] == [len(one["text"]) for one in whole["messages"]]
    first = masked["messages"][0]["text"]
    assert "要求换货" in first
    assert masked["category"]["evidence"]
    for one in masked["category"]["evidence"]:
        assert first[one["start"] : one["end"]] == one["text"]


@covers("get_complaint", "get_history", "note", "get_attachment")
def test_on_request_nobody_reads_it_unasked(api: Api, on_request: World) -> None:
    complaint = told(on_request).id
    for person in (AGENT, OTHER_AGENT, SUPERVISOR, ADMIN, AUDITOR):
        assert_hidden(look(api, complaint, by=person))
        assert_hidden(api.get(path_of("get_history", complaint), by=person))
    assert_hidden(api.post(path_of("note", complaint), {"text": "再打一次"}, by=AGENT))
    api.get(path_of("get_attachment", complaint), by=AGENT).problem(403, "forbidden")


@covers("open_original")
@pytest.mark.parametrize("person", [AGENT, SUPERVISOR, ADMIN], ids=lambda person: person.id)
def test_who_may_opens_it_with_a_reason_and_history_says_so(api: Api, on_request: World, person: Any) -> None:
    complaint = told(on_request)
    opened = open_it(api, complaint.id, by=person)
    assert opened.status == 200
    assert opened.json["messages"][0]["text"] == TEXT
    assert opened.json["customer"]["phone"] == PHONE
    assert (opened.json["masked"], opened.json["version"]) == (False, complaint.version + 1)
    assert opened.headers["etag"] == f'"{complaint.version + 1}"'
    last = opened.json["history"][-1]
    assert (last["type"], last["actor_id"], last["facts"]) == ("original_opened", person.id, {"why": WHY["reason"]})
    assert last["at"] == on_request.clock().isoformat().replace("+00:00", "Z")
    assert openings(on_request, complaint.id) == [OriginalOpened(why=WHY["reason"])]
    assert look(api, complaint.id, by=person).json["masked"] is True


@covers("open_original")
def test_nothing_is_opened_without_reason_role_or_hold(api: Api, on_request: World) -> None:
    complaint = told(on_request).id
    for content in ({}, {"reason": ""}, {"reason": " \n"}, {"reason": "x" * 1_001}):
        assert open_it(api, complaint, content=content).wrong_fields() == ["reason"]
    open_it(api, complaint, by=AUDITOR).problem(403, "forbidden")
    untaken = on_request.complain("包装破了，要求退款", **PERSON).id
    on_request.runtime.desk.release(complaint, Action(by=AGENT))
    open_it(api, untaken, by=AGENT).problem(409, "illegal_transition")
    api.post(path_of("claim", untaken), {}, by=AGENT)
    open_it(api, untaken, by=OTHER_AGENT).problem(409, "already_claimed")
    open_it(api, untaken, by=AGENT, If_Match='"1"').problem(412, "stale_version")
    assert openings(on_request, complaint) == openings(on_request, untaken) == []


@covers("open_original")
def test_a_repeated_request_is_shown_again_and_recorded_once(api: Api, on_request: World) -> None:
    complaint = told(on_request).id
    other = on_request.complain("包装破了，要求退款").id
    first, again = (open_it(api, complaint, Idempotency_Key="k") for _ in range(2))
    assert (again.status, again.json) == (200, first.json)
    assert len(openings(on_request, complaint)) == 1
    for place, content in ((complaint, {"reason": "另一个原因"}), (other, WHY)):
        open_it(api, place, content=content, Idempotency_Key="k").problem(422, "idempotency_mismatch")
    on_request.runtime.desk.release(complaint, Action(by=SUPERVISOR))
    assert openings(on_request, other) == []


@covers("open_original")
def test_files_come_with_their_links(api: Api, on_request: World) -> None:
    api.post("/v1/complaints", {"text": TEXT, "attachments": [uploaded(api, on_request)]})
    [outcome] = on_request.process_queue()
    [file] = open_it(api, outcome.complaint).json["files"]
    assert (file["position"], file["name"], file["size"]) == (0, "杯子.png", len(PNG))
    assert file["url"].startswith("https://objects.example/files/demo/")


@covers("open_original")
def test_a_long_history_is_cut_as_when_it_is_read(api: Api, world: World) -> None:
    complaint = world.complain(TEXT).id
    desk = world.runtime.desk
    for _ in range(35):
        desk.note(complaint, Action(by=AGENT), text="长" * 20_000)
    texts = [one["text"] for one in open_it(api, complaint).json["messages"]]
    assert texts == [one["text"] for one in look(api, complaint).json["messages"]]
    assert sum(map(len, texts)) < CHARACTERS_SHOWN + 36 * 1_000


@covers("get_order")
def test_an_order_alone_is_masked_for_auditors(api: Api) -> None:
    api.post("/v1/orders", sent(customer={"phone": PHONE, "name": NAME}), by=SUPERVISOR)
    assert api.get(ORDER, by=AGENT).json["customer"]["phone"] == PHONE
    assert_hidden(api.get(ORDER, by=AUDITOR))
