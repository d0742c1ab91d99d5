"""Routing rules are tried before they count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.routing.rules import rule_book
from tests.support.world import AGENT, SUPERVISOR, World

from .api import Api, covers

PATH: Final = "/v1/rules/dry-run"


def candidate(*first: dict[str, Any]) -> dict[str, Any]:
    """The rules in force, with these before them."""
    raw = rule_book().model_dump(mode="json", exclude_none=True)
    return raw | {"version": "candidate", "rules": [*first, *raw["rules"]]}


def rule(**when: Any) -> dict[str, Any]:
    return {"id": "new", "when": when, "then": {"queue": "urgent", "severity": "S1", "reason": "Screens are dear."}}


@covers("try_rules")
def test_what_would_move_where_with_examples(world: World, api: Api) -> None:
    moved, stays = world.complain("质量差，屏幕坏了"), world.complain("质量差，按键坏了")
    world.calls.clear()
    sent = {"rules": candidate(rule(words=["屏幕"])), "queue": "quality", "status": "waiting"}
    answer = api.post(PATH, sent, by=SUPERVISOR)
    assert answer.status == 200
    assert world.calls.operations == ["Query", "GetItem"], "the page, and what the shop accepted"
    assert (answer.json["tried"], answer.json["changed"]) == (2, 1)
    assert answer.json["moves"] == [{"source": "quality", "target": "urgent", "count": 1}]
    [example] = answer.json["items"]
    assert (example["complaint"], example["after"]["rules"]) == (moved.id, ["new"])
    assert [world.complaint(one.id) for one in (moved, stays)] == [moved, stays]


@covers("try_rules")
def test_the_rules_in_force_change_nothing(world: World, api: Api) -> None:
    world.complain("质量差")
    answer = api.post(PATH, {"rules": candidate(), "queue": "quality", "status": "waiting"}, by=SUPERVISOR)
    assert (answer.json["tried"], answer.json["changed"], answer.json["items"]) == (1, 0, [])


@covers("try_rules")
def test_rules_of_a_day_and_complaints_of_a_time(world: World, api: Api) -> None:
    world.complain("质量差，屏幕坏了")
    world.clock.advance(timedelta(hours=1))
    world.complain("质量差，屏幕又坏了")
    later = rule(words=["屏幕"]) | {"since": "2027-01-01"}
    sent = {"rules": candidate(later), "queue": "quality", "status": "waiting"}
    assert api.post(PATH, sent, by=SUPERVISOR).json["changed"] == 0
    on_that_day = sent | {"day": "2027-01-01"}
    assert api.post(PATH, on_that_day, by=SUPERVISOR).json["changed"] == 2
    lately = on_that_day | {"since": world.clock().isoformat()}
    assert api.post(PATH, lately, by=SUPERVISOR).json["tried"] == 1


@covers("try_rules")
def test_a_page_leads_to_the_next(world: World, api: Api) -> None:
    for number in range(3):
        world.complain(f"质量差，屏幕坏了 {number}")
    sent = {"rules": candidate(rule(words=["屏幕"])), "queue": "quality", "status": "waiting", "limit": 2}
    first = api.post(PATH, sent, by=SUPERVISOR).json
    second = api.post(PATH, sent | {"cursor": first["next"]}, by=SUPERVISOR).json
    assert (first["changed"], second["changed"]) == (2, 1)
    assert {one["complaint"] for one in first["items"]}.isdisjoint(one["complaint"] for one in second["items"])


@covers("try_rules")
@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (rule(signals=["danger"]), "rules.rules[new].when.signals[0]"),
        (rule(), "rules.rules[new].when"),
        (rule(words=["x"]) | {"then": {"reason": "x"}}, "rules.rules[new].then"),
    ],
)
def test_a_mistake_is_named_by_its_place(world: World, api: Api, broken: dict[str, Any], field: str) -> None:
    answer = api.post(PATH, {"rules": candidate(broken), "queue": "quality"}, by=SUPERVISOR)
    assert answer.status == 422
    assert field == answer.json["errors"][0]["field"]


@covers("try_rules")
def test_it_is_for_seniors_and_for_queues_there_are(world: World, api: Api) -> None:
    sent = {"rules": candidate(), "queue": "quality"}
    assert api.post(PATH, sent, by=AGENT).status == 403
    assert api.post(PATH, sent | {"queue": "nowhere"}, by=SUPERVISOR).status == 404
