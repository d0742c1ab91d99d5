"""The charts of the monthly report as data: labels, series, and where their numbers are defined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from chalicelib.counting.durations import BEYOND, BOUNDS, SCALES
from chalicelib.counting.platforms import PLATFORMS
from chalicelib.counting.volumes import RECEIVED
from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Status
from chalicelib.reports.measures import Days, summed
from chalicelib.reports.reporting import BACKLOG
from chalicelib.reports.satisfaction import satisfaction
from chalicelib.reports.volumes import daily

from .figures import Told, csat, share_of
from .months import Period
from .words import Chart, Form, Number, Series, Unit

SHOWN: Final = 10
"""So many values are shown; the rest are one number."""
STEPS: Final = (30, 180, 300, 900, 3_600, 14_400, 28_800, 86_400, 259_200)
"""Ends, in seconds, of the ranges in which first responses are shown; each is the end of a range that is counted."""
_OPEN: Final = tuple(status.value for status in Status if status.is_open)


def volume_charts(volumes: Days, told: Told, period: Period) -> Iterator[Chart]:
    yield _received(volumes, period)
    yield _most("channels", "channel", told)
    yield _most("queues", "queue", told)


def response_charts(work: Days) -> Iterator[Chart]:
    total = summed(work)
    yield Chart(
        name="first_response",
        form=Form.BARS,
        unit=Unit.COUNT,
        dimension="within",
        labels=(*map(str, STEPS), BEYOND),
        series=tuple(Series(name=scale, numbers=_in_steps(total, f"answered_{scale}")) for scale in SCALES),
        defined_by=(("response", "first_response"),),
    )


def promise_charts(told: Told) -> Iterator[Chart]:
    kinds = told["service-level"]["by"]["kind"]
    yield _shares(
        "kept", "kind", {kind: share_of(of["kept"]) for kind, of in kinds.items()}, defined_by=("service-level", "kept")
    )


def platform_charts(told: Told) -> Iterator[Chart]:
    """Of the platforms of whose messages there were any."""
    in_time = {name: share_of(of["in_time"]) for name, of in told[PLATFORMS]["platforms"].items()}
    numbers = {name: number for name, number in in_time.items() if number.of}
    yield _shares("platforms", "platform", numbers, defined_by=(PLATFORMS, "platforms"))


def order_charts(told: Told) -> Iterator[Chart]:
    yield _most("products", "product", told)
    yield _most("couriers", "courier", told)


def satisfaction_charts(surveys: Days, told: Told, period: Period) -> Iterator[Chart]:
    weeks = {f"{one.first}/{one.last}": csat(satisfaction(_within(surveys, one))) for one in period.weeks()}
    yield _shares("csat", "week", weeks, defined_by=("satisfaction", "csat"))
    parts = told["satisfaction"]["parts"]
    yield _shares(
        "parts",
        "part",
        {part: Number(value=of["share"], of=of["answers"], interval=of["interval"]) for part, of in parts.items()},
        defined_by=("satisfaction", "parts"),
    )


def backlog_charts(volumes: Days, work: Days, told: Told, period: Period) -> Iterator[Chart]:
    came = [volumes.get(day, {}).get(RECEIVED, 0) + work.get(day, {}).get("reopened", 0) for day in period.days]
    left = [work.get(day, {}).get("resolved", 0) for day in period.days]
    yield Chart(
        name="flow",
        form=Form.LINES,
        unit=Unit.COUNT,
        dimension="day",
        labels=period.days,
        series=(Series(name="came", numbers=_counts(came)), Series(name="left", numbers=_counts(left))),
        defined_by=(("volumes", "received"), ("resolution", "reopened"), ("resolution", "resolved")),
    )
    queues = told[BACKLOG]["by"]["queue"]
    yield Chart(
        name="open",
        form=Form.STACKED,
        unit=Unit.COUNT,
        dimension="queue",
        labels=tuple(queues),
        series=tuple(
            Series(name=status, numbers=_counts(queue[status] for queue in queues.values())) for status in _OPEN
        ),
        defined_by=((BACKLOG, "open"),),
    )


def _received(volumes: Days, period: Period) -> Chart:
    by_category = daily(volumes, "category")
    return Chart(
        name="received",
        form=Form.COLUMNS,
        unit=Unit.COUNT,
        dimension="day",
        labels=period.days,
        series=tuple(
            Series(
                name=category.value,
                numbers=_counts(by_category.get(category.value, {}).get(day, 0) for day in period.days),
            )
            for category in Category
        ),
        defined_by=(("volumes", "received"), ("volumes", "by")),
    )


def _most(name: str, dimension: str, told: Told) -> Chart:
    """Complaints received by the most frequent values of a dimension."""
    found = told["volumes"]["by"][dimension]
    values = list(found["values"].items())
    return Chart(
        name=name,
        form=Form.BARS,
        unit=Unit.COUNT,
        dimension=dimension,
        labels=tuple(value for value, _ in values[:SHOWN]),
        series=(Series(name=RECEIVED, numbers=_counts(count for _, count in values[:SHOWN])),),
        defined_by=(("volumes", "received"), ("volumes", "by")),
        others=found["others"] + sum(count for _, count in values[SHOWN:]),
    )


def _shares(name: str, dimension: str, numbers: Mapping[str, Number], *, defined_by: tuple[str, str]) -> Chart:
    return Chart(
        name=name,
        form=Form.POINTS,
        unit=Unit.SHARE,
        dimension=dimension,
        labels=tuple(numbers),
        series=(Series(name=name, numbers=tuple(numbers.values())),),
        defined_by=(defined_by,),
    )


def _in_steps(total: Counter[str], what: str) -> tuple[Number, ...]:
    """How many lie in each range: above the end before, up to its own."""
    sums = Counter[int]()
    for bound in BOUNDS:
        step = next((place for place, end in enumerate(STEPS) if bound <= end), len(STEPS))
        sums[step] += total[f"{what}_{int(bound)}"]
    sums[len(STEPS)] += total[f"{what}_{BEYOND}"]
    return _counts(sums[place] for place in range(len(STEPS) + 1))


def _counts(values: Iterable[int]) -> tuple[Number, ...]:
    return tuple(Number(value=value) for value in values)


def _within(days: Days, period: Period) -> dict[str, Any]:
    return {day: days[day] for day in period.days if day in days}
