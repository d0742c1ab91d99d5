"""Visits over HTTP: whom to call, with which words; how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tests.support.world import AGENT, STRANGER, World

from .api import Api, covers
from .scenes import VISIT, path_of, ready_for


@covers("get_visits")
def test_the_list_shows_whom_to_call_with_the_words(api: Api, world: World) -> None:
    complaint = ready_for(world, "tell_visit")
    [shown] = api.get("/v1/visits", by=AGENT).json["items"]
    assert (shown["id"], shown["complaint"], shown["state"]) == (VISIT, complaint.id, "planned")
    scripts = api.get("/v1/visits", by=AGENT).json["scripts"]
    assert list(scripts) == [complaint.language]
    assert all(scripts[complaint.language].values())
    assert api.get("/v1/visits", by=STRANGER).json["items"] == []
    before = (world.clock.now - timedelta(days=1)).isoformat().replace("+", "%2B")
    assert api.get(f"/v1/visits?due={before}", by=AGENT).json["items"] == []
    for never in ("soon", "2026-11-11T20:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00%2B14:00"):
        assert api.get(f"/v1/visits?due={never}", by=AGENT).wrong_fields() == ["due"]


@covers("get_visits")
def test_the_list_is_one_bounded_query_and_goes_on(api: Api, world: World) -> None:
    wanted = set()
    for _ in range(3):
        complaint = ready_for(world, "plan_visit")
        api.post(path_of("plan_visit", complaint.id), {}, by=AGENT)
        wanted.add(complaint.id)
    world.calls.clear()
    first = api.get("/v1/visits?limit=2", by=AGENT).json
    assert (world.calls.operations, world.calls.items_read) == (["Query"], 2)
    rest = api.get(f"/v1/visits?limit=2&cursor={first['next']}", by=AGENT).json
    assert {one["complaint"] for one in (*first["items"], *rest["items"])} == wanted


@covers("tell_visit")
def test_an_outcome_is_kept_and_the_customer_is_off_the_list(api: Api, world: World) -> None:
    complaint = ready_for(world, "tell_visit")
    told = api.post(path_of("tell_visit", complaint.id), {"outcome": "solved", "note": NOTE}, by=AGENT)
    assert told.status == 200
    assert (told.json["visit"]["outcome"], told.json["visit"]["by"]) == ("solved", AGENT.id)
    assert told.json["visit"]["note"] == NOTE
    assert api.get("/v1/visits", by=AGENT).json["items"] == []
    api.post(path_of("tell_visit", complaint.id), {"outcome": "solved"}, by=AGENT).problem(409, "illegal_transition")


@covers("tell_visit")
def test_a_new_problem_needs_words(api: Api, world: World) -> None:
    complaint = ready_for(world, "tell_visit")
    refused = api.post(path_of("tell_visit", complaint.id), {"outcome": "new_problem"}, by=AGENT)
    assert refused.wrong_fields() == ["note"]


@covers("plan_visit")
def test_a_visit_is_wanted_of_what_is_settled_only(api: Api, world: World) -> None:
    complaint = ready_for(world, "reply")
    api.post(path_of("plan_visit", complaint.id), {}, by=AGENT).problem(409, "illegal_transition")
    settled = ready_for(world, "plan_visit")
    planned = api.post(path_of("plan_visit", settled.id), {"every_days": 30}, by=AGENT)
    assert planned.json["visit"]["every_days"] == 30
    assert api.post(path_of("plan_visit", settled.id), {"every_days": 1}, by=AGENT).wrong_fields() == ["every_days"]


NOTE: Final = "客户说好了"
