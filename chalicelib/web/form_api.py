"""The complaint form as a page that works without JavaScript, and the scripts that make it more comfortable."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from . import bodies, pages
from .form_visit import FormVisit
from .operations import Call, Operations, Parameter
from .page_answers import FORM, LANGUAGE, answered

blueprint = Operations(__name__)
MULTIPART: Final = "multipart/form-data"
SCRIPT: Final = "text/javascript; charset=utf-8"
QUERY: Final = (
    *LANGUAGE,
    Parameter(name="shop", description="Whose form; the deployment's default shop without it."),
    Parameter(name="embedded", description="1 inside the frame of the widget."),
)


@blueprint.operation(
    "GET",
    "/form",
    summary="The complaint form",
    tag="Pages",
    answers={200: "text/html"},
    parameters=QUERY,
    is_page=True,
)
def get_form(call: Call[Any]) -> Response:
    return answered(call, lambda: FormVisit.of(call).blank())


@blueprint.operation(
    "POST",
    "/form",
    summary="Send the form",
    tag="Pages",
    answers={200: "text/html"},
    parameters=QUERY,
    reads={FORM: bodies.FormBody, MULTIPART: bodies.FormBody},
    faults=(429,),
    is_page=True,
)
def post_form(call: Call[Any]) -> Response:
    """As a browser without JavaScript sends it. A double click is one complaint."""
    return answered(call, lambda: FormVisit.of(call).sent())


@blueprint.operation(
    "GET", "/form.js", summary="Uploads for the form page", tag="Pages", answers={200: "text/javascript"}
)
def get_form_script(_: Call[Any]) -> Response:
    return _script("form.js")


@blueprint.operation(
    "GET", "/widget.js", summary="The form in a dialog of any site", tag="Pages", answers={200: "text/javascript"}
)
def get_widget(_: Call[Any]) -> Response:
    """One script element; ``docs/channels/form.md`` has it."""
    return _script("widget.js")


def _script(name: str) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": SCRIPT,
        "Cache-Control": "public, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body=pages.script(name), headers=headers)
