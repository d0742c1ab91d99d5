"""Agents: what they say of themselves, and what a supervisor sees and says of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from tests.support.world import AGENT, AUDITOR, OTHER_AGENT, STRANGER, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT


def put(api: Api, wanted: dict[str, Any]) -> Any:
    return api.call("PUT", "/v1/agents/me", wanted, by=AGENT)


@covers("get_me")
def test_everybody_learns_who_they_are(api: Api) -> None:
    assert api.get("/v1/agents/me", by=AGENT).json == {
        "id": "agent-1",
        "name": "林晓",
        "shop": "demo",
        "roles": ["agent"],
        "presence": "available",
        "is_present": False,
        "seen_at": None,
        "capacity": 5,
        "capacity_limit": None,
        "load": 0,
        "holds": [],
        "offer": None,
        "skills": [],
        "languages": [],
        "queues": [],
    }


@covers("put_me", "get_me")
def test_an_agent_says_what_they_can_take(api: Api) -> None:
    assert api.call("PUT", "/v1/agents/me", {"presence": "busy", "capacity": 0}, by=AGENT).json["presence"] == "busy"
    assert api.call("PUT", "/v1/agents/me", {"capacity": 100}, by=AGENT).json["presence"] == "busy"
    assert api.call("PUT", "/v1/agents/me", {}, by=AGENT).status == 200
    kept = api.get("/v1/agents/me", by=AGENT).json
    assert (kept["presence"], kept["capacity"]) == ("busy", 100)
    assert api.get("/v1/agents/me", by=SUPERVISOR).json["presence"] == "available"


@covers("put_me", "heartbeat_me", "get_me")
def test_a_presence_that_nobody_renews_ends_by_itself(api: Api, world: World) -> None:
    assert put(api, {"presence": "available"}).json["is_present"]
    world.clock.advance(timedelta(seconds=100))
    assert api.post("/v1/agents/me/heartbeat", by=AGENT).json["is_present"]
    world.clock.advance(timedelta(seconds=179))
    assert api.get("/v1/agents/me", by=AGENT).json["is_present"]
    world.clock.advance(timedelta(seconds=1))
    kept = api.get("/v1/agents/me", by=AGENT).json
    assert (kept["presence"], kept["is_present"]) == ("available", False)


@covers("put_me")
@pytest.mark.parametrize("presence", ["busy", "away"])
def test_who_is_busy_or_away_is_not_present(api: Api, presence: str) -> None:
    assert not put(api, {"presence": presence}).json["is_present"]


@covers("put_me")
def test_skills_languages_and_queues_are_kept_and_can_be_taken_back(api: Api) -> None:
    wanted = {"skills": ["repair", "refunds"], "languages": ["zh", "en"], "queues": ["quality"]}
    shown = put(api, wanted).json
    assert {name: shown[name] for name in wanted} == wanted
    assert put(api, {"capacity": 3}).json["skills"] == ["repair", "refunds"]
    assert put(api, {"skills": [], "languages": [], "queues": []}).json["skills"] == []


@covers("put_me")
def test_what_cannot_be_is_named(api: Api) -> None:
    assert put(api, {"skills": ["Fixing things"], "languages": ["中文"]}).wrong_fields() == ["skills.0", "languages.0"]
    assert put(api, {"queues": ["nowhere"]}).wrong_fields() == ["queues"]
    assert put(api, {"capacity": 101}).wrong_fields() == ["capacity"]
    assert put(api, {"capacity_limit": 9}).wrong_fields() == ["capacity_limit"]


@covers("put_agent", "put_me")
def test_a_supervisors_limit_caps_what_an_agent_may_hold(api: Api) -> None:
    put(api, {"capacity": 10})
    shown = api.call("PUT", "/v1/agents/agent-1", {"skills": ["repair"], "capacity_limit": 4}, by=SUPERVISOR).json
    assert (shown["name"], shown["skills"], shown["capacity"], shown["capacity_limit"]) == ("林晓", ["repair"], 4, 4)
    assert put(api, {"capacity": 5}).wrong_fields() == ["capacity"]
    assert put(api, {"capacity": 3}).json["capacity"] == 3
    assert api.call("PUT", "/v1/agents/agent-1", {}, by=AGENT).problem(403, "forbidden")


@covers("put_agent")
def test_a_supervisor_can_prepare_an_agent_who_has_never_been_there(api: Api) -> None:
    shown = api.call("PUT", "/v1/agents/agent-2", {"languages": ["en"]}, by=SUPERVISOR).json
    assert (shown["is_present"], shown["seen_at"], shown["languages"]) == (False, None, ["en"])
    assert api.get("/v1/agents/me", by=OTHER_AGENT).json["languages"] == ["en"]


@covers("get_agents")
def test_a_supervisor_sees_who_is_there_and_what_they_hold(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    put(api, {"capacity": 7})
    world.runtime.desk.claim(complaint.id, Action(by=OTHER_AGENT))
    first = api.get("/v1/agents?limit=1", by=AUDITOR).json
    [one] = first["items"]
    assert (one["id"], one["is_present"], one["load"], one["capacity"]) == ("agent-1", True, 0, 7)
    second = api.get(f"/v1/agents?limit=1&cursor={first['next']}", by=SUPERVISOR).json
    [other] = second["items"]
    assert (other["id"], other["name"], other["load"], other["holds"]) == ("agent-2", "何佳", 1, [complaint.id])
    assert api.get("/v1/agents", by=STRANGER).json["items"] == []
    api.get("/v1/agents", by=AGENT).problem(403, "forbidden")
