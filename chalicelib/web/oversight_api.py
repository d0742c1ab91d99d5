"""The desk API for those who oversee it: quarantine, surveys, reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS, SENIOR
from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.reports import accuracy, satisfaction

from . import bodies, oversight_shapes
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations, Parameter
from .showing import listed_survey, masked

blueprint = Operations(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """``told`` makes of day → number → count what is shown."""

    definition: dict[str, str]
    told: Callable[[dict[str, dict[str, int]]], dict[str, Any]]


REPORTS: Final = {
    satisfaction.NAME: Report(satisfaction.DEFINITION, satisfaction.satisfaction),
    accuracy.NAME: Report(accuracy.DEFINITION, accuracy.accuracy),
}
LONGEST_REPORT: Final = timedelta(days=366)
EARLIEST: Final = date(2000, 1, 1)
"""Before any complaint, and far from where the calendar of Python ends."""


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


@blueprint.operation(
    "GET",
    "/v1/reports/{name}",
    summary="Numbers with their definition",
    tag="Reports",
    answers={200: oversight_shapes.ReportShape},
    parameters=(
        Parameter(name="from", description="First day, ISO date; 30 days ago when absent."),
        Parameter(name="to", description="Last day, ISO date; today when absent."),
    ),
    roles=OVERSEERS,
)
def get_report(call: Call[Any], name: str) -> Response:
    """``satisfaction`` of customers, and ``accuracy`` of the classifier."""
    if name not in REPORTS:
        raise NotFound(f"there is no report '{name}'", reports=sorted(REPORTS))
    report = REPORTS[name]
    today = call.runtime.clock().astimezone(ZoneInfo(call.runtime.settings.zone)).date()
    first, last = _days(call.query, today=today)
    numbers = call.runtime.store.report_numbers(
        call.principal.shop, name, first=first.isoformat(), last=last.isoformat()
    )
    return json_answer(
        oversight_shapes.ReportShape(
            name=name,
            first=first.isoformat(),
            last=last.isoformat(),
            definition=report.definition,
            numbers=report.told(numbers),
        )
    )


def _days(query: Mapping[str, str], *, today: date) -> tuple[date, date]:
    last = _day(query, "to", today)
    first = _day(query, "from", max(last, EARLIEST) - timedelta(days=30))
    if not timedelta(0) <= last - first <= LONGEST_REPORT:
        raise InvalidInput("the days are out of range", fields={"from": "before 'to', and at most a year before"})
    return first, last


def _day(query: Mapping[str, str], name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(query[name][:10]) if query.get(name) else otherwise
    except ValueError:
        raise InvalidInput("this is not a date", fields={name: "an ISO date, for example 2026-11-11"}) from None
