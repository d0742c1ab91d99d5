"""The monthly report as the API gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import ConfigDict

from chalicelib.reports.monthly import Form, Unit

from .shapes import Shape


class PartShape(Shape):
    model_config = ConfigDict(from_attributes=True)


class PeriodShape(PartShape):
    first: date
    last: date


class NumberShape(PartShape):
    value: float | None
    """``null`` where there is nothing to divide by."""
    numerator: int | None
    of: int | None
    """How many it was made from."""
    interval: tuple[float, float] | None
    """95 %."""


class DifferenceShape(PartShape):
    by: float
    interval: tuple[float, float] | None
    """95 %, of shares; where it holds 0 the difference may be chance."""


class FigureShape(PartShape):
    """``report`` and ``name``, as far as its first dot, say where it is in ``definition``."""

    report: str
    name: str
    unit: Unit
    now: NumberShape
    before: NumberShape | None
    """The month before; ``null`` of what is only known of now."""
    difference: DifferenceShape | None


class TimeTakenShape(PartShape):
    """Wall time and business time, in seconds."""

    report: str
    name: str
    now: dict[str, Any]
    before: dict[str, Any]


class SeriesShape(PartShape):
    name: str
    numbers: tuple[NumberShape, ...]


class ChartShape(PartShape):
    name: str
    form: Form
    unit: Unit
    dimension: str
    labels: tuple[str, ...]
    series: tuple[SeriesShape, ...]
    defined_by: tuple[tuple[str, str], ...]
    """Report and number, as in ``definition``."""
    others: int
    """What more values than are shown come to."""


class SectionShape(PartShape):
    name: str
    figures: tuple[FigureShape, ...]
    times: tuple[TimeTakenShape, ...]
    charts: tuple[ChartShape, ...]


class MonthlyShape(Shape):
    month: str
    period: PeriodShape
    """The days of it that there were."""
    before: PeriodShape
    """What it is compared with."""
    is_whole: bool
    zone: str
    business_calendar: str
    made_at: datetime
    definition: dict[str, dict[str, str]]
    """Report → number → words."""
    sections: tuple[SectionShape, ...]
