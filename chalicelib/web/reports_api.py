"""The desk API for numbers: each with its definition, as JSON or as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.reports import csv_table
from chalicelib.reports.definitions import definitions
from chalicelib.reports.reporting import NAMES, RESPONSE

from . import oversight_shapes
from .desk_language import desk_language
from .http import json_answer, text_answer
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
LONGEST_REPORT: Final = timedelta(days=366)
EARLIEST: Final = date(2000, 1, 1)
"""Before any complaint, and far from where the calendar of Python ends."""
COMPARE: Final = "compare"
PREVIOUS: Final = "previous"
CSV: Final = "text/csv"
FORMATS: Final = ("csv", "json")


@blueprint.operation(
    "GET",
    "/v1/reports/{name}",
    summary="Numbers with their definition",
    tag="Reports",
    answers={200: oversight_shapes.ReportShape},
    parameters=(
        Parameter(name="from", description="First day, ISO date; 30 days before the last when absent."),
        Parameter(name="to", description="Last day, ISO date; today when absent."),
        Parameter(
            name="compare",
            description="Of response: as many days before, from which first answers became faster or slower. "
            "'previous' for those right before 'from', or their first day, ISO date.",
        ),
        Parameter(name="lang", description="Language of the definitions: zh-Hans, zh-Hant or en."),
        Parameter(name="format", description="csv for a table, which Accept: text/csv asks for as well."),
    ),
    besides=CSV,
    roles=OVERSEERS,
)
def get_report(call: Call[Any], name: str) -> Response:
    """Read from rows that were counted when things happened. Each number stands with what it was made from, and
    with its definition in words; durations in seconds, wall time and business time side by side. The reports are listed
    in docs/reports.md.
    """
    if name not in NAMES:
        raise NotFound(f"there is no report '{name}'", reports=list(NAMES))
    reporting = call.runtime.reporting
    today = reporting.today
    first, last = _days(call.query, today=today)
    numbers = reporting.numbers(
        call.principal.shop,
        name,
        first=first.isoformat(),
        last=last.isoformat(),
        compare=_compared(call.query, name, first=first, last=last),
    )
    shown = oversight_shapes.ReportShape(
        name=name,
        first=first.isoformat(),
        last=last.isoformat(),
        zone=reporting.zone,
        business_calendar=reporting.calendar,
        definition=definitions(str(desk_language(call)))[name],
        numbers=numbers,
    )
    if not _wants_csv(call):
        return json_answer(shown)
    file = f"{name}-{shown.first}-{shown.last}.csv"
    return text_answer(csv_table.table(shown.model_dump()), content_type=f"{CSV}; charset=utf-8", file=file)


def _wants_csv(call: Call[Any]) -> bool:
    asked = call.query.get("format")
    if asked and asked not in FORMATS:
        raise InvalidInput("there is no such format", fields={"format": f"one of {', '.join(FORMATS)}"})
    return asked == "csv" or (not asked and CSV in call.headers.get("accept", ""))


def _days(query: Mapping[str, str], *, today: date) -> tuple[date, date]:
    last = _day(query, "to", today)
    first = _day(query, "from", max(last, EARLIEST) - timedelta(days=30))
    if not timedelta(0) <= last - first <= LONGEST_REPORT:
        raise InvalidInput("the days are out of range", fields={"from": "before 'to', and at most a year before"})
    return first, last


def _compared(query: Mapping[str, str], name: str, *, first: date, last: date) -> str | None:
    """First of the days to compare with."""
    asked = query.get(COMPARE)
    if not asked:
        return None
    if name != RESPONSE:
        raise InvalidInput("only response is compared", fields={COMPARE: f"leave it out, or ask for '{RESPONSE}'"})
    days = last - first + timedelta(days=1)
    start = max(first, EARLIEST + days) - days if asked == PREVIOUS else _day(query, COMPARE, first)
    if not EARLIEST <= start < first:
        raise InvalidInput("the days are out of range", fields={COMPARE: "a day before 'from', or 'previous'"})
    return start.isoformat()


def _day(query: Mapping[str, str], name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(query[name][:10]) if query.get(name) else otherwise
    except ValueError:
        raise InvalidInput("this is not a date", fields={name: "an ISO date, for example 2026-11-11"}) from None
