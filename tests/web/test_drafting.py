"""Templates, checks and macros over HTTP."""

from __future__ import annotations

import pytest

from tests.support.world import AGENT, World

from .api import Api, covers
from .scenes import TEXT, ready_for


@covers("get_templates")
@pytest.mark.parametrize(("query", "greets"), [("", "您好"), ("?lang=en", "Hello"), ("?lang=zh-Hant", "您好")])
def test_templates_speak_the_customers_language_or_the_one_asked_for(
    api: Api, world: World, query: str, greets: str
) -> None:
    complaint = world.complain(TEXT)
    answer = api.get(f"/v1/complaints/{complaint.id}/templates{query}", by=AGENT)
    assert answer.status == 200
    assert len(answer.json["items"]) >= 12
    assert all(one["text"].startswith(greets) and complaint.id in one["text"] for one in answer.json["items"])


@covers("check_reply")
def test_a_check_finds_and_changes_nothing(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    answer = api.post(f"/v1/complaints/{complaint.id}/reply-check?lang=en", {"text": "保证退您【金额】"}, by=AGENT)
    found = {one["code"]: one["blocks"] for one in answer.json["items"]}
    assert found["blank"] is True
    assert found["forbidden"] is False
    assert world.complaint(complaint.id) == complaint


@covers("reply")
def test_a_blank_is_refused_by_field(api: Api, world: World) -> None:
    complaint = ready_for(world, "reply")
    refused = api.post(f"/v1/complaints/{complaint.id}/replies", {"text": "请寄到【退货地址】"}, by=AGENT)
    assert refused.wrong_fields() == ["text"]


@covers("get_macros", "run_canned")
def test_a_macro_is_named_in_the_agents_language_and_done_as_one(api: Api, world: World) -> None:
    named = {one["id"]: one for one in api.get("/v1/macros?lang=en", by=AGENT).json["items"]}
    assert named["refunded_and_done"]["does"] == ["reply", "resolve"]
    complaint = ready_for(world, "run_canned")
    path = f"/v1/complaints/{complaint.id}/macros"
    done = api.post(path, {"macro": "refunded_and_done"}, by=AGENT)
    assert (done.status, done.json["status"], done.json["version"]) == (200, "resolved", complaint.version + 1)
    api.post(path, {"macro": "nothing"}, by=AGENT).problem(404, "not_found")
