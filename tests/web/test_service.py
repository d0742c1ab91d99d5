"""What tells about the service itself, and what is said when it fails."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from chalicelib.model.errors import ConfigurationError, Upstream
from tests.support.world import AGENT, World

from .api import PROBLEM, Api, covers, document
from .test_form import require_a_safe_page


@covers("get_health")
def test_health_names_the_state_of_each_dependency(api: Api, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    healthy = api.get("/healthz")
    assert healthy.status == 200
    assert healthy.json == {"status": "ok", "dependencies": {"table": "ok"}, "version": "0.1.0"}

    def away(*_: object) -> None:
        raise Upstream("the table could not be reached")

    monkeypatch.setattr(world.runtime.store, "complaint", away)
    ill = api.get("/healthz")
    assert ill.status == 503
    assert (ill.json["status"], ill.json["dependencies"]) == (
        "degraded",
        {"table": "the table could not be reached"},
    )


@covers("get_openapi")
def test_the_document_is_served_as_it_is_made(api: Api) -> None:
    answer = api.get("/openapi.json")
    assert answer.media_type == "application/json"
    assert answer.json == json.loads(json.dumps(document()))
    assert "回音".encode() in answer.body


@covers("get_docs")
def test_the_document_has_a_page(api: Api) -> None:
    page = api.get("/docs")
    assert page.status == 200
    require_a_safe_page(page)
    assert "/v1/queues/{queue}/claim-next" in page.text


@pytest.mark.parametrize("error", [RuntimeError("secret-7"), ConfigurationError("secret-7"), KeyError("secret-7")])
def test_the_unexpected_gives_nothing_away_and_is_logged(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def broken(*_: object) -> Any:
        raise error

    monkeypatch.setattr(world.runtime.store, "queue_numbers", broken)
    with caplog.at_level(logging.ERROR):
        answer = api.http.get("/v1/queues", headers={"Authorization": f"Bearer {AGENT.id}"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert json.loads(answer.body)["code"] == "internal_server_error"
    assert b"secret-7" not in answer.body
    assert b"Traceback" not in answer.body
    assert "secret-7" in caplog.text


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT"])
def test_an_operation_that_is_not_there_is_a_problem_too(api: Api, method: str) -> None:
    answer = api.http.request(method, "/v1/queues")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, PROBLEM)
    assert json.loads(answer.body)["code"] == "method_not_allowed"
