"""The status page: whoever has the link sees what its customer may see, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pytest

from chalicelib.desk.desk import Action
from tests.support.world import AGENT, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT, resolved
from .test_form import require_a_safe_page

JSON: Final = "application/json"


def link(world: World, subject: str) -> str:
    return world.runtime.status_url("demo", subject).removeprefix("https://huiyin.example")


@covers("get_status", "post_complaint")
def test_the_link_works_from_the_first_moment(api: Api, world: World) -> None:
    url = api.post("/v1/complaints", {"text": TEXT}).json["status_url"]
    path = url.removeprefix("https://huiyin.example")
    page = api.get(path)
    assert page.status == 200
    require_a_safe_page(page)
    assert api.get(path, Accept=JSON).json["state"] == "accepted"
    [outcome] = world.process_queue()
    assert api.get(path, Accept=JSON).json["complaint"] == outcome.complaint
    assert TEXT in api.get(path).text


@covers("get_status")
def test_a_quarantined_complaint_is_said_to_be_with_a_person(api: Api, world: World) -> None:
    url = api.post("/v1/complaints", {"text": TEXT}).json["status_url"]
    path = url.removeprefix("https://huiyin.example")
    pending = api.get(path).text
    [body] = world.intake.take()
    world.runtime.quarantining.put(body, code="failed_too_often", reason="secret reason", message_id="1")
    assert api.get(path, Accept=JSON).json["state"] == "quarantined"
    assert api.get(path).text != pending
    assert "secret reason" not in api.get(path).text


@covers("get_status")
def test_programs_get_the_same_as_people(api: Api, world: World) -> None:
    complaint = world.complain(TEXT, customer={"phone": "13812345678", "email": "wang@customer.example"})
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.clock.advance(timedelta(minutes=5))
    world.runtime.desk.reply(complaint.id, Action(by=AGENT), text="马上换货")
    shown = api.get(link(world, complaint.id), Accept=JSON).json
    assert (shown["state"], shown["complaint"], shown["status"]) == ("processed", complaint.id, "assigned")
    assert [(said["from_customer"], said["text"]) for said in shown["messages"]] == [(True, TEXT), (False, "马上换货")]
    assert datetime.fromisoformat(shown["received_at"]) == complaint.created_at
    assert datetime.fromisoformat(shown["promised_by"]) > world.clock()
    page = api.get(link(world, complaint.id)).text
    assert TEXT in page
    assert "马上换货" in page


@covers("get_status")
def test_a_shared_link_gives_no_contact_away(api: Api, world: World) -> None:
    text = TEXT + "，电话13812345678"
    complaint = world.complain(text, subject="电话13812345678", customer={"name": "王小明", "phone": "13812345678"})
    for accept in (JSON, "text/html"):
        shown = api.get(link(world, complaint.id), Accept=accept).text
        assert "13812345678" not in shown
        assert "王小明" not in shown
    assert "林晓" not in shown


@covers("get_status")
@pytest.mark.parametrize(
    ("language", "tag"), [("zh-Hans", "zh-Hans"), ("zh-Hant", "zh-Hant"), ("en", "en"), ("", "zh-Hans")]
)
def test_the_page_speaks_the_complaints_language_unless_asked(api: Api, world: World, language: str, tag: str) -> None:
    path = link(world, world.complain(TEXT).id)
    asked = f"?lang={language}" if language else ""
    assert f'<html lang="{tag}"' in api.get(path + asked, Accept_Language="en").text


@covers("get_status")
@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "text/html,application/json;q=0.9"])
def test_a_browser_gets_a_page(api: Api, world: World, accept: str) -> None:
    assert api.get(link(world, world.complain(TEXT).id), Accept=accept).media_type == "text/html"


@covers("get_status")
@pytest.mark.parametrize("accept", [JSON, "application/json, */*;q=0.1"])
def test_who_asks_for_json_gets_json(api: Api, world: World, accept: str) -> None:
    assert api.get(link(world, world.complain(TEXT).id), Accept=accept).media_type == JSON


@covers("get_status")
@pytest.mark.parametrize("token", ["nonsense", "a.b", "é", "x" * 600, "."])
def test_a_link_that_is_not_ours_is_unknown(api: Api, token: str) -> None:
    page = api.get(f"/status/{token}", Accept_Language="zh-CN")
    assert page.status == 404
    require_a_safe_page(page)
    assert '<html lang="zh-Hans"' in page.text
    api.get(f"/status/{token}", Accept=JSON).problem(404, "not_found")


@covers("get_status")
def test_a_waiting_survey_is_linked(api: Api, world: World) -> None:
    complaint = resolved(world)
    assert api.get(link(world, complaint.id), Accept=JSON).json["survey_url"] is None
    world.run_due(after=timedelta(days=1))
    url = api.get(link(world, complaint.id), Accept=JSON).json["survey_url"]
    assert api.get(url.removeprefix("https://huiyin.example"), Accept=JSON).json["complaint"] == complaint.id


ADDED: Final = "补充一下：包装也破了"


def complained(api: Api, world: World) -> str:
    """The path of the page of a complaint that has been read."""
    path = api.post("/v1/complaints", {"text": TEXT}).json["status_url"].removeprefix("https://huiyin.example")
    world.process_queue()
    return str(path)


@covers("post_status")
def test_who_has_the_link_adds_to_the_complaint(api: Api, world: World) -> None:
    path = complained(api, world)
    page = api.submit(path, {"text": ADDED}, Accept_Language="zh-CN")
    assert page.status == 200
    require_a_safe_page(page)
    assert "我们收到了" in page.text
    [outcome] = world.process_queue()
    said = [message.text for message in world.complaint(outcome.complaint).messages]
    assert said == [TEXT, ADDED]
    assert ADDED in api.get(path).text


@covers("post_status")
def test_a_double_click_adds_once(api: Api, world: World) -> None:
    path = complained(api, world)
    for _ in range(2):
        assert api.submit(path, {"text": ADDED}).status == 200
    outcomes = world.process_queue()
    assert len({outcome.complaint for outcome in outcomes}) == 1
    assert len(world.complaint(outcomes[0].complaint).messages) == 2


@covers("post_status")
def test_nothing_said_is_asked_for_again_and_too_much_is_kept(api: Api, world: World) -> None:
    path = complained(api, world)
    empty = api.submit(f"{path}?lang=en", {"text": "  "})
    assert (empty.status, "Nothing has been sent yet" in empty.text) == (422, True)
    long = api.submit(path, {"text": "坏" * 20_001})
    assert (long.status, "坏" * 20_001 in long.text) == (422, True)
    assert api.submit(path, {"text": ""}, Accept=JSON).json["errors"][0]["field"] == "text"
    assert world.process_queue() == []


@covers("post_status")
def test_a_machine_that_fills_in_everything_adds_nothing(api: Api, world: World) -> None:
    assert api.submit(complained(api, world), {"text": ADDED, "website": "https://x.example"}).status == 200
    assert world.process_queue() == []


@covers("post_status")
def test_what_is_still_being_read_is_added_to_later(api: Api, world: World) -> None:
    path = api.post("/v1/complaints", {"text": TEXT}).json["status_url"].removeprefix("https://huiyin.example")
    assert api.submit(path, {"text": ADDED}, Accept=JSON).status == 409
    assert "<textarea" not in api.get(path).text


@covers("post_status")
def test_whoever_only_added_by_form_adds_nothing_by_their_own_link(api: Api, world: World) -> None:
    """They may be somebody else, and their link shows what they said alone."""
    about = {"text": TEXT, "customer": {"phone": "13800001111"}, "order": {"number": "9876543210"}}
    api.post("/v1/complaints", about)
    world.process_queue()
    second = api.post("/v1/complaints", about | {"text": ADDED}).json["status_url"]
    path = second.removeprefix("https://huiyin.example")
    world.process_queue()
    assert "<textarea" not in api.get(path).text
    assert api.submit(path, {"text": "还有"}, Accept=JSON).status == 404


@covers("post_status")
def test_what_is_added_to_a_merged_complaint_goes_where_it_goes_on(api: Api, world: World) -> None:
    path = complained(api, world)
    merged = api.get(path, Accept=JSON).json["complaint"]
    api.post("/v1/complaints", {"text": "另一件：快递三天没动"})
    [other] = world.process_queue()
    world.runtime.matters.merge(merged, Action(by=SUPERVISOR), into=other.complaint, why="同一件事")
    assert api.submit(path, {"text": ADDED}).status == 200
    [outcome] = world.process_queue()
    assert outcome.complaint == other.complaint
    assert world.complaint(other.complaint).messages[-1].text == ADDED


@covers("post_status")
def test_a_link_that_is_not_ours_takes_nothing(api: Api, world: World) -> None:
    assert api.submit("/status/not-ours", {"text": ADDED}, Accept=JSON).status == 404
    assert world.process_queue() == []
