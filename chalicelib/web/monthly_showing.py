"""The monthly report of a shop, as its page and its JSON show it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from chalicelib.counting import days
from chalicelib.reports.definitions import definitions
from chalicelib.reports.monthly import REPORTS_SHOWN, Month, monthly_report
from chalicelib.reports.reporting import Reporting
from chalicelib.routing.rules import queues
from chalicelib.routing.titles import Language

from .monthly_shapes import MonthlyShape, PeriodShape, SectionShape
from .pages import MonthlyView


def monthly_view(reporting: Reporting, shop: str, month: Month, *, language: Language) -> MonthlyView:
    """Raises ``InvalidInput`` for a month that has not begun."""
    return MonthlyView(
        shop_name=shop,
        report=monthly_report(reporting, shop, month),
        zone=ZoneInfo(reporting.zone),
        hours=days.business_calendar(reporting.zone).titles[language],
        made_at=reporting.clock(),
        queues={queue.id: queue.titles[language] for queue in queues()},
    )


def monthly_shape(view: MonthlyView, *, business_calendar: str, language: Language) -> MonthlyShape:
    report = view.report
    return MonthlyShape(
        month=report.month.name,
        period=PeriodShape.model_validate(report.now),
        before=PeriodShape.model_validate(report.before),
        is_whole=report.is_whole,
        zone=str(view.zone),
        business_calendar=business_calendar,
        made_at=view.made_at,
        definition={name: definitions(language)[name] for name in REPORTS_SHOWN},
        sections=tuple(SectionShape.model_validate(one) for one in report.sections),
    )
