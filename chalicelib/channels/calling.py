"""Calls to a platform's JSON API, and the reply window before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from pydantic_core import to_json

from chalicelib.model.effect import Effect
from chalicelib.model.errors import MalformedPayload, Undeliverable
from chalicelib.model.ports import HttpAnswer

from .base import Outlets
from .documents import Document, read_document

_JSON: Final = {"content-type": "application/json; charset=utf-8"}
_FORM: Final = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """``said`` is empty when the answer was no JSON object."""

    status: int
    said: Document

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def post_json(
    outlets: Outlets, url: str, document: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> ApiAnswer:
    """Any status is an answer. Raises ``Upstream`` when there was none."""
    answer = outlets.http.request("POST", url, headers={**_JSON, **(headers or {})}, body=to_json(document))
    return _read(answer)


def post_form(outlets: Outlets, url: str, fields: Mapping[str, str]) -> ApiAnswer:
    """Any status is an answer. Raises ``Upstream`` when there was none."""
    answer = outlets.http.request("POST", url, headers=_FORM, body=urlencode(fields).encode())
    return _read(answer)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _read(answer: HttpAnswer) -> ApiAnswer:
    try:
        return ApiAnswer(answer.status, read_document(answer.body))
    except MalformedPayload:
        return ApiAnswer(answer.status, Document())


def require_open(effect: Effect, outlets: Outlets) -> None:
    """Raises ``Undeliverable`` when the platform takes no reply any more."""
    open_until = effect.to.open_until
    if open_until is not None and outlets.now > open_until:
        raise Undeliverable("the time in which the platform takes a reply is over", open_until=open_until.isoformat())


def require_few(parts: tuple[str, ...], *, most: int, takes: int | None = None) -> None:
    """Raises ``Undeliverable`` for a text that would flood the customer, or has more parts than the platform takes."""
    most = most if takes is None else min(most, takes)
    if len(parts) > most:
        raise Undeliverable(f"the text needs {len(parts)} messages, {most} are sent at most", parts=len(parts))
