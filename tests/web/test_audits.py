"""Quality audits over HTTP."""

from __future__ import annotations

from typing import Any

from chalicelib.desk.auditing import checklist
from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Level
from tests.support.world import ADMIN, AGENT, AUDITOR, SHOP, SUPERVISOR, World

from .api import Api, covers
from .scenes import BODIES, TEXT, path_of, resolved

GOOD: dict[str, Any] = BODIES["audit_complaint"]


def audits(api: Api, query: str = "") -> Any:
    return api.get(f"/v1/audits{query}", by=AUDITOR).json


@covers("get_audits", "audit_complaint")
def test_what_was_resolved_is_drawn_audited_once_and_counted(api: Api, world: World) -> None:
    one, two = resolved(world).id, resolved(world, f"{TEXT}!").id
    called = world.complain(f"{TEXT}?").id
    world.runtime.desk.escalate(called, Action(by=AGENT), level=Level.SUPERVISOR, why="x")
    world.runtime.desk.resolve(called, Action(by=SUPERVISOR), outcome="solved", text="")
    found = audits(api)
    assert {(each["complaint"], each["stratum"]) for each in found["items"]} == {
        (one, "random"), (two, "random"), (called, "escalated")
    }  # fmt: skip
    assert (found["wanted"], found["done"], found["passed"]) == (30, 0, 0)
    assert audits(api) == found
    assert api.post(path_of("audit_complaint", one), GOOD, by=SUPERVISOR).status == 200
    bad = {"answers": GOOD["answers"] | {"correct": "no"}, "note": "wrong date"}
    assert api.post(path_of("audit_complaint", two), bad, by=SUPERVISOR).status == 200
    found = audits(api)
    assert ([each["complaint"] for each in found["items"]], found["done"], found["passed"]) == ([called], 2, 1)
    [day] = world.runtime.store.report_numbers(SHOP, "audit", first="2000-01-01", last="2099-12-31").values()
    assert {name: count for name, count in day.items() if "|" not in name} == {
        "audited": 2, "passed": 1, "failed_correct": 1
    }  # fmt: skip
    api.post(path_of("audit_complaint", one), GOOD, by=SUPERVISOR).problem(409, "illegal_transition")
    api.post(path_of("audit_complaint", called), GOOD, by=SUPERVISOR).problem(403, "forbidden")
    assert api.post(path_of("audit_complaint", called), GOOD, by=ADMIN).status == 200
    assert audits(api, "?month=2020-01")["items"] == []


@covers("get_audits", "audit_complaint")
def test_what_was_reopened_leaves_the_sample_and_comes_back_resolved(api: Api, world: World) -> None:
    one = resolved(world).id
    world.runtime.desk.reopen(one, Action(by=AGENT), why="x")
    assert audits(api)["items"] == []
    api.post(path_of("audit_complaint", one), GOOD, by=SUPERVISOR).problem(409, "illegal_transition")
    world.runtime.desk.claim(one, Action(by=AGENT))
    world.runtime.desk.resolve(one, Action(by=AGENT), outcome="solved", text="")
    assert [(each["complaint"], each["resolution"]) for each in audits(api)["items"]] == [(one, 2)]


@covers("audit_complaint")
def test_every_point_has_to_be_answered(api: Api, world: World) -> None:
    path = path_of("audit_complaint", resolved(world).id)
    points = [f"answers.{one.id}" for one in checklist().points]
    assert api.post(path, {"answers": {}}, by=SUPERVISOR).wrong_fields() == points
    wrong = {"answers": GOOD["answers"] | {"colour": "yes"}}
    assert api.post(path, wrong, by=SUPERVISOR).wrong_fields() == ["answers.colour"]
    assert api.post(path, {"answers": GOOD["answers"] | {"tone": "x"}}, by=SUPERVISOR).status == 422


@covers("get_audits")
def test_a_month_has_a_name_and_titles_a_language(api: Api) -> None:
    assert api.get("/v1/audits?month=11", by=SUPERVISOR).wrong_fields() == ["month"]
    titles = {language: audits(api, f"?lang={language}")["checklist"][0]["title"] for language in ("zh-Hans", "en")}
    assert titles["zh-Hans"] != titles["en"]


@covers("get_audits")
def test_drawing_reads_the_sample_and_not_the_month(api: Api, world: World) -> None:
    resolved(world)
    world.calls.clear()
    audits(api)
    assert world.calls.operations == [*["Query"] * 3, "BatchGetItem", "Query"]
