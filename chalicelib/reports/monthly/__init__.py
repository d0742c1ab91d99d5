"""The monthly report: what the other reports say of a month beside the month before, in sections with charts."""

from .composing import REPORTS_SHOWN, monthly_report
from .months import Month, Period
from .words import Chart, Difference, Figure, Form, MonthlyReport, Number, Section, Series, TimeTaken, Unit

__all__ = [
    "REPORTS_SHOWN",
    "Chart",
    "Difference",
    "Figure",
    "Form",
    "Month",
    "MonthlyReport",
    "Number",
    "Period",
    "Section",
    "Series",
    "TimeTaken",
    "Unit",
    "monthly_report",
]
