"""The desk as a page, and the scripts it is made of."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.model.errors import NotFound

from . import pages
from .operations import Call, Operations
from .page_answers import LANGUAGE, answered, html, language_of

blueprint = Operations(__name__)
APPLICATION: Final = pages.Allowed(is_application=True)


@blueprint.operation(
    "GET",
    "/desk",
    summary="The desk as a page",
    tag="Pages",
    answers={200: "text/html"},
    parameters=LANGUAGE,
    is_page=True,
)
def get_desk(call: Call[Any]) -> Response:
    """Anybody may open it; what it shows it asks the desk API for, with the token of whoever signs in."""
    return answered(call, lambda: html(_page(call), allowed=APPLICATION))


@blueprint.operation(
    "GET", "/desk/{script}", summary="A script of the desk page", tag="Pages", answers={200: "text/javascript"}
)
def get_desk_script(_: Call[Any], script: str) -> Response:
    if script not in pages.DESK_SCRIPTS:
        raise NotFound("the desk has no such script")
    return _file(f"desk/{script}", "text/javascript; charset=utf-8")


@blueprint.operation(
    "GET", "/desk.css", summary="The stylesheet of the desk page", tag="Pages", answers={200: "text/css"}
)
def get_desk_stylesheet(_: Call[Any]) -> Response:
    return _file("desk/desk.css", "text/css; charset=utf-8")


def _file(name: str, content_type: str) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": content_type,
        "Cache-Control": "public, max-age=300",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body=pages.script(name), status_code=200, headers=headers)


def _page(call: Call[Any]) -> str:
    return pages.desk_page(language=language_of(call), shop_name=call.runtime.settings.default_shop)
