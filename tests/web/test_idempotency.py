"""``Idempotency-Key``: one effect however often a request comes, and the first answer again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import pytest

from app import app
from chalicelib.model.change import Change
from chalicelib.model.errors import LostRace, Upstream
from infra.local.front import threadsafe
from tests.support.world import AGENT, SUPERVISOR, World

from .api import Answer, Api, covers
from .scenes import BODIES, CHANGES, TEXT, caller_of, path_of, ready_for

KEY: Final = "8e03978e-40d5-43dd-bc93-6894a57f9324"
OTHER_BODY: Final[Mapping[str, object]] = {
    "reply": {"text": "另一个回复"},
    "note": {"text": "另一个笔记"},
    "transfer": {"queue": "attitude"},
    "reclassify": {"primary": "attitude"},
    "wait": {"reason": "另一个原因"},
    "start_clock": {"kind": "regulator:12315"},
    "stop_clock": {"kind": "regulator:12315"},
    "resolve": {"outcome": "refunded"},
    "reopen": {"reason": "另一个原因"},
}


def once(api: Api, name: str, complaint: str, content: object = None, *, key: str = KEY) -> Answer:
    return api.post(
        path_of(name, complaint),
        BODIES[name] if content is None else content,
        by=caller_of(name),
        Idempotency_Key=key,
    )


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "open_original"])
def test_a_repetition_gets_the_first_answer_and_does_nothing(api: Api, world: World, name: str) -> None:
    complaint = ready_for(world, name)
    first = once(api, name, complaint.id)
    assert first.status in (200, 202)
    world.clock.advance(timedelta(hours=23))
    for _ in range(2):
        again = once(api, name, complaint.id)
        assert (again.status, again.body) == (first.status, first.body)
        assert again.headers == {**first.headers, "idempotent-replayed": "true"}
    assert world.complaint(complaint.id).version == complaint.version + 1


@pytest.mark.parametrize("name", OTHER_BODY)
def test_the_key_of_another_body_is_refused(api: Api, world: World, name: str) -> None:
    complaint = ready_for(world, name)
    once(api, name, complaint.id)
    after = world.complaint(complaint.id)
    once(api, name, complaint.id, OTHER_BODY[name]).problem(422, "idempotency_mismatch")
    assert world.complaint(complaint.id) == after


def test_the_key_of_another_operation_or_complaint_is_refused(api: Api, world: World) -> None:
    first, second = ready_for(world, "note"), ready_for(world, "note")
    once(api, "note", first.id)
    once(api, "note", second.id).problem(422, "idempotency_mismatch")
    once(api, "release", first.id).problem(422, "idempotency_mismatch")


def test_a_key_belongs_to_one_person(api: Api, world: World) -> None:
    complaint = ready_for(world, "note")
    once(api, "note", complaint.id)
    theirs = api.post(path_of("note", complaint.id), BODIES["note"], by=SUPERVISOR, Idempotency_Key=KEY)
    assert "idempotent-replayed" not in theirs.headers
    assert world.complaint(complaint.id).version == complaint.version + 2


def test_a_quoted_key_is_the_same_key(api: Api, world: World) -> None:
    """The standard quotes it on the wire, most clients do not."""
    complaint = ready_for(world, "note")
    once(api, "note", complaint.id, key=f'"{KEY}"')
    assert once(api, "note", complaint.id).headers["idempotent-replayed"] == "true"


def test_a_key_is_forgotten_after_a_day(api: Api, world: World) -> None:
    complaint = ready_for(world, "note")
    once(api, "note", complaint.id)
    world.clock.advance(timedelta(hours=24))
    assert "idempotent-replayed" not in once(api, "note", complaint.id).headers
    assert world.complaint(complaint.id).version == complaint.version + 2


def test_a_refusal_does_not_use_the_key_up(api: Api, world: World) -> None:
    complaint = world.complain(TEXT)
    once(api, "release", complaint.id).problem(409, "illegal_transition")
    once(api, "claim", complaint.id, key="another")
    assert once(api, "release", complaint.id).status == 200


@pytest.mark.parametrize("key", ["", '""', " ", "k" * 256])
@pytest.mark.parametrize("path", ["/v1/queues/quality/claim-next", "/v1/complaints"])
def test_a_key_that_cannot_be_kept_is_refused(api: Api, world: World, path: str, key: str) -> None:
    world.complain(TEXT)
    answer = api.post(path, {"text": TEXT} if path == "/v1/complaints" else {}, by=AGENT, Idempotency_Key=key)
    assert answer.wrong_fields() == ["Idempotency-Key"]
    assert world.intake.take() == []


@pytest.mark.parametrize("name", ["note", "claim_next", "claim"])
def test_of_two_at_the_very_same_time_one_acts(
    api: Api, world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second request runs whole between the first one's look at the key and its commit."""
    complaint = ready_for(world, name)
    commit = world.runtime.store.commit
    meanwhile: list[Answer] = []

    def interrupted(change: Change) -> None:
        monkeypatch.undo()
        meanwhile.append(once(api, name, complaint.id))
        commit(change)

    monkeypatch.setattr(world.runtime.store, "commit", interrupted)
    first = once(api, name, complaint.id)
    assert (first.status, first.body) == (meanwhile[0].status, meanwhile[0].body)
    assert first.headers["idempotent-replayed"] == "true"
    assert world.complaint(complaint.id).version == complaint.version + 1


