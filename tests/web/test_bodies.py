"""What is sent to us and cannot be taken: each wrong field is named, and nothing happens."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

import pytest

from chalicelib.model.identity import Principal
from chalicelib.web.http import BODY_LIMIT
from chalicelib.web.operations import OPERATIONS
from tests.support.world import ADMIN, AGENT, SUPERVISOR, World

from .api import Api
from .scenes import OPERATION, TEXT, path_of

WITH_A_BODY: Final = [one.name for one in OPERATIONS if one.body]
WRONG: Final[list[tuple[str, Any, list[str]]]] = [
    ("reply", {}, ["text"]),
    ("reply", {"text": " \n"}, ["text"]),
    ("reply", {"text": "x" * 20_001}, ["text"]),
    ("reply", {"text": 7, "macro": 7}, ["text", "macro"]),
    ("note", {"text": None}, ["text"]),
    ("note", {"text": "\ud800"}, ["body"]),
    ("transfer", {}, ["queue"]),
    ("transfer", {"queue": "nowhere"}, ["queue"]),
    ("transfer", {"queue": "policy", "reason": "x" * 1_001}, ["reason"]),
    ("reclassify", {}, ["primary"]),
    ("reclassify", {"primary": "anger", "labels": ["quality", "joy"]}, ["primary", "labels.1"]),
    ("wait", {"until": "tomorrow"}, ["until"]),
    ("wait", {"until": "2026-11-30T18:00:00"}, ["until"]),
    ("wait", {"until": "2026-11-11T02:00:00Z"}, ["until"]),
    ("wait", {"until": "2027-11-13T02:00:00Z"}, ["until"]),
    ("wait", {"until": "9999-12-31T23:59:59-23:00"}, ["until"]),
    ("resolve", {"outcome": ""}, ["outcome"]),
    ("resolve", {"outcome": "x" * 101, "text": "x" * 1_001}, ["outcome", "text"]),
    ("reopen", {"reason": ["a", "list"]}, ["reason"]),
    ("put_me", {"presence": "asleep", "capacity": 101}, ["presence", "capacity"]),
    ("put_me", {"capacity": -1}, ["capacity"]),
    ("post_complaint", {}, ["text"]),
    ("post_complaint", {"text": " "}, ["text"]),
    ("post_complaint", {"text": "x" * 20_001}, ["text"]),
    ("post_complaint", {"text": "x", "shop": "nowhere"}, ["shop"]),
    (
        "post_complaint",
        {"text": "x", "customer": {"phone": "no", "email": "no"}, "language": "中文"},
        ["customer.phone", "customer.email", "language"],
    ),
    ("post_complaint", {"text": "x", "attachments": [{"size": -1}]}, ["attachments.0.size"]),
]


def person_for(name: str) -> Principal | None:
    """Somebody who may do it; nobody where nobody has to sign in."""
    roles = OPERATION[name].roles
    return next(person for person in (SUPERVISOR, ADMIN) if person.roles & roles) if roles else None


@pytest.fixture
def held(world: World, api: Api) -> str:
    """A complaint on which most things are possible."""
    complaint = world.complain(TEXT)
    api.post(path_of("claim", complaint.id), by=AGENT)
    return complaint.id


@pytest.mark.parametrize(("name", "content", "fields"), WRONG)
def test_every_wrong_field_is_named(
    api: Api, world: World, held: str, name: str, content: Any, fields: list[str]
) -> None:
    before = world.complaint(held)
    answer = api.call(OPERATION[name].method, path_of(name, held), content, by=person_for(name))
    assert answer.wrong_fields() == fields
    assert world.complaint(held) == before
    assert world.intake.take() == []


@pytest.mark.parametrize("name", sorted(set(WITH_A_BODY) - {"post_complaint"}))
def test_a_misspelt_field_is_refused_by_name(api: Api, held: str, name: str) -> None:
    answer = api.call(OPERATION[name].method, path_of(name, held), {"txet": "x"}, by=person_for(name))
    assert "txet" in answer.wrong_fields()


@pytest.mark.parametrize("name", WITH_A_BODY)
@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"text"', b"7", b"null", b"\xff\xfe\xfd", "文".encode("gb18030"), b"[" * 100_000, b"9" * 5_000],
    ids=["cut", "list", "text", "number", "null", "no-text", "gb18030", "deep", "long-number"],
)
def test_what_is_no_json_object_is_refused(api: Api, world: World, held: str, name: str, body: bytes) -> None:
    before = world.complaint(held)
    answer = api.call(OPERATION[name].method, path_of(name, held), body, by=person_for(name))
    assert answer.wrong_fields() == ["body"]
    assert world.complaint(held) == before
    assert world.intake.take() == []


@pytest.mark.parametrize("name", [*WITH_A_BODY, "post_form", "post_survey", "post_hook"])
def test_a_body_too_large_is_refused(api: Api, world: World, held: str, name: str) -> None:
    """Lambda would refuse it as well, only less politely."""
    path = path_of(name, held)
    answer = api.call(OPERATION[name].method, path, b"x" * (BODY_LIMIT + 1), by=person_for(name), Accept=JSON)
    answer.problem(413, "too_large")
    assert world.intake.take() == []


JSON: Final = "application/json"


def test_the_largest_body_is_taken(api: Api, world: World) -> None:
    """Its file goes into the object store, because no queue message is that large."""
    body = json.dumps({"text": TEXT, "attachments": [{"content": "/9j/"}], "filling": ""}).encode()
    room = BODY_LIMIT - len(body)
    body = body.replace(b"/9j/", b"/9j/" + b"A" * (room // 4 * 4)).replace(b'g": ""', b'g": "%s"' % (b"x" * (room % 4)))
    assert len(body) == BODY_LIMIT
    assert api.post("/v1/complaints", body).status == 202
    assert len(world.objects.kept) == 1
    [outcome] = world.process_queue()
    assert world.complaint(outcome.complaint).messages[0].text == TEXT


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "text/plain", "application/xml", ""])
def test_json_is_read_whatever_its_type_is_called(api: Api, held: str, content_type: str) -> None:
    answer = api.post(path_of("note", held), {"text": "笔记"}, by=AGENT, Content_Type=content_type)
    assert answer.status == 200


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "ten", "", "١", "9" * 5_000])
@pytest.mark.parametrize(
    "path", ["/v1/queues/quality/complaints?", "/v1/search?phone=1&", "/v1/quarantine?", "/v1/surveys?"]
)
def test_a_limit_is_from_1_to_100(api: Api, path: str, limit: str) -> None:
    assert api.get(f"{path}limit={limit}", by=SUPERVISOR).wrong_fields() == ["limit"]
    assert api.get(f"{path}limit=100", by=SUPERVISOR).status == 200


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense", "é", "W10", "e30x",
        "eyJQSyI6eyJTIjoieCJ9fQ",  # {"PK":{"S":"x"}}
        "eyJQSyI6eyJTIjoieCJ9LCJTSyI6eyJTIjoieSJ9fQ",  # {"PK":{"S":"x"},"SK":{"S":"y"}}
        "eyJQSyI6eyJTIjoiIn0sIlNLIjp7IlMiOiIifX0",  # {"PK":{"S":""},"SK":{"S":""}}
        "eyJQSyI6eyJTIjoiXHVkODAwIn0sIlNLIjp7IlMiOiJ5In19",  # {"PK":{"S":"\ud800"},"SK":{"S":"y"}}
        "eyJQSyI6eyJOIjoiNyJ9LCJTSyI6eyJTIjoieSJ9fQ",  # {"PK":{"N":"7"},"SK":{"S":"y"}}
        "W1tb" * 2_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/v1/queues/quality/complaints?", "/v1/search?phone=1&", "/v1/quarantine?", "/v1/surveys?"]
)
def test_only_a_cursor_of_the_same_list_is_taken(api: Api, path: str, cursor: str) -> None:
    assert api.get(f"{path}cursor={cursor}", by=SUPERVISOR).wrong_fields() == ["cursor"]
    assert api.get(f"{path}cursor=", by=SUPERVISOR).status == 200, "an empty one is the first page"


def test_a_cursor_of_no_text_is_refused_before_the_table_is_asked(api: Api, world: World) -> None:
    """boto3 would send half a character, and what DynamoDB says to that is not written down."""
    world.calls.clear()
    cursor = base64.urlsafe_b64encode(b'{"PK":{"S":"\\ud800"},"SK":{"S":"y"}}').decode()
    assert api.get(f"/v1/quarantine?cursor={cursor}", by=SUPERVISOR).wrong_fields() == ["cursor"]
    assert world.calls.operations == []
