"""Errors → HTTP, in one table, looked up by class: the nearest ancestor that has a row decides (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Request, Response

from chalicelib.model import errors
from chalicelib.model.errors import HuiyinError
from chalicelib.surveys.answering import SurveyExpired

from .http import json_answer

PROBLEM: Final = "application/problem+json"
STATUS: Final[dict[type[HuiyinError], HTTPStatus]] = {
    errors.Rejected: HTTPStatus.BAD_REQUEST,
    errors.SignatureInvalid: HTTPStatus.UNAUTHORIZED,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.IdempotencyMismatch: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Conflict: HTTPStatus.CONFLICT,
    SurveyExpired: HTTPStatus.GONE,
    errors.StaleVersion: HTTPStatus.PRECONDITION_FAILED,
    errors.LostRace: HTTPStatus.CONFLICT,
    errors.AlreadyRecorded: HTTPStatus.CONFLICT,
    errors.Upstream: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Undeliverable: HTTPStatus.BAD_GATEWAY,
    HuiyinError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
RENAMED: Final = {"status": "state"}
"""Facts whose name belongs to RFC 9457: ``status`` there is HTTP's, the complaint's goes out as ``state``."""
logger = logging.getLogger(__name__)


def status_of(error: HuiyinError) -> HTTPStatus:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(error: HuiyinError, *, path: str) -> Response:
    """``code`` is stable; ``errors`` names each wrong field; the other members are the present state."""
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("%s at %s: %s", error.code, path, error.detail)
    facts: dict[str, Any] = {
        RENAMED.get(name, name): _plain(value) for name, value in error.facts.items() if name != "fields"
    }
    if isinstance(error, errors.InvalidInput):
        facts["errors"] = [{"field": name, "detail": detail} for name, detail in error.fields.items()]
    content = {
        **facts,
        "type": f"urn:huiyin:problem:{error.code}",
        "title": status.phrase,
        "status": int(status),
        "detail": error.detail,
        "instance": path,
        "code": error.code,
    }
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, errors.Unauthenticated) else {}
    return json_answer(content, status=status, headers=headers | retry_after(error), content_type=PROBLEM)


def retry_after(error: HuiyinError) -> dict[str, str]:
    """The header that says when, for errors that may pass."""
    seconds = error.retry_after if isinstance(error, errors.TooMany) else 1
    return {"Retry-After": str(seconds)} if error.retryable else {}


def always_a_problem(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware. What never reached a view, or fell out of one, Chalice logs and answers in a form of its own; the
    caller gets a problem all the same, and learns nothing of the cause.
    """
    answer = get_response(request)
    if not isinstance(answer.body, dict):
        return answer
    status = HTTPStatus(answer.status_code)
    content = {
        "type": f"urn:huiyin:problem:{status.name.lower()}",
        "title": status.phrase,
        "status": int(status),
        "detail": status.description,
        "instance": request.context.get("path", request.path),
        "code": status.name.lower(),
    }
    return json_answer(content, status=status, content_type=PROBLEM)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value
