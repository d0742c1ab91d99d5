"""An offer: its agent sees it, takes it by claiming, or declines it; why them, and why not the others, is shown."""

from __future__ import annotations

from tests.support.world import AGENT, OTHER_AGENT, World

from .api import Api, covers
from .scenes import path_of, ready_for


@covers("decline", "get_me", "get_complaint")
def test_an_agent_sees_the_offer_and_declines_it(api: Api, world: World) -> None:
    complaint = ready_for(world, "decline")
    assert api.get("/v1/agents/me", by=AGENT).json["offer"] == complaint.id
    shown = api.get(f"/v1/complaints/{complaint.id}", by=AGENT).json
    assert (shown["status"], shown["offer"]["agent"], shown["history"][-1]["type"]) == ("waiting", AGENT.id, "offered")
    assert shown["offer"]["ranking"] == [
        {"agent": AGENT.id, "name": AGENT.name, "load": 0, "capacity": 5, "is_familiar": False, "lacking": []}
    ]
    api.post(path_of("decline", complaint.id), by=OTHER_AGENT).problem(409, "illegal_transition")
    declined = api.post(path_of("decline", complaint.id), by=AGENT)
    assert (declined.status, declined.json["offer"], declined.json["status"]) == (200, None, "waiting")
    assert api.get("/v1/agents/me", by=AGENT).json["offer"] is None


@covers("claim")
def test_claiming_takes_it_up(api: Api, world: World) -> None:
    complaint = ready_for(world, "decline")
    claimed = api.post(path_of("claim", complaint.id), by=AGENT).json
    assert (claimed["assignee"], claimed["offer"]) == (AGENT.id, None)
    assert api.get("/v1/agents/me", by=AGENT).json["offer"] is None
