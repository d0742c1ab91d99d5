"""Who may call what: no token, no entry; a role has to suffice; another shop's complaint is as unknown as none."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.model.identity import Principal
from chalicelib.web.operations import OPERATIONS
from tests.support.world import ADMIN, AGENT, AUDITOR, OTHER_AGENT, STRANGER, SUPERVISOR, World

from .api import Answer, Api
from .scenes import BODIES, OPERATION, QUESTIONS, TEXT, caller_of, path_of, ready_for

PUBLIC: Final = {
    "get_policies", "get_policies_page",
    "post_complaint", "get_receipt", "get_hook", "head_hook", "post_hook", "get_form", "post_form", "get_status",
    "post_status",
    "get_survey", "post_survey", "get_health", "get_openapi", "get_docs", "post_upload",
    "get_unsubscribe", "post_unsubscribe",
    "get_form_script", "get_widget", "get_desk", "get_desk_script", "get_desk_stylesheet",
}  # fmt: skip
OVERSIGHT: Final = {
    "get_quarantine", "get_surveys", "get_report", "get_polls", "replay", "get_webhooks", "get_webhook",
    "get_webhook_deliveries", "get_webhook_delivery", "get_lexicon", "put_lexicon", "try_lexicon",
    "post_orders", "get_agents", "put_agent", "get_pending_compensations", "try_rules",
    "assign_to", "audit_complaint", "get_audits", "get_warnings", "get_digest", "get_proposals",
    "accept_proposal", "decline_proposal", "retire_proposal", "get_monthly_report", "get_costs", "put_costs",
    "get_rules", "get_rule_changes",
}  # fmt: skip
"""Not for agents."""
WRITING: Final = {
    *BODIES, "put_me", "heartbeat_me", "put_agent", "replay", "put_lexicon", "try_lexicon", "post_orders",
    "put_costs", "get_templates", "check_reply", "get_macros", "get_pending_compensations", "try_rules",
    "accept_proposal", "decline_proposal", "retire_proposal",
    "bulk", "get_attachment", "get_mentions", "read_mentions", "get_views", "put_view", "delete_view",
    "get_view_complaints",
}  # fmt: skip
"""Not for auditors."""
ADMINISTRATION: Final = {
    "create_webhook", "put_webhook", "delete_webhook", "rotate_webhook_secret", "test_webhook",
    "replay_webhook_delivery", "replay_webhooks",
}  # fmt: skip
"""For admins only."""
GUARDED: Final = sorted(set(OPERATION) - PUBLIC)
OF_A_COMPLAINT: Final = [one.name for one in OPERATIONS if "{complaint}" in one.path]
NOBODY: Final = Principal(id="nobody", shop="demo")


SENT: Final = BODIES | QUESTIONS | {
    "put_view": {"title": "x", "filter": {}}, "read_mentions": {"until": "x"},
    "bulk": {"action": "note", "complaints": ["none"], "body": {"text": "x"}},
}  # fmt: skip


def call(api: Api, name: str, *, by: Principal | None, of: str = "none", **headers: str) -> Answer:
    return api.call(OPERATION[name].method, path_of(name, of), SENT.get(name), by=by, **headers)


def without_place(answer: Answer) -> dict[str, Any]:
    """The problem without what differs between two names."""
    return {name: value for name, value in answer.json.items() if name not in ("instance", "id")}


@pytest.mark.parametrize("name", GUARDED)
def test_the_desk_is_closed_without_a_good_token(api: Api, name: str) -> None:
    refused = call(api, name, by=None)
    refused.problem(401, "unauthenticated")
    assert refused.headers["www-authenticate"] == "Bearer"
    for authorization in ("Bearer", "Bearer ", "Basic agent-1", "agent-1", "Bearer nobody-knows-me"):
        call(api, name, by=None, Authorization=authorization).problem(401, "unauthenticated")


def test_a_token_is_asked_for_before_anything_is_read(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    api.post(path_of("note", complaint.id), b"{broken").problem(401, "unauthenticated")
    api.post(path_of("note", complaint.id), b"{broken", by=AUDITOR).problem(403, "forbidden")


def test_the_scheme_of_a_token_has_no_case(api: Api) -> None:
    assert api.get("/v1/agents/me", Authorization="bearer agent-1").status == 200


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("person", [AGENT, SUPERVISOR, ADMIN, AUDITOR], ids=lambda person: person.id)
def test_a_role_opens_what_is_its_own(api: Api, name: str, person: Principal) -> None:
    is_closed = (
        (person is AGENT and name in OVERSIGHT)
        or (person is AUDITOR and name in WRITING)
        or (person is not ADMIN and name in ADMINISTRATION)
    )
    answer = call(api, name, by=person)
    if is_closed:
        assert person.roles.isdisjoint(answer.problem(403, "forbidden")["roles"])
    else:
        assert answer.status in (200, 204, 404, 422)


@pytest.mark.parametrize("name", GUARDED)
def test_somebody_without_a_role_may_do_nothing(api: Api, world: World, name: str) -> None:
    world.doorkeeper.people[NOBODY.id] = NOBODY
    call(api, name, by=NOBODY).problem(403, "forbidden")


@pytest.mark.parametrize("name", OF_A_COMPLAINT)
def test_an_unknown_complaint_and_another_shops_look_the_same(api: Api, world: World, name: str) -> None:
    complaint = ready_for(world, name)
    unknown = call(api, name, by=caller_of(name), of="c0000000000000000000")
    unknown.problem(404, "not_found")
    foreign = call(api, name, by=STRANGER, of=complaint.id)
    assert without_place(foreign) == without_place(unknown)
    assert world.complaint(complaint.id) == complaint


@pytest.mark.parametrize("name", ["x" * 3000, "质" * 200, "%20", "..%2F..", "c%00", "%FF%FE"])
def test_a_name_that_can_be_nobodys_is_unknown(api: Api, name: str) -> None:
    api.get(f"/v1/complaints/{name}", by=AGENT).problem(404, "not_found")
    api.post(f"/v1/quarantine/{name}/replay", by=SUPERVISOR).problem(404, "not_found")
    api.get(f"/v1/receipts/{name}").problem(404, "not_found")


def test_an_empty_name_is_unknown(api: Api) -> None:
    api.post("/v1/quarantine//replay", by=SUPERVISOR).problem(404, "not_found")


def test_another_shops_lists_are_empty(api: Api, world: World) -> None:
    complaint = world.complain(TEXT, customer={"phone": "13812345678"})
    for path in (
        f"/v1/queues/{complaint.queue}/complaints",
        "/v1/search?phone=13812345678",
        f"/v1/search?id={complaint.id}",
    ):
        assert len(api.get(path, by=AGENT).json["items"]) == 1
        assert api.get(path, by=STRANGER).json["items"] == []
    assert {queue["waiting"] for queue in api.get("/v1/queues", by=STRANGER).json["items"]} == {0}
    assert api.post(path_of("claim_next"), by=STRANGER).status == 204
    assert api.post(path_of("claim_next"), by=OTHER_AGENT).json["id"] == complaint.id
