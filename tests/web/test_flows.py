"""After-sale flows over HTTP, and what their customer sees of them."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.model.complaint import Complaint
from tests.support.world import AGENT, OTHER_AGENT, SHOP, World

from .api import Answer, Api, covers
from .scenes import ready_for

TITLES: Final = {"zh-Hans": "维修", "zh-Hant": "維修", "en": "Repair"}


@pytest.fixture
def complaint(world: World) -> Complaint:
    return ready_for(world, "start_flow")


def call(api: Api, complaint: Complaint, action: str, **body: Any) -> Answer:
    return api.post(f"/v1/complaints/{complaint.id}/{action}-flow", body, by=AGENT)


def status(api: Api, world: World, complaint: Complaint, language: str) -> Answer:
    token = world.runtime.signer.sign("status", SHOP, complaint.id)
    return api.get(f"/status/{token}?lang={language}", Accept="text/html")


@covers("get_flows")
def test_everybody_at_the_desk_sees_which_flows_there_are(api: Api) -> None:
    for language, title in TITLES.items():
        found = {one["id"]: one for one in api.get(f"/v1/flows?lang={language}", by=AGENT).json["items"]}
        assert found["repair"]["title"] == title
    steps = {one["id"]: one for one in found["repair"]["steps"]}
    assert (steps["confirm"]["owner"], steps["confirm"]["within"]) == ("agent", {"hours": 24})
    assert found.keys() == {"return", "refund", "exchange", "repair", "price_protection", "parcel"}


@covers("start_flow", "advance_flow")
def test_a_repair_from_the_request_to_the_certificate(api: Api, complaint: Complaint) -> None:
    [flow] = call(api, complaint, "start", flow="repair").json["flows"]
    assert ([one["step"] for one in flow["steps"]], flow["next"]) == (["apply", "confirm"], ["send_in", "declined"])
    for to in ("send_in", "repair", "check", "repair", "check", "certificate", None):
        [flow] = call(api, complaint, "advance", flow="repair", to=to).json["flows"]
    assert flow["state"] == "finished"
    assert {one["by"] for one in flow["steps"]} == {AGENT.id}
    history = [one["type"] for one in api.get(f"/v1/complaints/{complaint.id}/history", by=AGENT).json["items"]]
    assert (history.count("flow_started"), history.count("flow_advanced")) == (1, 7)


@covers("start_flow", "advance_flow", "cancel_flow")
def test_what_cannot_be_is_refused_and_says_what_can(api: Api, world: World, complaint: Complaint) -> None:
    assert call(api, complaint, "start", flow="moon").wrong_fields() == ["flow"]
    call(api, complaint, "advance", flow="return").problem(404, "not_found")
    call(api, complaint, "cancel", flow="return", reason="x").problem(404, "not_found")
    call(api, complaint, "start", flow="return")
    call(api, complaint, "start", flow="return").problem(409, "illegal_transition")
    assert call(api, complaint, "advance", flow="return", to="refund").wrong_fields() == ["to"]
    assert call(api, complaint, "advance", flow="return", to="declined").wrong_fields() == ["reason"]
    assert call(api, complaint, "cancel", flow="return").wrong_fields() == ["reason"]
    path = f"/v1/complaints/{complaint.id}/start-flow"
    api.post(path, {"flow": "parcel"}, by=OTHER_AGENT).problem(409, "already_claimed")
    api.post(path, {"flow": "parcel"}, by=AGENT, If_Match='"1"').problem(412, "stale_version")
    world.runtime.desk.store.complaint(SHOP, complaint.id)


@covers("cancel_flow")
def test_given_up_another_may_begin(api: Api, complaint: Complaint) -> None:
    call(api, complaint, "start", flow="return")
    [flow] = call(api, complaint, "cancel", flow="return", reason="客户要换货").json["flows"]
    assert (flow["state"], flow["next"]) == ("cancelled", [])
    flows = call(api, complaint, "start", flow="return").json["flows"]
    assert [one["state"] for one in flows] == ["cancelled", "running"]


@covers("get_status", "start_flow", "advance_flow")
@pytest.mark.parametrize(("language", "now"), [("zh-Hans", "送修"), ("zh-Hant", "送修"), ("en", "Send it in")])
def test_the_customer_sees_whose_turn_it_is_and_no_names(
    api: Api, world: World, complaint: Complaint, language: str, now: str
) -> None:
    call(api, complaint, "start", flow="repair")
    call(api, complaint, "advance", flow="repair", to="send_in", reason="内部说明")
    page = status(api, world, complaint, language).text
    assert TITLES[language] in page
    assert f'<span class="stage">{now}</span>' in page
    assert "内部说明" not in page
    assert AGENT.id not in page
    token = world.runtime.signer.sign("status", SHOP, complaint.id)
    told = api.get(f"/status/{token}?lang={language}", Accept="application/json").json
    [flow] = told["flows"]
    assert [one["state"] for one in flow["steps"]] == ["done", "done", "now", "ahead", "ahead", "ahead"]
    assert (flow["steps"][2]["title"], flow["steps"][2]["owner"]) == (now, "customer")
