"""Supervisors over HTTP: giving complaints away, what is at risk, one action on many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Level
from chalicelib.web import bulk_api
from tests.support.world import AGENT, OTHER_AGENT, STRANGER, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT, path_of, ready_for

KEY = "one-key"


def bulk(api: Api, action: str, complaints: list[str], body: Any = None, **about: Any) -> Any:
    about.setdefault("by", SUPERVISOR)
    return api.post("/v1/bulk", {"action": action, "complaints": complaints, "body": body or {}}, **about)


def some(world: World, number: int) -> list[str]:
    world.runtime.staffing.seen(OTHER_AGENT)
    return [world.complain(f"{TEXT}{each}").id for each in range(number)]


@covers("assign_to")
def test_a_complaint_is_given_to_somebody(api: Api, world: World) -> None:
    path = path_of("assign_to", ready_for(world, "assign_to").id)
    sent = {"agent": OTHER_AGENT.id, "reason": "她懂手机"}
    answer = api.post(path, sent, by=SUPERVISOR)
    assert (answer.status, answer.json["assignee"]) == (200, OTHER_AGENT.id)
    api.post(path, sent, by=SUPERVISOR).problem(409, "illegal_transition")
    assert api.post(path, sent | {"agent": "nobody"}, by=SUPERVISOR).wrong_fields() == ["agent"]
    assert api.post(path, {"agent": AGENT.id, "reason": " "}, by=SUPERVISOR).wrong_fields() == ["reason"]
    assert api.post(path, sent, by=SUPERVISOR, If_Match='"1"').status == 412


@covers("get_at_risk")
def test_what_is_due_soon_or_broken_is_shown_over_queues_and_states(api: Api, world: World) -> None:
    late = world.complain(TEXT).id
    world.clock.advance(timedelta(minutes=1))
    held, other = world.complain("物流三天没动").id, world.complain("政策").id
    world.runtime.desk.claim(held, Action(by=AGENT))
    due = {one: world.complaint(one).nearest_due for one in (late, held, other)}
    ordered = sorted(due, key=lambda one: due[one])  # type: ignore[arg-type, return-value]
    minutes = [int((due[one] - world.clock()).total_seconds() // 60) + 1 for one in ordered]  # type: ignore[operator]
    for number, within in enumerate(minutes, start=1):
        shown = api.get(f"/v1/at-risk?minutes={within}", by=SUPERVISOR).json
        assert [one["id"] for one in shown["items"]][:number] == ordered[:number]
        assert (shown["is_whole"], shown["overdue"]) == (True, 0)
    nearest = due[ordered[0]]
    assert nearest
    world.clock.now = nearest
    broken = api.get("/v1/at-risk?minutes=0", by=SUPERVISOR).json
    assert ([one["id"] for one in broken["items"]], broken["overdue"]) == ([ordered[0]], 1)
    queue = world.complaint(held).queue
    of_queue = api.get(f"/v1/at-risk?minutes=10080&queue={queue}", by=SUPERVISOR).json
    assert [one["id"] for one in of_queue["items"]] == [held]
    assert api.get("/v1/at-risk?minutes=10080", by=STRANGER).json["items"] == []


@covers("get_at_risk")
def test_what_sorts_ahead_of_its_due_time_is_not_at_risk_and_a_cut_is_said(api: Api, world: World) -> None:
    first, second = some(world, 2)
    world.runtime.desk.escalate(first, Action(by=AGENT), level=Level.MANAGEMENT, why="he shouts")
    due = world.complaint(first).nearest_due
    assert due
    before = int((due - world.clock()).total_seconds() // 60) - 1
    assert api.get(f"/v1/at-risk?minutes={before}", by=AGENT).json == {
        "items": [], "next": None, "overdue": 0, "is_whole": True
    }  # fmt: skip
    cut = api.get("/v1/at-risk?minutes=10080&limit=1", by=AGENT).json
    assert ([one["id"] for one in cut["items"]], cut["is_whole"]) == ([first], False)
    assert second


@covers("get_at_risk")
@pytest.mark.parametrize("query", ["minutes=-1", "minutes=x", "minutes=10081", "limit=0", "queue=nothing"])
def test_what_is_out_of_range_is_named(api: Api, query: str) -> None:
    assert api.get(f"/v1/at-risk?{query}", by=AGENT).wrong_fields() == [query.partition("=")[0]]


@covers("bulk")
@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("assign", {"agent": OTHER_AGENT.id, "reason": "x"}),
        ("transfer", {"queue": "policy"}),
        ("reclassify", {"primary": "policy"}),
        ("severity", {"severity": "S1"}),
        ("escalate", {"reason": "x"}),
        ("note", {"text": "x"}),
        ("replies", {"text": "我们正在处理"}),
        ("wait", {"reason": "等照片"}),
        ("resolve", {"outcome": "explained"}),
        ("release", {}),
    ],
)
def test_every_action_is_done_to_each(api: Api, world: World, action: str, body: dict[str, Any]) -> None:
    complaints = some(world, 3)
    if action in ("release", "wait"):
        for one in complaints:
            world.runtime.desk.claim(one, Action(by=AGENT))
    before = [world.complaint(one).version for one in complaints]
    answer = bulk(api, action, complaints, body).json
    assert (answer["done"], answer["failed"]) == (3, 0)
    assert [(line["complaint"], line["status"], line["version"]) for line in answer["items"]] == [
        (one, 200, version + 1) for one, version in zip(complaints, before, strict=True)
    ]


@covers("bulk")
def test_one_that_fails_stops_none_and_says_why(api: Api, world: World) -> None:
    one, two = some(world, 2)
    world.runtime.desk.resolve(one, Action(by=SUPERVISOR), outcome="solved", text="")
    answer = bulk(api, "transfer", [one, "c0000000000000000000", two, two], {"queue": "policy"}).json
    assert [(line["status"], line["code"]) for line in answer["items"]] == [
        (409, "illegal_transition"), (404, "not_found"), (200, None)
    ]  # fmt: skip
    assert (answer["done"], answer["failed"]) == (1, 2)
    assert bulk(api, "reopen", [one]).json["done"] == 1


@covers("bulk")
def test_another_shops_complaints_look_like_none_and_roles_hold(api: Api, world: World) -> None:
    [one] = some(world, 1)
    sent = {"agent": OTHER_AGENT.id, "reason": "x"}
    [foreign] = bulk(api, "note", [one], {"text": "x"}, by=STRANGER).json["items"]
    assert (foreign["status"], foreign["code"]) == (404, "not_found")
    [refused] = bulk(api, "assign", [one], sent, by=AGENT).json["items"]
    assert (refused["status"], refused["code"]) == (403, "forbidden")


@covers("bulk")
def test_the_same_key_does_only_what_has_not_been_done(api: Api, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    complaints = some(world, 3)
    note = world.runtime.desk.note

    def slow(*given: Any, **more: Any) -> Any:
        world.clock.advance(bulk_api.TIME / 2)
        return note(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(type(world.runtime.desk), "note", lambda _, *given, **more: slow(*given, **more))
        first = bulk(api, "note", complaints, {"text": "x"}, Idempotency_Key=KEY).json
    assert [(line["status"], line["code"]) for line in first["items"]] == [
        (200, None), (200, None), (503, "not_tried")
    ]  # fmt: skip
    again = bulk(api, "note", complaints, {"text": "x"}, Idempotency_Key=KEY).json
    assert (again["done"], again["items"][:2]) == (3, first["items"][:2])
    assert {world.complaint(one).message_count for one in complaints} == {2}
    bulk(api, "note", complaints, {"text": "y"}, Idempotency_Key=KEY).problem(422, "idempotency_mismatch")


@covers("bulk")
def test_of_two_at_the_same_time_with_one_key_one_acts(api: Api, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    [one] = some(world, 1)
    commit = world.runtime.store.commit

    def raced(*changes: Any) -> None:
        monkeypatch.undo()
        assert bulk(api, "note", [one], {"text": "x"}, Idempotency_Key=KEY).json["done"] == 1
        commit(*changes)

    monkeypatch.setattr(world.runtime.store, "commit", raced)
    assert bulk(api, "note", [one], {"text": "x"}, Idempotency_Key=KEY).json["done"] == 1
    assert world.complaint(one).message_count == 2


@covers("bulk")
def test_wrong_fields_are_named_where_they_stand(api: Api, world: World) -> None:
    complaints = some(world, 1)
    assert bulk(api, "transfer", complaints).wrong_fields() == ["body.queue"]
    assert bulk(api, "explode", complaints).wrong_fields() == ["action"]
    assert bulk(api, "note", [], {"text": "x"}).wrong_fields() == ["complaints"]
    assert bulk(api, "note", ["c"] * 101, {"text": "x"}).wrong_fields() == ["complaints"]


@covers("bulk")
def test_each_costs_a_read_and_a_transaction_and_the_key_one_read_for_all(api: Api, world: World) -> None:
    complaints = some(world, 3)
    world.calls.clear()
    bulk(api, "note", complaints, {"text": "x"}, Idempotency_Key=KEY)
    assert world.calls.operations == ["BatchGetItem", *["GetItem", "TransactWriteItems"] * 3]
