"""The front of the one machine: every thread its own request, and events as API Gateway makes them."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

import pytest
from chalice.app import Chalice, Response

from infra.local import front
from infra.local.front import Front, Plain

CALLERS = 8
MEETING_SECONDS = 10


def app_with(everybody_is_here: threading.Barrier) -> Chalice:
    app = Chalice(app_name="meeting", configure_logs=False)

    @app.route("/meet/{name}", methods=["GET", "POST"])
    def meet(name: str) -> Response:
        """Answers only when every caller's request is being served."""
        everybody_is_here.wait()
        request = app.current_request
        assert request
        said = [request.headers["x-caller"], request.context["path"]]
        everybody_is_here.wait()
        return Response(json.dumps([name, *said]), headers={"Content-Type": "application/json"})

    return app


def call(
    wsgi: Front, path: str, *, method: str = "GET", caller: str = "", query: str = ""
) -> tuple[str, dict[str, str], bytes]:
    started: list[tuple[str, dict[str, str]]] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_X_CALLER": caller,
        "wsgi.input": io.BytesIO(),
    }
    body = b"".join(wsgi(environ, lambda status, headers: started.append((status, dict(headers)))))
    [(status, headers)] = started
    return status, headers, body


def meet(wsgi: Front) -> list[tuple[str, str, str]]:
    """What each caller is told: the name in the path, the caller in the headers, the path in the context."""
    names = [f"caller-{number}" for number in range(CALLERS)]
    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(lambda name: call(wsgi, f"/meet/{name}", caller=name), names))
    return [tuple(json.loads(body)) for _, _, body in answers]


@pytest.fixture
def everybody_is_here() -> Iterator[threading.Barrier]:
    barrier = threading.Barrier(CALLERS, timeout=MEETING_SECONDS)
    yield barrier
    barrier.abort()


def test_callers_at_once_never_see_each_others_request(everybody_is_here: threading.Barrier) -> None:
    told = meet(Front(app_with(everybody_is_here)))
    assert told == [(f"caller-{n}", f"caller-{n}", f"/meet/caller-{n}") for n in range(CALLERS)]


def test_without_an_own_request_for_each_thread_they_would(
    everybody_is_here: threading.Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: a plain Chalice app mixes callers up."""
    monkeypatch.setattr(front, "threadsafe", lambda app: app)
    told = meet(Front(app_with(everybody_is_here)))
    assert len({caller for _, caller, _ in told}) < CALLERS


def test_an_app_is_made_threadsafe_once() -> None:
    app = app_with(threading.Barrier(1))
    assert type(front.threadsafe(app)) is type(front.threadsafe(app))


@pytest.mark.parametrize("name", ["何小姐", "a b", "50%25", "a@b.example", "?", "#x"])
def test_a_path_parameter_reaches_the_view_encoded_once(name: str) -> None:
    _, _, body = call(Front(app_with(threading.Barrier(1))), f"/meet/{name}", caller="anybody")
    assert unquote(json.loads(body)[0]) == name


@pytest.mark.parametrize(("path", "status"), [("/none", "404 Not Found"), ("/meet", "404 Not Found")])
def test_an_unknown_path_is_a_problem(path: str, status: str) -> None:
    said, headers, body = call(Front(app_with(threading.Barrier(1))), path)
    assert said == status
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body)["code"] == "no_route"


def test_a_wrong_method_names_the_right_ones() -> None:
    said, headers, _ = call(Front(app_with(threading.Barrier(1))), "/meet/x", method="DELETE")
    assert (said, headers["Allow"]) == ("405 Method Not Allowed", "GET, POST")


def test_head_has_no_body() -> None:
    page = Plain(b"page", content_type="text/plain")
    said, _, body = call(Front(app_with(threading.Barrier(1)), pages=[lambda _: page]), "/", method="HEAD")
    assert (said, body) == ("200 OK", b"")
