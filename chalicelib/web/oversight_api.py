"""The desk API for those who oversee it: quarantine, polls, surveys."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS, SENIOR
from chalicelib.model.delivery import QuarantineEntry

from . import bodies, oversight_shapes
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .masking import masked
from .operations import Call, Operations
from .survey_showing import listed_survey

blueprint = Operations(__name__)


@blueprint.operation(
    "GET",
    "/v1/quarantine",
    summary="Deliveries that could not be processed",
    tag="Quarantine",
    answers={200: oversight_shapes.QuarantinesShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_quarantine(call: Call[Any]) -> Response:
    page = call.runtime.quarantine.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(map(_quarantine_shape, page.items))
    return json_answer(oversight_shapes.QuarantinesShape(items=items, next=page.next))


_HIDDEN: Final = {"shop", "delivery", "raw_object"}


@blueprint.operation(
    "POST",
    "/v1/quarantine/{entry}/replay",
    summary="Try it again",
    tag="Quarantine",
    body=bodies.EmptyBody,
    answers={202: oversight_shapes.QuarantineShape},
    roles=SENIOR,
)
def replay(call: Call[bodies.EmptyBody], entry: str) -> Response:
    """The delivery goes back into the intake queue; replaying twice records nothing twice."""
    replayed = call.runtime.quarantining.replay(call.principal.shop, entry, by=call.principal)
    return json_answer(_quarantine_shape(replayed), status=202)


def _quarantine_shape(entry: QuarantineEntry) -> oversight_shapes.QuarantineShape:
    shown = entry.model_dump(exclude=_HIDDEN)
    return oversight_shapes.QuarantineShape(**shown | {"reason": masked(entry.reason)})


@blueprint.operation(
    "GET",
    "/v1/polls",
    summary="How asking the platforms goes",
    tag="Service",
    answers={200: oversight_shapes.PollsShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_polls(call: Call[Any]) -> Response:
    """Of the platforms that do not call us: last success, how far behind, failures in a row, by account."""
    page = call.runtime.polls.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    now = call.runtime.clock()
    items = tuple(
        oversight_shapes.PollShape(
            **one.model_dump(exclude=_PRIVATE_TO_POLLERS), lag_seconds=one.lag(now).total_seconds()
        )
        for one in page.items
    )
    return json_answer(oversight_shapes.PollsShape(items=items, next=page.next))


_PRIVATE_TO_POLLERS: Final = {"shop", "cursor", "turn", "leased_until"}


@blueprint.operation(
    "GET",
    "/v1/surveys",
    summary="Surveys, newest first",
    tag="Surveys",
    answers={200: oversight_shapes.SurveysShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_surveys(call: Call[Any]) -> Response:
    page = call.runtime.surveys.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(listed_survey(complaint, survey) for complaint, survey in page.items)
    return json_answer(oversight_shapes.SurveysShape(items=items, next=page.next))
