"""The desk API for the monthly report: as JSON, or as one page to be read and printed."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS
from chalicelib.model.errors import InvalidInput
from chalicelib.reports.monthly import Month

from . import pages
from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .monthly_shapes import MonthlyShape
from .monthly_showing import monthly_shape, monthly_view
from .operations import Call, Operations, Parameter
from .page_answers import html

blueprint = Operations(__name__)
PAGE: Final = "text/html"
FORMATS: Final = ("html", "json")


@blueprint.operation(
    "GET",
    "/v1/reports/monthly",
    summary="The report of a month",
    tag="Reports",
    answers={200: MonthlyShape},
    parameters=(
        Parameter(name="month", description="As 2026-10; the last one that is over when absent."),
        LANGUAGE,
        Parameter(name="format", description="html for a page to print, which Accept: text/html asks for as well."),
    ),
    besides=PAGE,
    roles=OVERSEERS,
)
def get_monthly_report(call: Call[Any]) -> Response:
    """What the other reports say of a month beside the month before, in sections with charts; a month that is not over
    beside the same days of the one before. Every number with what it was made from, its interval and its definition;
    read from rows that were counted when things happened.
    """
    language, reporting = desk_language(call), call.runtime.reporting
    month = Month.asked_for(call.query.get("month"), today=reporting.today)
    view = monthly_view(reporting, call.principal.shop, month, language=language)
    if _wants_page(call):
        return html(pages.monthly_page(language=pages.Language(language), view=view))
    return json_answer(monthly_shape(view, business_calendar=reporting.calendar, language=language))


def _wants_page(call: Call[Any]) -> bool:
    asked = call.query.get("format")
    if asked and asked not in FORMATS:
        raise InvalidInput("there is no such format", fields={"format": f"one of {', '.join(FORMATS)}"})
    return asked == "html" or (not asked and PAGE in call.headers.get("accept", ""))
