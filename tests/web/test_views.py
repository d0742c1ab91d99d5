"""Saved views over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.desk.viewing import MOST, READS
from chalicelib.store.keys import encode_cursor
from tests.support.world import AGENT, OTHER_AGENT, STRANGER, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT


def save(api: Api, name: str, by: Any = AGENT, **wanted: Any) -> Any:
    return api.call("PUT", f"/v1/views/{name}", {"title": name, "filter": wanted}, by=by)


def run(api: Api, name: str, by: Any = AGENT, query: str = "") -> list[str]:
    """All pages."""
    found: list[str] = []
    cursor = ""
    while True:
        page = api.get(f"/v1/views/{name}/complaints?{query}&cursor={cursor}", by=by).json
        found += [one["id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            return found


@covers("get_views", "put_view", "delete_view")
def test_a_view_is_ones_own_and_a_shared_one_is_everybodys(api: Api) -> None:
    assert save(api, "late", severities=["S1"]).json["shared"] is False
    save(api, "shared.safety", by=AGENT).problem(403, "forbidden")
    assert save(api, "shared.safety", by=SUPERVISOR, signals=["safety"]).json["shared"] is True
    names = {
        one.id: [view["id"] for view in api.get("/v1/views", by=one).json["items"]] for one in (AGENT, OTHER_AGENT)
    }
    assert names == {AGENT.id: ["late", "shared.safety"], OTHER_AGENT.id: ["shared.safety"]}
    assert api.get("/v1/views", by=STRANGER).json["items"] == []
    api.call("DELETE", "/v1/views/shared.safety", by=AGENT).problem(403, "forbidden")
    api.call("DELETE", "/v1/views/late", by=OTHER_AGENT).problem(404, "not_found")
    assert api.call("DELETE", "/v1/views/late", by=AGENT).status == 204
    api.call("DELETE", "/v1/views/late", by=AGENT).problem(404, "not_found")
    assert api.call("DELETE", "/v1/views/shared.safety", by=SUPERVISOR).status == 204


@covers("get_view_complaints", "put_view")
def test_every_part_of_a_filter_filters(api: Api, world: World) -> None:
    quality, logistics, danger = (world.complain(text).id for text in (TEXT, "物流三天没动", "充电器起火，质量太差"))
    world.runtime.desk.claim(quality, Action(by=AGENT))
    urgent = world.complaint(danger)
    for wanted, expected in (
        ({}, {quality, logistics, danger}),
        ({"queues": [world.complaint(logistics).queue]}, {logistics}),
        ({"statuses": ["assigned"]}, {quality}),
        ({"statuses": ["resolved"]}, set()),
        ({"severities": [urgent.severity]}, {danger}),
        ({"categories": ["logistics"]}, {logistics}),
        ({"signals": ["safety", "legal"]}, {danger}),
        ({"languages": ["zh"]}, {quality, logistics, danger}),
        ({"languages": ["en"]}, set()),
        ({"tags": ["nothing"]}, set()),
        ({"mine": True}, {quality}),
    ):
        assert save(api, "one", **wanted).status == 200
        assert set(run(api, "one")) == expected, wanted
    save(api, "shared.mine", by=SUPERVISOR, mine=True)
    assert (run(api, "shared.mine"), run(api, "shared.mine", by=OTHER_AGENT)) == ([quality], [])


@covers("get_view_complaints", "put_view")
def test_a_call_reads_a_few_pages_and_the_next_goes_on_where_it_stopped(api: Api, world: World) -> None:
    made = [world.complain(f"{TEXT}{number}").id for number in range(7)]
    save(api, "all")
    assert sorted(run(api, "all", query="limit=2")) == sorted(made)
    save(api, "none", severities=["S3"])
    world.calls.clear()
    page = api.get("/v1/views/none/complaints?limit=1", by=AGENT).json
    assert (page["items"], page["next"] is None) == ([], False)
    assert world.calls.operations == ["GetItem", *["Query"] * READS]
    assert run(api, "none", query="limit=1") == []


@covers("get_view_complaints", "put_view")
def test_what_cannot_be_says_so(api: Api) -> None:
    assert save(api, "one", queues=["nothing"]).wrong_fields() == ["filter.queues"]
    assert save(api, "one", statuses=["closed"]).wrong_fields() == ["filter.statuses"]
    assert save(api, "one", colour=["red"]).wrong_fields() == ["filter.colour"]
    assert save(api, "Big").wrong_fields() == ["view"]
    api.get("/v1/views/one/complaints", by=AGENT).problem(404, "not_found")
    save(api, "one")
    for cursor in ("x", "eyJhIjp7IlMiOiJiIn19"):
        assert api.get(f"/v1/views/one/complaints?cursor={cursor}", by=AGENT).wrong_fields() == ["cursor"]


@covers("put_view")
def test_there_is_room_for_fifty(api: Api) -> None:
    for number in range(MOST):
        assert save(api, f"v{number}").status == 200
    assert save(api, "one-more").wrong_fields() == ["view"]
    assert save(api, "v0", mine=True).status == 200


@pytest.mark.parametrize("place", ["-1", "99999", "x"])
@covers("get_view_complaints", "put_view")
def test_a_cursor_that_is_not_ours_is_refused(api: Api, place: str) -> None:
    save(api, "one")
    cursor = encode_cursor({"place": {"S": place}, "page": {"S": ""}})
    assert api.get(f"/v1/views/one/complaints?cursor={cursor}", by=AGENT).wrong_fields() == ["cursor"]
