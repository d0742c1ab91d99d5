"""The OpenAPI document is valid, says everything the app does, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from jsonschema.exceptions import ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator

from app import app
from chalicelib.web.operations import OPERATIONS

from .api import Answer, Api, document, require_documented, require_valid
from .scenes import BODIES

METHODS: Final = {"get", "put", "post", "delete", "head", "patch", "options", "trace"}
WITHOUT_A_BODY: Final = {"heartbeat_me", "claim", "release", "decline", "heartbeat", "claim_next", "replay"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        for method in item.keys() & METHODS:
            yield path, method, item[method]


def test_the_document_is_valid_openapi_3_1() -> None:
    assert document()["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(json.loads(json.dumps(document()))).iter_errors()) == []


def test_every_route_is_documented_and_every_document_served() -> None:
    served = {(path, method.lower()) for path, by_method in app.routes.items() for method in by_method}
    assert {(path, method) for path, method, _ in operations()} == served


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert sorted(names) == sorted(set(names)) == sorted(one.name for one in OPERATIONS)


def test_every_operation_says_what_it_is_for() -> None:
    tags = {tag["name"] for tag in document()["tags"]}
    for path, method, operation in operations():
        assert operation["summary"], (path, method)
        assert set(operation["tags"]) <= tags
        assert len(operation["tags"]) == 1
    assert tags == {tag for _, _, operation in operations() for tag in operation["tags"]}


def test_every_path_parameter_is_described() -> None:
    for path, _, operation in operations():
        described = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
        assert described == re.findall(r"{(\w+)}", path)
        assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")


def test_every_body_and_every_answer_has_a_schema() -> None:
    for path, method, operation in operations():
        is_hook = path.startswith("/hooks/")
        assert ("requestBody" in operation) == (method in ("post", "put") and not is_hook), (path, method)
        contents = [operation.get("requestBody", {}), *operation["responses"].values()]
        assert all(content["schema"] for one in contents for content in one.get("content", {}).values())
        silent = {status for status, answer in operation["responses"].items() if "content" not in answer}
        assert silent <= ({"204", "401", "412"} if is_hook else {"204"}), (path, method)


def test_every_guarded_operation_says_who_may_call_it() -> None:
    for one in OPERATIONS:
        operation = document()["paths"][one.path][one.method.lower()]
        assert operation.get("security", []) == (
            [{"bearer": sorted(role.value for role in one.roles)}] if one.roles else []
        )
        assert bool(one.roles) == one.path.startswith("/v1/") or one.name in (
            "post_complaint",
            "post_upload",
            "get_policies",
            "get_receipt",
            "get_policies",
        )
        assert ({"401", "403"} <= operation["responses"].keys()) == bool(one.roles)


def test_a_body_is_needed_where_a_field_is() -> None:
    for one in OPERATIONS:
        if one.name in BODIES:
            body = document()["paths"][one.path]["post"]["requestBody"]
            is_needed = one.name not in WITHOUT_A_BODY and one.name not in (
                "wait",
                "resolve",
                "reopen",
                "unmerge",
                "plan_visit",
            )
            assert body["required"] == is_needed, one.name


def answer(content: object, media_type: str = "application/json", status: int = 200) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return Answer(status, {"content-type": media_type}, body)


RECEIPT: Final = "/v1/receipts/x"


def test_the_check_of_answers_lets_good_ones_through() -> None:
    assert require_documented("GET", RECEIPT, answer({"state": "accepted", "complaint": None})) == "get_receipt"


@pytest.mark.parametrize(
    "bad",
    [
        answer({"state": "accepted"}, status=201),
        answer({"state": "accepted"}, "text/html"),
        answer({"state": "lost"}),
        answer({"state": "accepted", "more": 1}),
        answer({}),
        answer({"type": "x"}, "application/problem+json", 404),
        answer(b'{"state": "processed", "complaint": "\\u8d28"}'),
    ],
    ids=["status", "type", "value", "field", "missing", "problem", "escaped"],
)
def test_the_check_of_answers_fails_for_bad_ones(bad: Answer) -> None:
    with pytest.raises((AssertionError, ValidationError)):
        require_documented("GET", RECEIPT, bad)


@pytest.mark.parametrize(("moment", "is_good"), [("2026-11-11T10:00:00+08:00", True), ("2026-11-11T10:00:00", False)])
def test_the_check_of_answers_wants_times_with_an_offset(moment: str, is_good: bool) -> None:
    schema = {"type": "string", "format": "date-time"}
    if is_good:
        require_valid(answer(moment), schema)
        return
    with pytest.raises(ValidationError):
        require_valid(answer(moment), schema)


def test_a_test_cannot_say_it_covers_what_it_does_not_call(api: Api) -> None:
    """The fixture ``api`` compares what was said with this."""
    assert api.called == set()
    api.get("/healthz")
    assert api.called == {"get_health"}
