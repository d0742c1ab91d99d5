"""The monthly report as one page, to be read and to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from chalicelib.counting.durations import SCALES
from chalicelib.reports.definitions import definition
from chalicelib.reports.monthly import Chart, Figure, Form, Number, TimeTaken, Unit

from . import charts
from .language import Language
from .moments import Moments
from .quantities import NONE, Quantities, change, grouped, percent
from .rendering import render
from .views import MonthlyView
from .wording import Wording, wording

REPORT: Final = "report"
"""Where the sentences of the page are."""
DESK: Final = "desk"
"""Where the names of channels are."""
CHANNELS: Final = ("channel", "platform")
"""What is divided by them."""
DRAWN: Final = {
    Form.COLUMNS: charts.columns,
    Form.LINES: charts.lines,
    Form.BARS: charts.bars,
    Form.STACKED: charts.stacked,
    Form.POINTS: charts.points,
}
WIDE: Final = frozenset({Form.COLUMNS, Form.LINES})
STATISTICS: Final = ("mean", "median", "p90")
GLANCE: Final = frozenset(
    {
        ("volumes", "received"),
        ("response", "within_1_h"),
        ("resolution", "resolution_rate"),
        ("service-level", "kept"),
        ("satisfaction", "csat"),
        ("backlog", "open"),
    }
)
"""The figures that stand first."""


def monthly_page(*, language: Language, view: MonthlyView) -> str:
    say = wording(language)
    first = view.report.month.first
    return render(
        "monthly.html",
        language=language,
        shop_name=view.shop_name,
        view=view,
        month=wording(language, of=REPORT)("month", year=first.year, month=say(f"time.month.{first.month}")),
        moments=Moments(say=say, zone=view.zone, now=view.made_at),
        tell=Telling(language=language, view=view, say=wording(language, of=REPORT)),
        glance=GLANCE,
        statistics=STATISTICS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Words for what the report consists of, and its charts drawn."""

    language: Language
    view: MonthlyView
    say: Wording

    @property
    def quantities(self) -> Quantities:
        return Quantities(self.say)

    def definition(self, report: str, number: str) -> str:
        return definition(self.language, report, number)

    def value(self, figure: Figure) -> str:
        return self.number(figure.now, figure.unit)

    def basis(self, figure: Figure) -> tuple[str, ...]:
        """What it was made from with its interval, the month before, and how it changed."""
        here = (self.quantities.made_of(figure.now), self.quantities.interval(figure.now, figure.unit))
        changed = self.quantities.difference(figure)
        said = (" · ".join(filter(None, here)), self._before(figure), changed and self.say.plain("change", by=changed))
        return tuple(filter(None, said))

    def _before(self, figure: Figure) -> str:
        if figure.before is None:
            return self.say.plain("only_now")
        value, made_of = self.number(figure.before, figure.unit), self.quantities.made_of(figure.before)
        return self.say.plain("before", value=f"{value} ({made_of})" if made_of else value)

    def taken(self, time: TimeTaken, statistic: str) -> tuple[tuple[str, str], ...]:
        """(value, estimated within) by the clock and within office hours, of this month and of the one before."""
        return tuple(
            self._statistic(months[scale][statistic]) for months in (time.now, time.before) for scale in SCALES
        )

    def mean_change(self, time: TimeTaken) -> tuple[str, ...]:
        """By the clock and within office hours, in percent of the month before."""
        means = ((time.now[scale]["mean"], time.before[scale]["mean"]) for scale in SCALES)
        return tuple(change(now, before) for now, before in means)

    def _statistic(self, found: Any) -> tuple[str, str]:
        if isinstance(found, dict):
            return self.quantities.duration(found["seconds"]), self.quantities.estimate(found)
        return self.quantities.duration(found), ""

    def named(self, dimension: str, value: str) -> str:
        """Words where there are any; else it is a name of the shop's or a platform's, or a code standing for itself."""
        if dimension == "queue":
            return self.view.queues.get(value, value)
        if dimension == "week":
            first, _, last = value.partition("/")
            return first[5:] if first == last else f"{first[5:]} – {last[5:]}"
        if dimension in CHANNELS and (key := f"channel.{value}") in (desk := wording(self.language, of=DESK)):
            return desk.plain(key)
        if (key := f"{dimension}.{value}") in self.say:
            return self.say.plain(key)
        return value.replace("_", " ") if dimension == "kind" else value

    def number(self, number: Number, unit: Unit) -> str:
        return self.quantities.number(number.value, unit)

    def drawn(self, chart: Chart) -> Markup:
        return DRAWN[chart.form](self.picture(chart))

    def is_wide(self, chart: Chart) -> bool:
        return chart.form in WIDE

    def picture(self, chart: Chart) -> charts.Picture:
        labels = tuple(self.named(chart.dimension, label) for label in chart.labels)
        return charts.Picture(
            name=chart.name,
            title=self.say.plain(f"chart.{chart.name}"),
            description=self._described(chart, labels),
            labels=labels,
            marks=tuple(str(int(label[8:])) for label in chart.labels) if chart.dimension == "day" else labels,
            lines=tuple(
                charts.Line(
                    name=self.named("series", one.name),
                    values=tuple(number.value for number in one.numbers),
                    texts=tuple(self._beside(number, chart.unit) for number in one.numbers),
                    intervals=tuple(number.interval for number in one.numbers),
                )
                for one in chart.series
            ),
        )

    def _beside(self, number: Number, unit: Unit) -> str:
        """What stands beside its bar or point."""
        if unit is not Unit.SHARE or number.value is None:
            return self.number(number, unit)
        low, high = number.interval or (number.value, number.value)
        return f"{percent(number.value)} ({percent(low)} – {percent(high)}) · {grouped(number.of or 0)}"

    def _described(self, chart: Chart, labels: tuple[str, ...]) -> str:
        """What the picture says, in a sentence or two."""
        about = self.say.plain(f"about.{chart.name}")
        numbers = list(zip(labels, zip(*(one.numbers for one in chart.series), strict=True), strict=True))
        if chart.unit is Unit.COUNT:
            sums = [(label, sum(number.value or 0 for number in of)) for label, of in numbers]
            label, most = max(sums, key=lambda pair: pair[1], default=("", 0))
            total = sum(count for _, count in sums)
            return f"{about} {self.say.plain('most', label=label, value=grouped(most), total=grouped(total))}"
        values = [number.value for _, of in numbers for number in of if number.value is not None]
        low, high = (percent(end(values)) if values else NONE for end in (min, max))
        return f"{about} {self.say.plain('range', low=low, high=high)}"
