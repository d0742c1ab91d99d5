"""Mentions and collaborators over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.alerts.triggers import of_change, worth_a_look
from chalicelib.desk.colleagues import MOST, mentioned
from chalicelib.model.alert import AlertKind
from tests.support.world import AGENT, AUDITOR, OTHER_AGENT, SHOP, STRANGER, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT, path_of, ready_for


@pytest.fixture(autouse=True)
def _known(world: World) -> None:
    for one in (AGENT, OTHER_AGENT, SUPERVISOR, STRANGER):
        world.runtime.staffing.seen(one)


def note(api: Api, complaint: str, text: str, **body: Any) -> Any:
    return api.post(path_of("note", complaint), {"text": text, **body}, by=AGENT)


def called(api: Api, by: Any = OTHER_AGENT, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"/v1/agents/me/mentions{query}", by=by).json["items"]
    return found


@covers("note", "get_mentions", "read_mentions")
def test_who_is_mentioned_finds_it_newest_first_and_marks_it_as_read(api: Api, world: World) -> None:
    one, two = world.complain(TEXT).id, world.complain(f"{TEXT}!").id
    note(api, one, "请@agent-2看一下，谢谢")
    world.clock.advance(timedelta(minutes=1))
    note(api, two, "see photo", mentions=["agent-2", "supervisor-1", "agent-1"])
    found = called(api)
    assert [(each["complaint"], each["by"], each["cause"], each["is_read"]) for each in found] == [
        (two, AGENT.id, "note", False), (one, AGENT.id, "note", False)
    ]  # fmt: skip
    assert "photo" not in str(found)
    assert (len(called(api, SUPERVISOR)), called(api, AGENT), called(api, STRANGER)) == (1, [], [])
    for first in (found[1], found[0], found[1]):
        assert api.post("/v1/agents/me/mentions/read", {"until": first["id"]}, by=OTHER_AGENT).status == 204
    assert [each["is_read"] for each in called(api)] == [True, True]
    api.post("/v1/agents/me/mentions/read", {"until": found[0]["id"]}, by=STRANGER).problem(404, "not_found")
    assert len(called(api, query="?limit=1")) == 1


@covers("note")
def test_an_unknown_name_in_the_list_is_wrong_and_in_the_text_only_text(api: Api, world: World) -> None:
    complaint = world.complain(TEXT).id
    assert note(api, complaint, "x", mentions=["agent-9"]).wrong_fields() == ["mentions"]
    assert note(api, complaint, "@agent-9 @nobody a@agent-2.example").status == 200
    assert called(api) == []
    assert called(api, STRANGER) == []


def test_at_most_twenty_are_mentioned_and_a_plain_note_reads_nobody(world: World) -> None:
    for number in range(MOST + 1):
        world.runtime.staffing.seen(AGENT.model_copy(update={"id": f"a{number}"}))
    agents = world.runtime.agents
    text = " ".join(f"@a{number}" for number in range(MOST))
    assert len(mentioned(agents, AGENT, text, ())) == MOST
    with pytest.raises(Exception, match="too many"):
        mentioned(agents, AGENT, f"{text} @a{MOST}", ())
    world.calls.clear()
    assert mentioned(agents, AGENT, "to me@home.example", ()) == ()
    assert world.calls.operations == ["BatchGetItem"] or world.calls.operations == []


@covers("note")
def test_robots_that_ask_for_it_are_told(api: Api, world: World) -> None:
    complaint = world.complain(TEXT).id
    note(api, complaint, "@agent-2 bitte")
    dossier = world.runtime.store.dossier(SHOP, complaint)
    events = dossier.events[-1:]
    assert worth_a_look(events)
    assert [(one.kind, one.detail) for one in of_change(events, dossier.complaint)] == [
        (AlertKind.MENTIONED, "agent-2")
    ]


@covers("add_to_complaint", "remove_from_complaint", "get_mentions")
def test_collaborators_are_added_shown_called_and_removed(api: Api, world: World) -> None:
    complaint = ready_for(world, "add_to_complaint").id
    path, sent = path_of("add_to_complaint", complaint), {"agent": OTHER_AGENT.id}
    shown = api.post(path, sent, by=AGENT).json
    assert [one["agent"] for one in shown["collaborators"]] == [OTHER_AGENT.id]
    assert api.post(path, sent, by=AGENT).json["version"] == shown["version"]
    assert [(one["cause"], one["complaint"]) for one in called(api)] == [("collaborator", complaint)]
    assert api.post(path, {"agent": "nobody"}, by=AGENT).wrong_fields() == ["agent"]
    api.post(path, sent, by=AUDITOR).problem(403, "forbidden")
    gone = api.post(path_of("remove_from_complaint", complaint), sent, by=OTHER_AGENT).json
    assert gone["collaborators"] == []
    assert api.post(path_of("remove_from_complaint", complaint), sent, by=AGENT).json["version"] == gone["version"]


@covers("add_to_complaint")
def test_there_is_room_for_twenty(api: Api, world: World) -> None:
    path = path_of("add_to_complaint", world.complain(TEXT).id)
    for number in range(MOST + 1):
        world.runtime.staffing.seen(AGENT.model_copy(update={"id": f"a{number}"}))
        answer = api.post(path, {"agent": f"a{number}"}, by=AGENT)
    assert answer.wrong_fields() == ["agent"]
