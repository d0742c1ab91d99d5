"""What a customer is entitled to, over HTTP: shown in three languages, stated facts for, tried out."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.model.complaint import Complaint
from tests.support.orders import NUMBER, TAG, order
from tests.support.world import AGENT, AUDITOR, OTHER_AGENT, SHOP, STRANGER, World

from .api import Api, covers

TEXT: Final = "手机用了两天屏幕就坏了，要求换货"
ORDER: Final = {"platform": "jd", "number": NUMBER}


@pytest.fixture
def complaint(world: World) -> Complaint:
    """About a phone that was signed for six days before."""
    world.runtime.orders.put(SHOP, [order()])
    return world.complain(TEXT, order=ORDER)


def shown(api: Api, complaint: Complaint, **query: str) -> Any:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return api.get(f"/v1/complaints/{complaint.id}/entitlements?{asked}", by=AGENT).json


def codes(named: Any) -> list[str]:
    return [one["code"] for one in named]


@covers("get_entitlements")
def test_before_a_word_is_written_the_agent_sees_what_is_owed(api: Api, complaint: Complaint) -> None:
    answer = shown(api, complaint, lang="en")
    assert codes(answer["entitled"]) == ["return_refund", "exchange", "repair_free"]
    assert answer["freight"] == {"code": "merchant", "name": "merchant"}
    assert (answer["conditional"], answer["rests_on"]) == (True, ["fault_on"])
    assert codes(answer["evidence"]) == ["order", "fault_proof"]
    assert answer["amounts"] == {"refund": "1999.00"}
    assert "CN-3B-7" in [rule["id"] for rule in answer["rules"]]
    assert answer["trace"] is None
    sources = {one["name"]: (one["source"], one["origin"]) for one in answer["facts"]}
    assert sources["fault_on"] == ("asserted", "message")
    assert sources["signed_on"] == ("evidenced", "order")


@covers("get_entitlements")
def test_it_is_told_in_three_languages(api: Api, complaint: Complaint) -> None:
    told = [shown(api, complaint, lang=language) for language in ("zh-Hans", "zh-Hant", "en")]
    assert [one["entitled"][1]["name"] for one in told] == ["换货", "換貨", "exchange"]
    assert len({one["rules"][0]["says"] for one in told}) == 3


@covers("what_if")
def test_of_a_rule_with_several_parts_the_one_that_spoke_is_told(api: Api) -> None:
    """A return within seven days is not explained by what holds in a shop."""
    bought = {"issue": "no_reason", "buyer": "consumer", "category": "shoes", "signed_on": "2026-11-09"}
    bought |= {"order_date": "2026-11-05", "price_paid": "219.00"}
    told = [
        api.post("/v1/policies/what-if?lang=en", {"facts": bought | {"channel": place}}, by=AGENT).json["rules"][0][
            "says"
        ]
        for place in ("online", "store")
    ]
    assert "within 7 days" in told[0]
    assert "Purchases in a shop" in told[1]


@covers("get_entitlements")
def test_the_trace_says_of_every_rule_why(api: Api, complaint: Complaint) -> None:
    trace = shown(api, complaint, trace="true")["trace"]
    states = {one["rule"]: one["state"] for one in trace}
    assert states["CN-3B-7"] == "matched"
    assert "rejected" in states.values()
    assert all(one["because"] for one in trace if one["state"] == "rejected")


@covers("get_entitlements")
def test_of_a_complaint_about_nothing_nothing_is_said(api: Api, world: World) -> None:
    answer = shown(api, world.complain("你好"))
    assert (answer["entitled"], answer["facts"], answer["rules"]) == ([], [], [])


@covers("get_entitlements", "state_facts")
def test_a_confirmed_fact_settles_it(api: Api, complaint: Complaint) -> None:
    path = f"/v1/complaints/{complaint.id}/facts"
    changed = api.post(path, {"facts": {"fault_on": "2026-11-07"}}, by=AGENT).json
    assert [one["remedy"] for one in changed["entitlements"]] == ["return_refund", "exchange", "repair_free"]
    assert not changed["entitlements"][0]["conditional"]
    assert shown(api, complaint)["rests_on"] == []
    api.post(path, {"facts": {"fault_on": None}}, by=AGENT)
    assert shown(api, complaint)["rests_on"] == ["fault_on"]


@covers("state_facts")
def test_what_cannot_be_a_fact_is_refused_and_nothing_changes(api: Api, world: World, complaint: Complaint) -> None:
    path = f"/v1/complaints/{complaint.id}/facts"
    for facts, field in (
        ({"colour": "red"}, "colour"),
        ({"fault_on": "yesterday"}, "fault_on"),
        ({"price_paid": "-3"}, "price_paid"),
        ({}, "facts"),
    ):
        assert api.post(path, {"facts": facts}, by=AGENT).wrong_fields() == [field]
    assert world.complaint(complaint.id) == complaint
    silent = world.complain("你好")
    wrong = api.post(f"/v1/complaints/{silent.id}/facts", {"facts": {"price_paid": "3.00"}}, by=AGENT)
    assert wrong.wrong_fields() == ["issue"]


@covers("state_facts")
def test_facts_are_stated_by_who_holds_the_complaint(api: Api, complaint: Complaint) -> None:
    api.post(f"/v1/complaints/{complaint.id}/claim", by=OTHER_AGENT)
    body = {"facts": {"fault_on": "2026-11-07"}}
    api.post(f"/v1/complaints/{complaint.id}/facts", body, by=AGENT).problem(409, "already_claimed")


@covers("state_facts", "get_entitlements")
def test_a_tag_alone_brings_the_order(api: Api, world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain(TEXT)
    assert "signed_on" not in {one["name"] for one in shown(api, complaint)["facts"]}
    api.post(f"/v1/complaints/{complaint.id}/facts", {"facts": {"tag": TAG}}, by=AGENT)
    facts = {one["name"]: one["value"] for one in shown(api, complaint)["facts"]}
    assert (facts["product"], facts["price_paid"]) == ("手机", "1999.00")


@covers("what_if")
def test_what_if_answers_and_keeps_nothing(api: Api, world: World, complaint: Complaint) -> None:
    changed = {"complaint": complaint.id, "facts": {"signed_on": "2026-10-01", "fault_on": "2026-11-01"}}
    answer = api.post("/v1/policies/what-if?trace=true", changed, by=AUDITOR).json
    assert "return_refund" not in codes(answer["entitled"])
    assert answer["trace"]
    assert world.complaint(complaint.id) == complaint
    api.post("/v1/policies/what-if", changed, by=STRANGER).problem(404, "not_found")


@covers("what_if")
def test_what_if_needs_no_complaint(api: Api) -> None:
    facts = {
        "issue": "no_reason",
        "category": "shoes",
        "buyer": "consumer",
        "channel": "online",
        "order_date": "2026-11-01",
        "signed_on": {"value": "2026-11-05", "source": "asserted"},
        "price_paid": "219.00",
    }
    answer = api.post("/v1/policies/what-if", {"facts": facts}, by=AGENT).json
    assert codes(answer["entitled"]) == ["return_refund"]
    assert answer["conditional"]
    assert api.post("/v1/policies/what-if", {"facts": {}}, by=AGENT).wrong_fields() == ["issue"]
    wrong = {**facts, "signed_on": {"value": "2026-11-05", "source": "heard"}}
    assert api.post("/v1/policies/what-if", {"facts": wrong}, by=AGENT).wrong_fields() == ["source"]


@covers("get_policies")
def test_everybody_may_read_the_rules_in_force(api: Api) -> None:
    answer = api.get("/v1/policies?topic=no_reason&lang=en").json
    ids = [rule["id"] for rule in answer["items"]]
    assert "CN-7D" in ids
    assert answer["day"] == "2026-11-11"
    assert len(ids) == len(set(ids))
    assert all(rule["says"] and rule["source"] and "no_reason" in rule["topics"] for rule in answer["items"])
    layers = [rule["layer"] for rule in answer["items"]]
    assert layers == sorted(layers, key=["law", "region", "platform", "merchant"].index)


@covers("get_policies")
def test_promises_are_shown_with_their_platform_only(api: Api) -> None:
    bare, sample = (api.get(f"/v1/policies{query}").json["items"] for query in ("", "?profile=sample_shop"))
    assert {rule["id"] for rule in sample} - {rule["id"] for rule in bare} >= {"SAMPLE-NR-15"}
    assert api.get("/v1/policies?jurisdiction=XX").wrong_fields() == ["jurisdiction"]
    assert api.get("/v1/policies?jurisdiction=UK").json["items"]
