"""What every page for customers shares: its headers, its language, form fields, and errors that people can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from chalice.app import Response

from chalicelib.model.errors import HuiyinError, InvalidInput, NotFound, TooLarge, TooMany, Upstream
from chalicelib.surveys.answering import AlreadyAnswered, SurveyExpired

from . import pages
from .errors import problem, retry_after, status_of
from .http import HTML, JSON, body_of, wants_json
from .operations import Call, Parameter
from .pages import Language, MessageKind

FORM: Final = "application/x-www-form-urlencoded"
LANGUAGE: Final = (Parameter(name="lang", description="zh-Hans, zh-Hant or en."),)
MOST_FIELDS: Final = 50


def html(
    body: str,
    *,
    status: int = 200,
    allowed: pages.Allowed | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": HTML,
        "Content-Security-Policy": pages.content_security_policy(allowed),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        **(more or {}),
    }
    return Response(body=body, status_code=status, headers=headers)


def form_values(call: Call[Any]) -> dict[str, str]:
    """Fields of a form-encoded body; bytes that are not UTF-8 become replacement characters.

    Raises ``InvalidInput`` for more fields than any form of ours has.
    """
    text = body_of(call.request).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise InvalidInput("the form has too many fields", fields={"body": f"at most {MOST_FIELDS} fields"}) from None


def language_of(call: Call[Any], *, preferred: str | None = None) -> Language:
    return pages.negotiate_language(
        query=call.query.get("lang"), accept_language=call.headers.get("accept-language"), preferred=preferred
    )


KINDS: Final[dict[type[HuiyinError], MessageKind]] = {
    NotFound: MessageKind.NOT_FOUND,
    SurveyExpired: MessageKind.GONE,
    InvalidInput: MessageKind.INVALID,
    TooLarge: MessageKind.TOO_LARGE,
    TooMany: MessageKind.TOO_MANY,
    Upstream: MessageKind.UNAVAILABLE,
}


def answered(call: Call[Any], show: Callable[[], Response], *, allowed: pages.Allowed | None = None) -> Response:
    """Errors as a page for people, and as a problem for programs."""
    try:
        return show()
    except HuiyinError as error:
        if wants_json(call.request) or JSON in call.headers.get("content-type", ""):
            return problem(error, path=call.request.context.get("path", call.request.path))
        page = _error_page(call, error)
        return html(page, status=status_of(error), allowed=allowed, more=retry_after(error))


def _error_page(call: Call[Any], error: HuiyinError) -> str:
    language, shop = language_of(call), call.runtime.settings.default_shop
    if isinstance(error, AlreadyAnswered):
        return pages.survey_already_answered_page(language=language, shop_name=shop)
    if isinstance(error, SurveyExpired):
        return pages.survey_expired_page(language=language, shop_name=shop)
    kind = KINDS.get(type(error), MessageKind.FAILED)
    return pages.message_page(language=language, kind=kind, shop_name=shop, way_out="/form")
