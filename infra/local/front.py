"""HTTP in front of the Chalice app, as API Gateway is in AWS: WSGI in, proxy event out.

A Chalice app keeps the request it serves in one attribute, so under threads one customer would read another's
complaint. Here that attribute is one per thread, as in ``chalice local``.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, quote

from chalice.app import Chalice
from chalice.local import LambdaContext, RouteMatcher

from .events import api_event

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Page = Callable[[dict[str, Any]], "Plain | None"]
"""Answers what belongs to the machine and not to the app; ``None`` for everything else."""
TIME_LIMIT_MILLISECONDS: Final = 29_000
BODY_LIMIT: Final = 10_000_000
"""As API Gateway's."""


class Plain:
    """An answer of the machine itself, outside of the app."""

    def __init__(self, body: bytes, *, content_type: str, status: int = 200, headers: dict[str, str] | None = None):
        self.status = status
        self.headers = {"Content-Type": content_type, **(headers or {})}
        self.body = body


class _PerThread:
    """An attribute of the app that every thread has for itself."""

    def __init__(self) -> None:
        self._local = threading.local()

    def __get__(self, instance: object, owner: type) -> Any:
        return getattr(self._local, "value", None)

    def __set__(self, instance: object, value: Any) -> None:
        self._local.value = value


def threadsafe(app: Chalice) -> Chalice:
    """Changes the app in place."""
    kind = type(app)
    if not isinstance(vars(kind).get("current_request"), _PerThread):
        for name in ("current_request", "lambda_context"):
            vars(app).pop(name, None)
        app.__class__ = type(kind.__name__, (kind,), {"current_request": _PerThread(), "lambda_context": _PerThread()})
    return app


class Front:
    """A WSGI application."""

    def __init__(self, app: Chalice, *, pages: Sequence[Page] = ()) -> None:
        self._app = threadsafe(app)
        self._matcher = RouteMatcher(list(app.routes))
        self._binary = set(app.api.binary_types)
        self._pages = pages

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        own = (answer for page in self._pages if (answer := page(environ)))
        plain = next(own, None) or self._serve(environ)
        status = HTTPStatus(plain.status)
        bodiless = environ["REQUEST_METHOD"] == "HEAD" or status == HTTPStatus.NO_CONTENT
        headers = dict(plain.headers)
        if not bodiless:
            headers["Content-Length"] = str(len(plain.body))
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        return [] if bodiless else [plain.body]

    def _serve(self, environ: dict[str, Any]) -> Plain:
        path = quote(environ["PATH_INFO"].encode("latin-1")) or "/"
        try:
            matched = self._matcher.match_route(path)
        except ValueError:
            return _problem(HTTPStatus.NOT_FOUND)
        methods = self._app.routes[matched.route]
        if environ["REQUEST_METHOD"] not in methods:
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join(sorted(methods))})
        if int(environ.get("CONTENT_LENGTH") or 0) > BODY_LIMIT:
            return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        headers = _headers(environ)
        content_type = headers.get("content-type", "").partition(";")[0].strip()
        answer = self._app(
            api_event(
                method=environ["REQUEST_METHOD"],
                path=path,
                resource=matched.route,
                path_parameters=matched.captured,
                query=parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True),
                headers=headers,
                body=_body(environ),
                is_binary=content_type in self._binary,
                source_address=environ.get("REMOTE_ADDR", ""),
            ),
            LambdaContext("api_handler", 512, TIME_LIMIT_MILLISECONDS),
        )
        return _plain(answer)


def _plain(answer: dict[str, Any]) -> Plain:
    body = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers = {name: str(value) for name, value in (answer.get("headers") or {}).items()}
    content_type = headers.pop("Content-Type", headers.pop("content-type", "application/json"))
    return Plain(raw, content_type=content_type, status=answer["statusCode"], headers=headers)


def _problem(status: HTTPStatus, headers: dict[str, str] | None = None) -> Plain:
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": "no_route"}
    return Plain(json.dumps(body).encode(), content_type="application/problem+json", status=status, headers=headers)


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    return headers


def _body(environ: dict[str, Any]) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return bytes(environ["wsgi.input"].read(length)) if length else b""
