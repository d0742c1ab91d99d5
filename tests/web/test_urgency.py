"""Severity and escalation over HTTP."""

from __future__ import annotations

import pytest

from tests.support.world import AGENT, AUDITOR, SUPERVISOR, World

from .api import Api, covers
from .scenes import path_of, ready_for


@covers("escalate")
def test_escalating_calls_each_level_once(world: World, api: Api) -> None:
    complaint = ready_for(world, "escalate")
    sent = {"reason": "要求与主管通话"}
    first = api.post(path_of("escalate", complaint.id), sent, by=AGENT)
    assert first.status == 200
    assert first.json["severity"] == "S1"
    assert first.json["escalation"] | {"at": None} == {
        "level": "supervisor", "why": "要求与主管通话", "by": AGENT.id, "at": None
    }  # fmt: skip
    again = api.post(path_of("escalate", complaint.id), sent, by=AGENT)
    assert again.json["version"] == first.json["version"]
    management = api.post(path_of("escalate", complaint.id), sent | {"level": "management"}, by=AGENT)
    assert management.json["escalation"]["level"] == "management"


@covers("escalate")
@pytest.mark.parametrize(
    ("sent", "field"), [({}, "reason"), ({"reason": " "}, "reason"), ({"reason": "x", "level": "police"}, "level")]
)
def test_a_wrong_field_is_named(world: World, api: Api, sent: dict[str, str], field: str) -> None:
    answer = api.post(path_of("escalate", ready_for(world, "escalate").id), sent, by=AGENT)
    assert (answer.status, [one["field"] for one in answer.json["errors"]]) == (422, [field])


@covers("escalate")
def test_what_is_resolved_is_not_escalated(world: World, api: Api) -> None:
    answer = api.post(path_of("escalate", ready_for(world, "reopen").id), {"reason": "x"}, by=AGENT)
    assert (answer.status, answer.json["code"]) == (409, "illegal_transition")


@covers("escalate")
def test_a_repeated_key_gets_the_first_answer_even_when_nothing_changed(world: World, api: Api) -> None:
    path, sent = path_of("escalate", ready_for(world, "escalate").id), {"reason": "x"}
    api.post(path, sent, by=AGENT)
    first, again = (api.post(path, sent, by=AGENT, Idempotency_Key="k1") for _ in range(2))
    assert first.status == again.status == 200
    assert first.json == again.json


@covers("set_severity")
def test_lowering_takes_a_senior_and_a_reason(world: World, api: Api) -> None:
    path = path_of("set_severity", ready_for(world, "set_severity").id)
    assert api.post(path, {"severity": "S3", "reason": "小事"}, by=AGENT).status == 403
    assert api.post(path, {"severity": "S3", "reason": "小事"}, by=AUDITOR).status == 403
    missing = api.post(path, {"severity": "S3"}, by=SUPERVISOR)
    assert (missing.status, [one["field"] for one in missing.json["errors"]]) == (422, ["reason"])
    done = api.post(path, {"severity": "S3", "reason": "小事"}, by=SUPERVISOR)
    assert done.json["severity_by"] | {"at": None} == {
        "severity": "S3", "previous": "S2", "why": "小事", "by": SUPERVISOR.id, "at": None
    }  # fmt: skip
