"""Compensation over HTTP: within one's authority at once, above it by somebody else's decision."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.alerts.triggers import of_change
from chalicelib.model.alert import AlertKind
from chalicelib.model.complaint import Complaint
from chalicelib.model.identity import Principal
from tests.support.orders import NUMBER, order
from tests.support.world import ADMIN, AGENT, AUDITOR, SHOP, STRANGER, SUPERVISOR, World

from .api import Answer, Api, covers
from .scenes import ready_for, with_a_proposal

OTHER_SUPERVISOR: Final = SUPERVISOR.model_copy(update={"id": "supervisor-2", "name": "许宁"})


@pytest.fixture
def complaint(world: World) -> Complaint:
    world.doorkeeper.people[OTHER_SUPERVISOR.id] = OTHER_SUPERVISOR
    return ready_for(world, "compensate")


def offer(api: Api, complaint: Complaint, by: Principal = AGENT, **about: Any) -> Answer:
    body = {"amount": "20.00", "reason": "等了很久", **about}
    return api.post(f"/v1/complaints/{complaint.id}/compensation", body, by=by)


def decide(api: Api, complaint: Complaint, decision: str, by: Principal, **about: Any) -> Answer:
    body = {"compensation": "g0", "decision": decision, **about}
    return api.post(f"/v1/complaints/{complaint.id}/decide-compensation", body, by=by)


@covers("compensate")
def test_within_the_limit_it_is_offered_at_once(api: Api, complaint: Complaint) -> None:
    [given] = offer(api, complaint).json["compensations"]
    assert (given["state"], given["amount"], given["currency"]) == ("offered", "20.00", "CNY")
    assert (given["proposed_by"], given["decided_by"], given["why"]) == (AGENT.id, None, "等了很久")
    history = api.get(f"/v1/complaints/{complaint.id}/history", by=AGENT).json["items"]
    assert history[-1]["type"] == "compensation_offered"


@covers("compensate", "get_pending_compensations")
def test_small_sums_add_up_and_what_is_above_waits(api: Api, complaint: Complaint) -> None:
    assert offer(api, complaint, amount="50").json["compensations"][-1]["state"] == "offered"
    assert offer(api, complaint, amount="0.01").json["compensations"][-1]["state"] == "pending"
    [waiting] = api.get("/v1/compensations", by=SUPERVISOR).json["items"]
    assert (waiting["complaint"], waiting["amount"], waiting["may_decide"]) == (complaint.id, "0.01", True)
    assert offer(api, complaint, SUPERVISOR, amount="450.00").json["compensations"][-1]["state"] == "offered"
    assert offer(api, complaint, ADMIN, amount="99999.00").json["compensations"][-1]["state"] == "offered"


@covers("decide_compensation", "get_pending_compensations")
def test_a_supervisor_approves_and_it_waits_no_more(api: Api, world: World, complaint: Complaint) -> None:
    with_a_proposal(world, complaint)
    [given] = decide(api, complaint, "approve", SUPERVISOR).json["compensations"]
    assert (given["state"], given["decided_by"]) == ("offered", SUPERVISOR.id)
    assert api.get("/v1/compensations", by=SUPERVISOR).json["items"] == []
    decide(api, complaint, "reject", SUPERVISOR, reason="x").problem(409, "illegal_transition")


@covers("decide_compensation")
def test_to_reject_one_says_why(api: Api, world: World, complaint: Complaint) -> None:
    with_a_proposal(world, complaint)
    assert decide(api, complaint, "reject", SUPERVISOR).wrong_fields() == ["reason"]
    [given] = decide(api, complaint, "reject", SUPERVISOR, reason="已经换货").json["compensations"]
    assert (given["state"], given["decided_why"]) == ("rejected", "已经换货")


@covers("decide_compensation", "get_pending_compensations")
def test_four_eyes(api: Api, world: World, complaint: Complaint) -> None:
    with_a_proposal(world, complaint, by=SUPERVISOR, amount="501.00")
    for decision in ("approve", "reject"):
        decide(api, complaint, decision, SUPERVISOR, reason="mine").problem(403, "forbidden")
    decide(api, complaint, "approve", AGENT).problem(403, "forbidden")
    decide(api, complaint, "approve", OTHER_SUPERVISOR).problem(403, "forbidden")
    mine, theirs, admins = (
        api.get("/v1/compensations", by=who).json["items"][0]["may_decide"]
        for who in (SUPERVISOR, OTHER_SUPERVISOR, ADMIN)
    )
    assert (mine, theirs, admins) == (False, False, True)
    assert decide(api, complaint, "approve", ADMIN).status == 200


@covers("decide_compensation")
def test_only_its_proposer_takes_it_back(api: Api, world: World, complaint: Complaint) -> None:
    with_a_proposal(world, complaint)
    decide(api, complaint, "withdraw", SUPERVISOR).problem(403, "forbidden")
    [given] = decide(api, complaint, "withdraw", AGENT).json["compensations"]
    assert given["state"] == "withdrawn"
    decide(api, complaint, "approve", SUPERVISOR, compensation="g9").problem(404, "not_found")


@covers("compensate")
def test_what_a_rule_owes_needs_nobody_but_has_to_be_certain(api: Api, world: World) -> None:
    world.runtime.orders.put(SHOP, [order()])
    complaint = world.complain("手机用了两天屏幕就坏了，要求换货", order={"platform": "jd", "number": NUMBER})
    owed: dict[str, Any] = {"amount": "1999.00", "basis": "entitlement", "owed_as": "refund"}
    offer(api, complaint, **owed).problem(409, "illegal_transition")
    api.post(f"/v1/complaints/{complaint.id}/facts", {"facts": {"fault_on": "2026-11-07"}}, by=AGENT)
    assert offer(api, complaint, **owed | {"amount": "1999.01"}).wrong_fields() == ["amount"]
    [given] = offer(api, complaint, **owed).json["compensations"]
    assert (given["state"], "CN-3B-7" in given["rules"]) == ("offered", True)
    assert offer(api, complaint, **owed | {"amount": "0.01"}).wrong_fields() == ["amount"]
    assert offer(api, complaint, **owed | {"owed_as": "moon"}).wrong_fields() == ["owed_as"]
    assert offer(api, complaint).json["compensations"][-1]["state"] == "offered"


@covers("compensate")
@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0.00"},
        {"amount": "-1"},
        {"amount": "1.005"},
        {"amount": "1e3"},
        {"amount": 20},
        {"amount": "9999999999"},
        {"currency": "yuan"},
        {"reason": " "},
        {"basis": "entitlement"},
        {"owed_as": "refund"},
    ],
)
def test_what_is_no_sum_is_refused(api: Api, world: World, complaint: Complaint, wrong: dict[str, Any]) -> None:
    assert len(offer(api, complaint, **wrong).wrong_fields()) == 1
    assert world.complaint(complaint.id) == complaint


@covers("compensate")
def test_of_another_version_or_a_settled_complaint_nothing_is_given(api: Api, complaint: Complaint) -> None:
    path = f"/v1/complaints/{complaint.id}/compensation"
    api.post(path, {"amount": "1", "reason": "x"}, by=AGENT, If_Match='"1"').problem(412, "stale_version")
    api.post(f"/v1/complaints/{complaint.id}/resolve", {}, by=AGENT)
    offer(api, complaint).problem(409, "illegal_transition")


@covers("compensate", "get_pending_compensations")
def test_of_others_nobody_knows(api: Api, world: World, complaint: Complaint) -> None:
    with_a_proposal(world, complaint)
    offer(api, complaint, STRANGER).problem(404, "not_found")
    offer(api, complaint, AUDITOR).problem(403, "forbidden")
    assert api.get("/v1/compensations", by=STRANGER).json["items"] == []
    api.get("/v1/compensations", by=AGENT).problem(403, "forbidden")


def test_supervisors_are_told_what_waits_for_them(world: World, complaint: Complaint) -> None:
    waiting = with_a_proposal(world, complaint)
    events = world.runtime.store.dossier(SHOP, complaint.id).events
    alerts = [one for one in of_change(events, waiting) if one.kind is AlertKind.APPROVAL]
    assert [(one.subject, one.detail, one.queue) for one in alerts] == [(complaint.id, "80.00 CNY", waiting.queue)]
