"""Numbers as people read them: shares in percent, durations in their largest unit, differences with their sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from chalicelib.reports.monthly import Difference, Figure, Number, Unit

from .wording import Wording

NONE: Final = "–"
_MINUS: Final = "−"
_UNITS: Final = (("days", 86_400, 172_800), ("hours", 3_600, 3_600), ("minutes", 60, 60))
"""Unit, its seconds, and from how many seconds on it is used."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """``say`` knows the sentences of reports."""

    say: Wording

    def number(self, value: float | None, unit: Unit) -> str:
        if value is None:
            return NONE
        match unit:
            case Unit.COUNT:
                return grouped(value)
            case Unit.SHARE | Unit.RATIO:
                return percent(value)
            case Unit.SECONDS:
                return self.duration(value)
            case Unit.PER_10000 | Unit.MEAN:
                return f"{value:.2f}"
            case Unit.POINTS:
                return signed(value, digits=1)

    def duration(self, seconds: float | None) -> str:
        """“45 s”, “12 min”, “5.2 h”, “3.1 days”."""
        if seconds is None:
            return NONE
        for unit, length, begins in _UNITS:
            if seconds >= begins:
                return self.say.plain(f"time.{unit}", count=f"{seconds / length:.1f}".removesuffix(".0"))
        return self.say.plain("time.seconds", count=f"{seconds:.0f}")

    def interval(self, number: Number, unit: Unit) -> str:
        ends = self.ends(number, unit)
        return self.say.plain("interval", ends=ends) if ends else ""

    def ends(self, number: Number, unit: Unit) -> str:
        """Of its interval."""
        if not number.interval:
            return ""
        low, high = (self.number(end, unit) for end in number.interval)
        return self.say.plain("between", low=low, high=high)

    def made_of(self, number: Number) -> str:
        """What it was made from; of nothing there is nothing to say."""
        if number.of is None or not (number.of or number.numerator):
            return ""
        if number.numerator is None:
            return self.say.plain("from", count=grouped(number.of))
        return self.say.plain("parts", part=grouped(number.numerator), whole=grouped(number.of))

    def difference(self, figure: Figure) -> str:
        """Counts and durations in percent of the month before, shares in points; nothing where there is none."""
        if not figure.difference or not figure.before:
            return ""
        by, before = figure.difference.by, figure.before.value
        match figure.unit:
            case Unit.COUNT | Unit.SECONDS:
                return change(figure.now.value, before)
            case Unit.SHARE | Unit.RATIO:
                return self._in_points(figure.difference)
            case _:
                return signed(by, digits=2)

    def estimate(self, quantile: dict[str, Any] | None) -> str:
        """Of a quantile the range in which it lies; the last has no end."""
        if not quantile:
            return ""
        lower, upper = quantile["between"]
        high = "…" if upper is None else self.duration(upper)
        return self.say.plain("between", low=self.duration(lower), high=high)

    def _in_points(self, difference: Difference) -> str:
        said = self.say.plain("points", by=signed(difference.by * 100, digits=1))
        if difference.may_be_chance is None:
            return said
        return self.say.plain("chance" if difference.may_be_chance else "no_chance", by=said)


def change(now: float | None, before: float | None) -> str:
    """In percent of what was before; nothing where that was nothing."""
    return f"{signed((now - before) / before * 100, digits=1)}%" if now is not None and before else ""


def grouped(value: float) -> str:
    return f"{value:,.0f}".replace("-", _MINUS)


def percent(value: float) -> str:
    return f"{value * 100:.1f}%".replace("-", _MINUS)


def signed(value: float, *, digits: int) -> str:
    """A difference that rounds to nothing has no sign."""
    rounded = round(value, digits)
    return f"{rounded:+,.{digits}f}".replace("-", _MINUS) if rounded else f"{0:.{digits}f}"
