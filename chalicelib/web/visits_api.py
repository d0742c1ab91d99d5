"""The desk API for follow-up visits: whom to call, with which words, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk import visiting
from chalicelib.desk.permissions import DESK, EVERYBODY
from chalicelib.model.errors import InvalidInput
from chalicelib.surveys.visit_book import visit_book

from . import visit_shapes as shapes
from .changing import CHANGED, WRITE, changed
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations, Parameter
from .survey_showing import listed_visit

blueprint = Operations(__name__)
TAG: Final = "Visits"


@blueprint.operation(
    "GET",
    "/v1/visits",
    summary="Customers to call, the longest due first",
    tag=TAG,
    answers={200: shapes.VisitsShape},
    parameters=(Parameter(name="due", description="Due until then, RFC 3339; now when absent."), *PAGING),
    roles=EVERYBODY,
)
def get_visits(call: Call[Any]) -> Response:
    """With what to say in each language. A later ``due`` shows what is coming. The number is in the complaint."""
    until = _due(call.query, now=call.runtime.clock())
    page = call.runtime.visits.due(
        call.principal.shop, until=until, limit=limit_of(call.query), cursor=cursor_of(call.query)
    )
    items = tuple(listed_visit(complaint, visit) for complaint, visit in page.items)
    scripts = {
        language: shapes.ScriptShape(**visit_book().script_in(language).model_dump())
        for language in dict.fromkeys(one.language for one in items)
    }
    return json_answer(shapes.VisitsShape(items=items, next=page.next, scripts=scripts))


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/visits/{visit}",
    summary="Tell how a visit went",
    tag=TAG,
    body=shapes.VisitBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def tell_visit(call: Call[shapes.VisitBody], complaint: str, visit: str) -> Response:
    """After ``not_reached`` the next try is due on another day at another hour; after the third a message goes out."""
    sent = call.content
    return changed(
        call,
        lambda action: visiting.tell_visit(
            call.runtime.desk, complaint, action, visit=visit, outcome=sent.outcome, note=sent.note
        ),
    )


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/visits",
    summary="Want a customer to be visited",
    tag=TAG,
    body=shapes.PlanVisitBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def plan_visit(call: Call[shapes.PlanVisitBody], complaint: str) -> Response:
    """Of a complaint that is resolved or closed; once, or over and over."""
    sent = call.content
    every = timedelta(days=sent.every_days) if sent.every_days else None
    return changed(
        call,
        lambda action: visiting.plan(call.runtime.desk, complaint, action, at=sent.at, every=every, why=sent.reason),
    )


def _due(query: Mapping[str, str], *, now: datetime) -> datetime:
    """Raises ``InvalidInput``."""
    if not (text := query.get("due")):
        return now
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # said below; in UTC the first and the last day of the calendar may lie beyond its ends
    raise InvalidInput("this is not a moment", fields={"due": "for example 2026-11-11T20:00:00+08:00"})
