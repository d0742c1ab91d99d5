"""The status page: whoever has the link sees what its customer may see, and no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pytest

from chalicelib.desk.desk import Action
from tests.support.world import AGENT, World

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
