"""The API reference: everything the document says, readable, also when it refers to itself."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from chalicelib.web.pages import docs_page
from chalicelib.web.pages.reference.operations import Document
from chalicelib.web.pages.reference.prose import inline, paragraphs
from chalicelib.web.pages.reference.schemas import bounds, kind, rows, sample

from .gallery import OPENAPI
from .markup import read

HOSTILE = "<script>alert(1)</script>"


def operation(anchor: str) -> Any:
    found = [each for group in Document(OPENAPI).groups() for each in group.operations]
    return next(each for each in found if each.anchor == anchor)


def test_operations_stand_under_their_tags_and_empty_tags_are_left_out() -> None:
    groups = Document(OPENAPI).groups()
    assert [(group.name, len(group.operations)) for group in groups] == [("Intake", 1), ("Desk", 1), ("Other", 1)]


def test_shared_and_referenced_parameters_are_shown_first() -> None:
    queue, limit, status = operation("get-v1-queues-queue-complaints").parameters
    assert (queue.name, queue.place, queue.required) == ("queue", "path", True)
    assert (limit.kind, limit.bounds) == ("integer", "at least 1; at most 100; default 25")
    assert status.kind == "<code>&#34;waiting&#34;</code> or <code>&#34;assigned&#34;</code>"


def test_referenced_answers_are_resolved() -> None:
    kept, invalid = operation("post-v1-complaints").answers
    assert [row.name for row in kept.contents[0].rows] == ["receipt", "status_url"]
    assert invalid.description == "Names each invalid field"


def test_curl_is_one_call_a_shell_understands() -> None:
    post = shlex.split(operation("post-v1-complaints").curl)
    assert post[:4] == ["curl", "-X", "POST", "http://127.0.0.1:8000/v1/complaints"]
    assert post[-1] == '{"text": "…", "customer": {"email": "name@example.com"}}'
    get = operation("get-v1-queues-queue-complaints").curl
    assert shlex.split(get)[1] == "http://127.0.0.1:8000/v1/queues/QUEUE/complaints?status=waiting"
    assert '-H "Authorization: Bearer $TOKEN"' in get


def test_curl_quotes_what_a_shell_would_run() -> None:
    body = {"application/json": {"schema": {"const": "'; rm -rf ~; '"}}}
    document = {
        "info": {"title": "t", "version": "1"},
        "paths": {"/x": {"post": {"requestBody": {"content": body}, "responses": {}}}},
    }
    (group,) = Document(document).groups()
    assert shlex.split(group.operations[0].curl)[-1] == "\"'; rm -rf ~; '\""


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, "anything"),
        (False, "nothing"),
        ({}, "anything"),
        ({"type": "string", "format": "date-time"}, "string (date-time)"),
        ({"type": ["string", "null"]}, "string or null"),
        ({"anyOf": [{"type": "string"}, {"type": "string"}]}, "string"),
        ({"type": "array", "items": {"type": "integer"}}, "list of integer"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "map of integer"),
        ({"properties": {}}, "object"),
        ({"$ref": "#/components/schemas/A"}, '<a href="#schema-A">A</a>'),
        ({"allOf": [{"$ref": "#/x/A"}, {"type": "object"}]}, '<a href="#schema-A">A</a> and object'),
        ({"type": HOSTILE}, "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_types_in_words(schema: Any, expected: str) -> None:
    assert kind(schema) == expected


def test_fields_of_unnamed_objects_are_listed_with_their_path() -> None:
    names = [row.name for row in rows(OPENAPI["components"]["schemas"]["NewComplaint"])]
    assert names[:5] == ["text", "customer", "customer.email", "order", "attachments"]
    assert "attachments[].name" in names
    assert [row.name for row in rows({"type": "array", "items": {"properties": {"id": True}}})] == ["[].id"]


def test_a_sample_of_a_type_inside_itself_ends() -> None:
    named = {"Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}}
    assert sample({"$ref": "#/components/schemas/Node"}, named=named) == {"next": None}


def test_bounds_in_words() -> None:
    assert bounds({"minLength": 1, "default": "早"}) == 'at least 1 characters; default "早"'
    assert bounds(True) == ""


def test_prose_is_escaped_and_knows_code() -> None:
    assert inline("use `a<b` & ``c``") == "use <code>a&lt;b</code> &amp; <code>c</code>"
    assert paragraphs("one\n\n\ntwo\n") == "<p>one</p><p>two</p>"
    assert paragraphs(HOSTILE) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_a_hostile_document_stays_text() -> None:
    document = {
        "info": {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE},
        "servers": [{"url": HOSTILE}],
        "tags": [{"name": HOSTILE, "description": HOSTILE}],
        "paths": {
            f"/{HOSTILE}": {
                "get": {
                    "tags": [HOSTILE],
                    "summary": HOSTILE,
                    "description": HOSTILE,
                    "parameters": [
                        {"name": HOSTILE, "in": HOSTILE, "description": HOSTILE, "schema": {"enum": [HOSTILE]}}
                    ],
                    "responses": {
                        HOSTILE: {"description": HOSTILE, "content": {HOSTILE: {"schema": {"$ref": HOSTILE}}}}
                    },
                }
            }
        },
        "components": {"schemas": {HOSTILE: {"description": HOSTILE, "properties": {HOSTILE: {"pattern": HOSTILE}}}}},
    }
    assert not read(docs_page(document, openapi_url=HOSTILE)).all("script")


def test_an_empty_document_is_a_page() -> None:
    assert "Huiyin" in docs_page({"info": {"title": "Huiyin", "version": "0"}})
