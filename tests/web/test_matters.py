"""Complaints about one matter, as a client puts them together and takes them apart."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import AGENT, OTHER_AGENT, World

from .api import Answer, Api, covers
from .scenes import TEXT, path_of


def act(api: Api, name: str, complaint: str, content: object, **about: Any) -> Answer:
    about.setdefault("by", AGENT)
    return api.post(path_of(name, complaint), content, **about)


def cluster(api: Api, complaint: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(path_of("get_complaint", complaint), by=AGENT).json["cluster"]
    return found


def complaints(world: World, count: int) -> list[str]:
    return [world.complain(TEXT).id for _ in range(count)]


@covers("link", "get_complaint")
def test_linked_complaints_show_each_other(api: Api, world: World) -> None:
    one, other = complaints(world, 2)
    answer = act(api, "link", other, {"complaint": one, "reason": "同一台手机"})
    assert answer.status == 200
    assert (answer.json["id"], answer.json["version"]) == (other, 2)
    for here, there in ((one, other), (other, one)):
        shown = cluster(api, here)
        assert (shown["id"], shown["members"]) == (one, [one, other])
        [link] = shown["links"]
        assert (link["complaint"], link["by"], link["why"]) == (there, AGENT.id, "同一台手机")
    history = api.get(path_of("get_history", one), by=AGENT).json["items"]
    assert [event["type"] for event in history[-2:]] == ["linked", "cluster_changed"]
    assert history[-1]["actor_id"] == AGENT.id


@covers("get_complaint")
def test_a_complaint_alone_has_an_empty_cluster(api: Api, world: World) -> None:
    assert cluster(api, world.complain(TEXT).id) == {
        "id": None, "members": [], "links": [], "merged": [], "suggestions": [],
    }  # fmt: skip


@covers("unlink")
def test_unlinking_takes_both_apart(api: Api, world: World) -> None:
    one, other = complaints(world, 2)
    act(api, "link", one, {"complaint": other})
    assert act(api, "unlink", other, {"complaint": one}).json["cluster"]["members"] == []
    assert cluster(api, one)["members"] == cluster(api, other)["members"] == []


@covers("link", "unlink")
def test_what_cannot_be_linked_says_why(api: Api, world: World) -> None:
    one, other = complaints(world, 2)
    for name in ("link", "unlink"):
        assert act(api, name, one, {"complaint": one}).wrong_fields() == ["complaint"]
        assert act(api, name, one, {"complaint": "c0000000000000000000"}).wrong_fields() == ["complaint"]
        assert act(api, name, one, {}).wrong_fields() == ["complaint"]
        act(api, name, "c0000000000000000000", {"complaint": one}).problem(404, "not_found")
    act(api, "unlink", one, {"complaint": other}).problem(409, "illegal_transition")
    act(api, "link", one, {"complaint": other})
    act(api, "link", other, {"complaint": one}).problem(409, "illegal_transition")


@covers("link")
def test_another_shops_complaint_looks_like_none(api: Api, world: World) -> None:
    from tests.support.world import STRANGER

    one, other = complaints(world, 2)
    unknown = act(api, "link", one, {"complaint": "c0000000000000000000"}, by=STRANGER).json
    foreign = act(api, "link", one, {"complaint": other}, by=STRANGER).json
    assert {**unknown, "instance": ""} == {**foreign, "instance": ""}
    assert world.complaint(one).links == ()


@covers("link")
def test_a_lost_race_on_either_side_is_decided_again(api: Api, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = complaints(world, 2)
    commit = world.runtime.store.commit

    def raced(*changes: Any) -> None:
        monkeypatch.undo()
        api.post(path_of("note", other), {"text": "schneller"}, by=OTHER_AGENT)
        commit(*changes)

    monkeypatch.setattr(world.runtime.store, "commit", raced)
    assert act(api, "link", one, {"complaint": other}).status == 200
    assert cluster(api, other)["members"] == [one, other]
    assert world.complaint(other).version == 3


@covers("link")
def test_linking_costs_one_read_and_one_transaction_and_one_read_more_for_the_cluster(api: Api, world: World) -> None:
    one, two, three = complaints(world, 3)
    world.calls.clear()
    act(api, "link", one, {"complaint": two})
    assert world.calls.operations == ["BatchGetItem", "TransactWriteItems"]
    world.calls.clear()
    act(api, "link", three, {"complaint": two})
    assert world.calls.operations == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]
