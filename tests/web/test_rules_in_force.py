"""The rules in force are shown in their order, with who accepted which, and every change there was."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.routing.rules import rule_book
from tests.support.proposals import WORD, proposal, proposed
from tests.support.rules import put_in_force
from tests.support.world import ADMIN, AGENT, AUDITOR, SHOP, STRANGER, SUPERVISOR, World

from .api import Api, covers

FILE = [rule.id for rule in rule_book().rules]


@pytest.fixture
def accepted(api: Api, world: World) -> dict[str, Any]:
    proposed(world, proposal())
    found: dict[str, Any] = api.post("/v1/proposals/p1/accept", {"reason": "so be it"}, by=SUPERVISOR).json
    return found


def rules(api: Api, **about: Any) -> Any:
    return api.get("/v1/rules?lang=en", by=AUDITOR, **about).json


@covers("get_rules")
def test_a_shop_that_has_accepted_none_goes_by_the_file(api: Api) -> None:
    found = rules(api)
    assert (found["version"], [one["id"] for one in found["items"]]) == (rule_book().version, FILE)
    assert {(one["in_force"], one["accepted"]) for one in found["items"]} == {(True, None)}


@covers("get_rules")
@pytest.mark.usefixtures("accepted")
def test_an_accepted_rule_stands_in_its_place_with_who_and_why(api: Api, world: World) -> None:
    world.calls.clear()
    found = rules(api)
    assert world.calls.operations == ["GetItem"]
    place = FILE.index("unsure")
    assert [one["id"] for one in found["items"]] == [*FILE[:place], "proposal-p1", *FILE[place:]]
    one = found["items"][place]
    assert (one["text"], one["queue"], one["when"]) == (
        "People used to pass it on.",
        "policy",
        {"shops": [SHOP], "categories": ["quality"], "words": [WORD]},
    )
    assert (one["in_force"], one["accepted"]["by"], one["accepted"]["reason"]) == (True, SUPERVISOR.id, "so be it")
    assert found["version"] == world.complain(f"质量太差，{WORD}").routing.version


@covers("get_rules")
def test_what_is_not_asked_is_shown_as_such(api: Api, world: World) -> None:
    for name, then in (("gone", {"queue": "closed-down"}), ("unsure", {"queue": "policy"})):
        put_in_force(world, {"id": name, "when": {"words": ["x"]}, "then": {**then, "reason": "."}})
    later = {"id": "later", "since": "2030-01-01", "when": {"words": ["x"]}, "then": {"queue": "policy", "reason": "."}}
    put_in_force(world, later)
    found = rules(api)["items"]
    assert [one["id"] for one in found if not one["in_force"]] == ["later", "unsure", "gone"]
    twice = [one["accepted"] is None for one in found if one["id"] == "unsure"]
    assert twice == [True, False], "the file has it by now"


@covers("get_rules", "retire_proposal")
def test_what_was_taken_back_is_shown_no_more(api: Api, accepted: dict[str, Any]) -> None:
    back = {"reason": "their own team now"}
    api.post("/v1/proposals/p1/retire", back, by=ADMIN, If_Match=f'"{accepted["version"]}"')
    assert [one["id"] for one in rules(api)["items"]] == FILE
    assert rules(api)["version"] == f"{rule_book().version}+2"


@covers("get_rule_changes", "retire_proposal")
@pytest.mark.usefixtures("accepted")
def test_every_change_is_kept_with_who_when_and_why(api: Api) -> None:
    api.post("/v1/proposals/p1/retire", {"reason": "their own team now"}, by=ADMIN)
    first = api.get("/v1/rules/changes?limit=1&lang=en", by=AUDITOR).json
    then = api.get(f"/v1/rules/changes?limit=1&lang=en&cursor={first['next']}", by=AUDITOR).json
    told = [
        (one["version"], one["step"], one["rule"]["id"], one["by"], one["reason"])
        for one in (*first["items"], *then["items"])
    ]
    assert told == [
        (2, "retired", "proposal-p1", ADMIN.id, "their own team now"),
        (1, "accepted", "proposal-p1", SUPERVISOR.id, "so be it"),
    ]


@covers("get_rules", "get_rule_changes")
@pytest.mark.usefixtures("accepted")
def test_another_shop_sees_its_own_and_agents_none(api: Api) -> None:
    assert [one["id"] for one in api.get("/v1/rules", by=STRANGER).json["items"]] == FILE
    assert api.get("/v1/rules/changes", by=STRANGER).json["items"] == []
    for path in ("/v1/rules", "/v1/rules/changes"):
        api.get(path, by=AGENT).problem(403, "forbidden")


@covers("try_rules")
@pytest.mark.usefixtures("accepted")
def test_a_dry_run_counts_what_the_shop_accepted(api: Api, world: World) -> None:
    """A new rule file is tried as it would be in force: with what the shop accepted in its place."""
    world.complain(f"质量太差，{WORD}")
    raw = rule_book().model_dump(mode="json", exclude_none=True)
    sent = {"rules": raw, "queue": "policy", "status": "waiting"}
    assert api.post("/v1/rules/dry-run", sent, by=SUPERVISOR).json["changed"] == 0
    first = {**raw, "accepted_before": "policy"}
    moved = api.post("/v1/rules/dry-run", {**sent, "rules": first}, by=SUPERVISOR).json["moves"]
    assert moved == [{"source": "policy", "target": "quality", "count": 1}]
