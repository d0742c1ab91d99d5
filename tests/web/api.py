"""The API as a client sees it: Chalice's own test client, and every answer held against the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from chalice.local import RouteMatcher
from chalice.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app import app
from chalicelib import runtime
from chalicelib.model.identity import Principal
from chalicelib.web import openapi
from chalicelib.web.operations import OPERATIONS
from tests.support.world import World

T = TypeVar("T", bound=Callable[..., object])
PROBLEM: Final = "application/problem+json"
FORM: Final = "application/x-www-form-urlencoded"
JSON_TYPES: Final = ("application/json", PROBLEM)
DOCUMENT: Final = "urn:huiyin:openapi"
_ESCAPE: Final = re.compile(rb"\\u(?!00[01])[0-9a-fA-F]{4}")


def covers(*operations: str) -> Callable[[T], T]:
    """Names the operations a test exercises. ``tests/test_completeness.py`` reads it without running anything; the
    fixture ``api`` fails a test that says so and does not call them.
    """

    def mark(function: T) -> T:
        vars(function)["covers"] = operations
        return function

    return mark


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        return self.headers["content-type"].partition(";")[0]

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """The problem, which must be this one."""
        assert (self.status, self.media_type) == (status, PROBLEM), self.text
        found: dict[str, Any] = self.json
        assert (found["status"], found["code"]) == (status, code)
        return found

    def wrong_fields(self) -> list[str]:
        """The names in the answer to an invalid input."""
        return [error["field"] for error in self.problem(422, "invalid_input")["errors"]]


class Api:
    """Calls the app as it stands in ``app.py``, with the world's runtime installed."""

    def __init__(self, world: World) -> None:
        runtime.install(world.runtime)
        self.http = Client(app).http
        self.called: set[str] = set()

    def get(self, path: str, *, by: Principal | None = None, **headers: str) -> Answer:
        return self.call("GET", path, by=by, **headers)

    def post(self, path: str, content: object = None, *, by: Principal | None = None, **headers: str) -> Answer:
        return self.call("POST", path, content, by=by, **headers)

    def submit(self, path: str, values: Mapping[str, str], **headers: str) -> Answer:
        """As a browser sends a form."""
        return self.call("POST", path, urlencode(values).encode(), by=None, Content_Type=FORM, **headers)

    def call(
        self, method: str, path: str, content: object = None, *, by: Principal | None = None, **headers: str
    ) -> Answer:
        """``content`` is JSON, or the bytes of the body. Headers are written with underscores."""
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if by:
            sent["Authorization"] = f"Bearer {by.id}"
        given = self.http.request(method, path, headers=sent, body=body)
        answer = Answer(given.status_code, {name.lower(): value for name, value in given.headers.items()}, given.body)
        self.called.add(require_documented(method, path, answer))
        return answer


def require_documented(method: str, path: str, answer: Answer) -> str:
    """The name of the operation, whose answer must be as the document says."""
    route = RouteMatcher(list(app.routes)).match_route(path).route
    operation = document()["paths"][route][method.lower()]
    name: str = operation["operationId"]
    described = operation["responses"].get(str(answer.status))
    assert described is not None, f"{name} answers {answer.status}, which is not documented: {answer.text[:300]}"
    if "content" not in described:
        assert answer.body == b"", f"{name} says nothing with {answer.status}, here it said {answer.text[:300]}"
    elif method != "HEAD":
        media = answer.media_type
        assert media in described["content"], f"{name} answers {answer.status} with {media}, which is not documented"
        if media in JSON_TYPES:
            require_valid(answer, described["content"][media]["schema"])
    return name


def require_valid(answer: Answer, schema: Mapping[str, Any]) -> None:
    assert not _ESCAPE.search(answer.body), "Chinese is escaped"
    reference = schema.get("$ref")
    if reference:
        schema = {"$ref": f"{DOCUMENT}{reference}"}
    validator = Draft202012Validator(schema, registry=_registry(), format_checker=FormatChecker())
    validator.validate(answer.json)


@cache
def document() -> dict[str, Any]:
    return openapi.document(OPERATIONS, server="https://huiyin.example")


@cache
def _registry() -> Registry[Any]:
    empty: Registry[Any] = Registry()
    filled: Registry[Any] = empty.with_resource(DOCUMENT, DRAFT202012.create_resource(document()))
    return filled
