"""From the rows of two months to the monthly report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Any, Final

from chalicelib.counting.platforms import PLATFORMS
from chalicelib.counting.surveys import SATISFACTION
from chalicelib.counting.volumes import VOLUMES
from chalicelib.counting.work import WORK
from chalicelib.reports.measures import Days
from chalicelib.reports.reporting import BACKLOG, REPORTS, TODAY, Report, Reporting

from .charts import (
    backlog_charts,
    order_charts,
    platform_charts,
    promise_charts,
    response_charts,
    satisfaction_charts,
    volume_charts,
)
from .figures import PLACES, TIMES, Told, figures, times_taken
from .months import Month, Period
from .words import Chart, MonthlyReport, Section

Rows = Mapping[str, Days]
REPORTS_SHOWN: Final = tuple(sorted({PLATFORMS, *(place.report for places in PLACES.values() for place in places)}))
_COUNTED: Final = tuple(name for name in REPORTS_SHOWN if name != BACKLOG)
ROWS: Final = tuple(sorted({rows for report in _COUNTED for rows in REPORTS[report].reads}))
"""What it reads, each of them once for both months: at most 16 rows a day."""


def monthly_report(reporting: Reporting, shop: str, month: Month) -> MonthlyReport:
    """Raises ``InvalidInput`` for a month that has not begun."""
    now, before = month.until(reporting.today)
    first, last = before.first.isoformat(), now.last.isoformat()
    rows = {name: reporting.store.report_numbers(shop, name, first=first, last=last) for name in ROWS}
    backlog = reporting.numbers(shop, BACKLOG, first=first, last=last)
    return composed(rows, backlog, month=month, now=now, before=before, today=reporting.today)


def composed(
    rows: Rows, backlog: Mapping[str, Any], *, month: Month, now: Period, before: Period, today: date
) -> MonthlyReport:
    """``rows`` hold the days of both periods, by name; ``backlog`` is the report of that name, which knows only now."""
    these, those = _of(rows, now), _of(rows, before)
    told, was = {**_told(these, today=today), BACKLOG: backlog}, _told(those, today=today)
    charts: Mapping[str, Callable[[], Iterable[Chart]]] = {
        "volumes": lambda: volume_charts(these[VOLUMES], told, now),
        "response": lambda: response_charts(these[WORK]),
        "service-level": lambda: chain(promise_charts(told), platform_charts(told)),
        "orders": lambda: order_charts(told),
        "satisfaction": lambda: satisfaction_charts(these[SATISFACTION], told, now),
        BACKLOG: lambda: backlog_charts(these[VOLUMES], these[WORK], told, now),
    }
    sections = tuple(
        Section(
            name=name,
            figures=tuple(figures(places, told, was)),
            times=tuple(times_taken(name, TIMES.get(name, ()), told, was)),
            charts=tuple(charts[name]()) if name in charts else (),
        )
        for name, places in PLACES.items()
    )
    return MonthlyReport(month=month, now=now, before=before, sections=sections)


def _told(rows: Rows, *, today: date) -> Told:
    return {name: _of_report(REPORTS[name], rows, today=today) for name in _COUNTED}


def _of_report(report: Report, rows: Rows, *, today: date) -> dict[str, Any]:
    known = {TODAY: today}
    return report.told(*(rows[one] for one in report.reads), **{one: known[one] for one in report.wants})


def _of(rows: Rows, period: Period) -> dict[str, Days]:
    days = period.days
    return {name: {day: of_day[day] for day in days if day in of_day} for name, of_day in rows.items()}
