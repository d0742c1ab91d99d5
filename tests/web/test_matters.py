"""Complaints about one matter, as a client puts them together and takes them apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.model.evolve import fold
from tests.support.arrivals import answered, mailed
from tests.support.faults import refuse
from tests.support.programs import all_rows
from tests.support.world import AGENT, OTHER_AGENT, STRANGER, SUPERVISOR, World

from .api import Answer, Api, covers
from .scenes import TEXT, path_of


def act(api: Api, name: str, complaint: str, content: object, **about: Any) -> Answer:
    about.setdefault("by", AGENT)
    return api.post(path_of(name, complaint), content, **about)


def cluster(api: Api, complaint: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(path_of("get_complaint", complaint), by=AGENT).json["cluster"]
    return found


def complaints(world: World, count: int) -> list[str]:
    """One a second, the oldest first."""
    made = []
    for _ in range(count):
        world.clock.advance(timedelta(seconds=1))
        made.append(world.complain(TEXT).id)
    return made


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
    one, other = complaints(world, 2)
    unknown = act(api, "link", one, {"complaint": "c0000000000000000000"}, by=STRANGER).json
    foreign = act(api, "link", one, {"complaint": other}, by=STRANGER).json
    assert {**unknown, "instance": ""} == {**foreign, "instance": ""}
    assert world.complaint(one).links == ()


def merged(api: Api, world: World) -> tuple[str, str]:
    """The one that goes on, and the one that was merged into it."""
    first = world.process(mailed(world, "质量太差", sender="one@customer.example", subject="1")).complaint
    world.clock.advance(timedelta(minutes=5))
    second = world.process(mailed(world, "物流一直没动", sender="two@customer.example", subject="2")).complaint
    world.run_due()
    answer = act(api, "merge", second, {"into": first, "reason": "同一单"})
    assert (answer.status, answer.json["status"], answer.json["merged_into"]) == (200, "closed", first)
    return first, second


@covers("merge", "get_complaint")
def test_the_messages_of_both_are_shown_with_the_one_that_goes_on(api: Api, world: World) -> None:
    first, second = merged(api, world)
    world.clock.advance(timedelta(minutes=5))
    world.process(answered(world, first, "还是没人理", sender="one@customer.example"))
    shown = api.get(path_of("get_complaint", first), by=AGENT).json
    assert [(one["text"], one["complaint"]) for one in shown["messages"]] == [
        ("质量太差", None),
        ("物流一直没动", second),
        ("还是没人理", None),
    ]
    assert (shown["cluster"]["merged"], shown["cluster"]["members"]) == ([second], [first, second])
    assert shown["history"][-1]["type"] == "message_added"


@covers("get_complaint")
def test_a_chain_of_merges_is_read_through(api: Api, world: World) -> None:
    one, two, three = complaints(world, 3)
    act(api, "merge", three, {"into": two})
    act(api, "merge", two, {"into": one})
    world.calls.clear()
    shown = api.get(path_of("get_complaint", one), by=AGENT).json
    assert [message["complaint"] for message in shown["messages"]] == [None, two, three]
    assert world.calls.operations == ["Query", "BatchGetItem", "Query", "Query"]


@covers("claim", "merge")
@pytest.mark.parametrize("name", ["claim", "heartbeat", "release", "reply", "transfer", "resolve", "reopen", "merge"])
def test_what_is_done_to_the_merged_one_is_refused_with_who_goes_on(api: Api, world: World, name: str) -> None:
    first, second = merged(api, world)
    act(api, "claim", first, {})
    bodies = {"reply": {"text": "好"}, "transfer": {"queue": "policy"}, "merge": {"into": first}}
    for person in (AGENT, SUPERVISOR):
        refused = act(api, name, second, bodies.get(name, {}), by=person).problem(409, "merged")
        assert refused["merged_into"] == first
    assert act(api, "claim", second, {}).status == 409


@covers("search")
def test_the_old_id_and_the_old_address_find_it_with_a_pointer(api: Api, world: World) -> None:
    first, second = merged(api, world)
    for query in (f"id={second}", "email=two@customer.example"):
        [found] = api.get(f"/v1/search?{query}", by=AGENT).json["items"]
        assert (found["id"], found["merged_into"]) == (second, first)


@covers("get_status", "reply")
def test_the_old_link_shows_how_far_the_other_is_and_nobody_elses_words(api: Api, world: World) -> None:
    first, second = merged(api, world)
    act(api, "reply", first, {"text": "两件事一起处理"}, by=SUPERVISOR)
    path = world.runtime.status_url("demo", second).removeprefix("https://huiyin.example")
    told = api.get(path, Accept="application/json").json
    primary = world.complaint(first)
    assert (told["complaint"], told["status"]) == (second, "waiting")
    promised = min(clock.due_at for clock in primary.clocks if clock.is_ticking)
    assert datetime.fromisoformat(told["promised_by"]) == promised
    assert [one["text"] for one in told["messages"]] == ["物流一直没动", "两件事一起处理"]
    assert "质量太差" not in api.get(path).text
    act(api, "resolve", first, {"outcome": "refunded"}, by=SUPERVISOR)
    assert api.get(path, Accept="application/json").json["status"] == "resolved"


@covers("unmerge")
def test_a_merge_is_undone(api: Api, world: World) -> None:
    first, second = merged(api, world)
    answer = act(api, "unmerge", second, {"reason": "弄错了"})
    assert (answer.json["status"], answer.json["merged_into"]) == ("waiting", None)
    assert act(api, "claim", second, {}).status == 200
    assert cluster(api, first)["merged"] == []
    act(api, "unmerge", second, {}).problem(409, "illegal_transition")
    act(api, "unmerge", "c0000000000000000000", {}).problem(404, "not_found")


@covers("merge")
def test_what_cannot_be_merged_says_why(api: Api, world: World) -> None:
    first, second = merged(api, world)
    third = world.complain(TEXT).id
    assert act(api, "merge", third, {"into": third}).wrong_fields() == ["into"]
    assert act(api, "merge", third, {"into": "c0000000000000000000"}).wrong_fields() == ["into"]
    assert act(api, "merge", third, {"into": second}).problem(409, "merged")["merged_into"] == first
    act(api, "resolve", first, {}, by=SUPERVISOR)
    refused = act(api, "merge", third, {"into": first}).problem(409, "illegal_transition")
    assert (refused["complaint"], refused["state"]) == (first, "resolved")


def with_two_matters(world: World) -> tuple[str, list[str]]:
    """A complaint with two messages, and their ids."""
    one = world.process(mailed(world, "质量太差，屏幕坏了", sender="one@customer.example")).complaint
    world.clock.advance(timedelta(hours=2))
    world.process(answered(world, one, "另外充电时起火", sender="one@customer.example"))
    world.clock.advance(timedelta(hours=3))
    return one, [message.id for message in world.complaint(one).messages]


@covers("split", "get_complaint")
def test_a_message_that_is_another_matter_goes_on_by_itself_as_of_its_time(api: Api, world: World) -> None:
    one, [first, second] = with_two_matters(world)
    said = world.complaint(one).messages[1]
    answer = act(api, "split", one, {"messages": [second], "reason": "另一台"})
    assert answer.status == 200
    [link] = answer.json["cluster"]["links"]
    new = link["complaint"]
    shown = api.get(path_of("get_complaint", new), by=AGENT).json
    assert [(message["id"], message["text"]) for message in shown["messages"]] == [(second, said.text)]
    assert (shown["severity"], shown["status"], shown["version"]) == ("S0", "waiting", 1)
    assert shown["cluster"]["members"] == [one, new]
    assert {datetime.fromisoformat(clock["started_at"]) for clock in shown["clocks"]} == {said.at}
    assert shown["customer"]["email"] == "one@customer.example"
    left = api.get(path_of("get_complaint", one), by=AGENT).json
    assert [(message["id"], message["split_into"]) for message in left["messages"]] == [(first, None), (second, new)]
    for name in (one, new):
        dossier = world.runtime.store.dossier("demo", name)
        assert fold(dossier.events, shop="demo") == dossier.complaint
    numbers = api.get("/v1/queues", by=AGENT).json["items"]
    assert sum(queue["waiting"] for queue in numbers) == 2


@covers("split", "merge")
def test_a_split_is_undone_by_merging_back(api: Api, world: World) -> None:
    one, [first, second] = with_two_matters(world)
    new = act(api, "split", one, {"messages": [second]}).json["cluster"]["links"][0]["complaint"]
    assert act(api, "merge", new, {"into": one}).status == 200
    shown = api.get(path_of("get_complaint", one), by=AGENT).json
    assert [message["id"] for message in shown["messages"]] == [first, second]
    assert shown["cluster"]["merged"] == [new]


@covers("split")
def test_what_cannot_be_split_says_why(api: Api, world: World) -> None:
    one, ids = with_two_matters(world)
    before = world.complaint(one)
    for wanted in ([], ids, ["m0"], [ids[1], "m0"]):
        assert act(api, "split", one, {"messages": wanted}).wrong_fields() == ["messages"]
    assert world.complaint(one) == before
    act(api, "claim", one, {}, by=OTHER_AGENT)
    act(api, "split", one, {"messages": ids[1:]}).problem(409, "already_claimed")


@covers("split")
def test_a_split_that_the_table_refuses_writes_nothing(api: Api, world: World) -> None:
    one, ids = with_two_matters(world)
    rows = all_rows(world)
    refuse(world.client, "TransactWriteItems", "ThrottlingException")
    act(api, "split", one, {"messages": ids[1:]}).problem(503, "upstream")
    assert all_rows(world) == rows


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
