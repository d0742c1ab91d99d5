"""Proposals for rules: listed with their evidence, decided by seniors, tried as they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.background.test_proposing import a_term, passed_on
from tests.support.proposals import proposal
from tests.support.proposals import proposed as stored
from tests.support.understanding import understood
from tests.support.world import AUDITOR, SHOP, STRANGER, SUPERVISOR, World
from tests.web.test_rules import PATH, candidate

from .api import Api, covers


@pytest.fixture
def proposed(api: Api, world: World) -> dict[str, Any]:
    world.runtime.proposing = replace(world.runtime.proposing, assess=understood)
    passed_on(world)
    world.runtime.proposing.found(SHOP)
    items = api.get("/v1/proposals?lang=en", by=AUDITOR).json["items"]
    found: dict[str, Any] = next(one for one in items if one["text"] == "the text says “发票”")
    return found


@covers("get_proposals", "accept_proposal")
def test_a_rule_is_listed_with_its_evidence_tried_and_accepted(
    api: Api, world: World, proposed: dict[str, Any]
) -> None:
    assert (proposed["kind"], proposed["source"], proposed["target"]) == ("route", "quality", "policy")
    assert proposed["evidence"]["hits"] == 9
    assert proposed["effect"] == {"tried": 18, "changed": 10, "right": 9, "wrong": 1}
    tried = {"rules": candidate(proposed["rule"]), "queue": "quality", "status": "assigned"}
    assert api.post(PATH, tried, by=SUPERVISOR).json["changed"] == 1
    path = f"/v1/proposals/{proposed['id']}/accept"
    answer = api.post(path, {"reason": "so be it"}, by=SUPERVISOR, If_Match=f'"{proposed["version"]}"')
    assert (answer.json["state"], answer.json["decided_by"]) == ("accepted", SUPERVISOR.id)
    assert world.complain("质量保修要看发票吗").routing.rules == (proposed["rule"]["id"],)
    assert answer.headers["etag"] == f'"{answer.json["version"]}"'
    api.post(path, {}, by=SUPERVISOR).problem(409, "illegal_transition")
    assert world.runtime.lexicons.newest(SHOP).version == 0


@covers("accept_proposal")
def test_a_word_that_is_accepted_is_in_the_lexicon(api: Api, world: World) -> None:
    one = a_term(world)
    answer = api.post(f"/v1/proposals/{one.id}/accept", {}, by=SUPERVISOR).json
    assert (answer["state"], answer["applied"]) == ("accepted", "lexicon 1")
    terms = [term["text"] for term in api.get("/v1/lexicon", by=SUPERVISOR).json["terms"]]
    assert terms == [answer["term"]["text"]]


@covers("decline_proposal")
def test_declining_needs_a_reason_and_the_present_version(api: Api, proposed: dict[str, Any]) -> None:
    path = f"/v1/proposals/{proposed['id']}/decline"
    assert api.post(path, {}, by=SUPERVISOR).wrong_fields() == ["reason"]
    api.post(path, {"reason": "no"}, by=SUPERVISOR, If_Match='"99"').problem(412, "stale_version")
    answer = api.post(path, {"reason": "they learn it this month"}, by=SUPERVISOR).json
    assert (answer["state"], answer["reason"]) == ("declined", "they learn it this month")
    assert api.post(path, {"reason": "they learn it this month"}, by=SUPERVISOR).json == answer, "the answer was lost"
    api.post(path, {"reason": "for another reason"}, by=SUPERVISOR).problem(409, "illegal_transition")


@covers("retire_proposal")
def test_taking_back_needs_a_reason_and_the_present_version(api: Api, world: World) -> None:
    one = stored(world, proposal())
    path = f"/v1/proposals/{one.id}/retire"
    api.post(path, {"reason": "no"}, by=SUPERVISOR).problem(409, "illegal_transition")
    accepted = api.post(f"/v1/proposals/{one.id}/accept", {}, by=SUPERVISOR)
    assert api.post(path, {}, by=SUPERVISOR).wrong_fields() == ["reason"]
    api.post(path, {"reason": "no"}, by=SUPERVISOR, If_Match='"99"').problem(412, "stale_version")
    answer = api.post(path, {"reason": "their own team now"}, by=SUPERVISOR, If_Match=accepted.headers["etag"])
    assert (answer.json["state"], answer.json["reason"]) == ("retired", "their own team now")
    assert answer.headers["etag"] == f'"{answer.json["version"]}"'
    assert api.post(path, {"reason": "their own team now"}, by=SUPERVISOR).json == answer.json, "the answer was lost"


@covers("get_proposals", "accept_proposal", "decline_proposal", "retire_proposal")
def test_another_shops_proposals_are_unknown(api: Api, proposed: dict[str, Any]) -> None:
    assert api.get("/v1/proposals", by=STRANGER).json["items"] == []
    for action in ("accept", "decline", "retire"):
        path = f"/v1/proposals/{proposed['id']}/{action}"
        api.post(path, {"reason": "x"}, by=STRANGER).problem(404, "not_found")