def test_after_a_lost_race_the_answer_is_that_of_the_attempt_that_counted(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = ready_for(world, "note")
    commit = world.runtime.store.commit

    def raced(change: Change) -> None:
        monkeypatch.undo()
        api.post(path_of("note", complaint.id), {"text": "schneller"}, by=SUPERVISOR)
        commit(change)

    monkeypatch.setattr(world.runtime.store, "commit", raced)
    answer = once(api, "note", complaint.id)
    assert answer.json["version"] == complaint.version + 2
    assert once(api, "note", complaint.id).body == answer.body


def test_an_action_that_always_loses_is_not_remembered(api: Api, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = ready_for(world, "note")

    def lost(change: Change) -> None:
        raise LostRace("somebody else was first")

    monkeypatch.setattr(world.runtime.store, "commit", lost)
    busy = once(api, "note", complaint.id)
    busy.problem(503, "upstream")
    assert busy.headers["retry-after"] == "1"
    monkeypatch.undo()
    assert once(api, "note", complaint.id).status == 200


@covers("claim_next")
def test_eight_at_once_with_one_key_claim_one_complaint(api: Api, world: World) -> None:
    threadsafe(app)
    for _ in range(3):
        world.complain(TEXT)
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: once(api, "claim_next", ""), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert api.get("/v1/queues", by=AGENT).json["items"][0]["counts"]["assigned"] == 1


@covers("post_complaint")
def test_a_complaint_sent_twice_is_one(api: Api, world: World) -> None:
    first = api.post("/v1/complaints", {"text": TEXT}, Idempotency_Key=KEY)
    again = api.post("/v1/complaints", {"text": TEXT}, Idempotency_Key=KEY)
    assert (again.status, again.body) == (first.status, first.body) == (202, first.body)
    outcomes = world.process_queue()
    assert len({outcome.complaint for outcome in outcomes}) == 1
    assert [outcome.is_new for outcome in outcomes] == [True, False]
    api.post("/v1/complaints", {"text": TEXT + "！"}, Idempotency_Key=KEY).problem(422, "idempotency_mismatch")
    assert world.intake.take() == []


def test_a_complaint_that_the_queue_did_not_take_can_be_sent_again(api: Api, world: World) -> None:
    world.intake.failure = Upstream("the queue did not take the message")
    api.post("/v1/complaints", {"text": TEXT}, Idempotency_Key=KEY).problem(503, "upstream")
    world.intake.failure = None
    assert api.post("/v1/complaints", {"text": TEXT}, Idempotency_Key=KEY).status == 202
    assert len(world.intake.take()) == 1


def test_without_a_key_the_same_words_are_two_receipts_and_one_complaint(api: Api, world: World) -> None:
    receipts = {api.post("/v1/complaints", {"text": TEXT}).json["receipt"] for _ in range(2)}
    assert len(receipts) == 2
    assert len({outcome.complaint for outcome in world.process_queue()}) == 1
    states = [api.get(f"/v1/receipts/{receipt}").json for receipt in receipts]
    assert states[0] == states[1]
    assert states[0]["state"] == "processed"
