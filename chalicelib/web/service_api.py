"""What tells about the service itself: health, the OpenAPI document and its page."""

from __future__ import annotations

from typing import Any

from chalice.app import Response

from chalicelib.model.errors import NotFound, Upstream
from chalicelib.runtime import Runtime

from . import openapi, pages, shapes
from .http import json_answer
from .operations import OPERATIONS, Call, Operations
from .page_answers import html

blueprint = Operations(__name__)


@blueprint.operation(
    "GET",
    "/healthz",
    summary="Health with the state of each dependency",
    tag="Service",
    answers={200: shapes.HealthShape, 503: shapes.HealthShape},
)
def get_health(call: Call[Any]) -> Response:
    """200 while the table answers, else 503."""
    table = _table_state(call.runtime)
    shown = shapes.HealthShape(
        status="ok" if table == "ok" else "degraded", dependencies={"table": table}, version=openapi.VERSION
    )
    return json_answer(shown, status=200 if table == "ok" else 503)


@blueprint.operation("GET", "/openapi.json", summary="This document", tag="Service", answers={200: "application/json"})
def get_openapi(call: Call[Any]) -> Response:
    return json_answer(openapi.document(OPERATIONS, server=call.runtime.settings.public_url))


@blueprint.operation("GET", "/docs", summary="This document as a page", tag="Service", answers={200: "text/html"})
def get_docs(call: Call[Any]) -> Response:
    return html(pages.docs_page(openapi=openapi.document(OPERATIONS, server=call.runtime.settings.public_url)))


def _table_state(runtime: Runtime) -> str:
    try:
        runtime.store.complaint("healthz", "none")
    except NotFound:
        return "ok"
    except Upstream as error:
        return error.detail
    return "ok"
