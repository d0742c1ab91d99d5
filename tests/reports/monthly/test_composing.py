"""The monthly report says what the other reports say, and reads as much however many complaints there were."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counting.durations import BEYOND, BOUNDS, range_of
from chalicelib.desk.desk import Action
from chalicelib.model.errors import InvalidInput
from chalicelib.reports.definitions import LANGUAGES, definition
from chalicelib.reports.monthly import Chart, Figure, Form, Month, MonthlyReport, Period, Unit, monthly_report
from chalicelib.reports.monthly.charts import STEPS, response_charts, volume_charts
from chalicelib.reports.monthly.composing import ROWS
from chalicelib.reports.volumes import volumes
from chalicelib.store.keys import PARTS
from tests.support.world import SHOP, SUPERVISOR, World

NOVEMBER = Month.of("2026-11")


def figure(report: MonthlyReport, of: str, name: str) -> Figure:
    return next(one for section in report.sections for one in section.figures if (one.report, one.name) == (of, name))


def chart(report: MonthlyReport, name: str) -> Chart:
    return next(one for section in report.sections for one in section.charts if one.name == name)


def lived(world: World, many: int) -> None:
    for _ in range(many):
        complaint = world.complain("质量太差").id
        world.clock.advance(timedelta(seconds=40))
        world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")
        world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")


def november(world: World) -> MonthlyReport:
    return monthly_report(world.runtime.reporting, SHOP, NOVEMBER)


def test_its_figures_are_those_of_the_other_reports(world: World) -> None:
    lived(world, 4)
    world.complain("物流太慢")
    report = november(world)
    days = {"first": "2026-11-01", "last": "2026-11-11"}
    numbers = world.runtime.reporting.numbers
    assert figure(report, "volumes", "received").now.value == numbers(SHOP, "volumes", **days)["received"] == 5
    within = numbers(SHOP, "response", **days)["within_1_h"]
    told = figure(report, "response", "within_1_h").now
    assert (told.value, told.numerator, told.of, told.interval) == tuple(within.values())
    [taken] = next(section for section in report.sections if section.name == "response").times
    assert taken.now == numbers(SHOP, "response", **days)["first_response"]
    assert figure(report, "backlog", "open").now.value == 1
    assert figure(report, "backlog", "open").before is None
    received = chart(report, "received")
    by_category = {one.name: sum(number.value or 0 for number in one.numbers) for one in received.series}
    assert (by_category["quality"], by_category["logistics"]) == (4, 1)
    assert received.labels[0] == "2026-11-01"
    assert len(received.labels) == 11


def test_a_month_stands_beside_the_one_before(world: World) -> None:
    lived(world, 3)
    world.clock.advance(timedelta(days=30))
    lived(world, 2)
    december = monthly_report(world.runtime.reporting, SHOP, Month.of("2026-12"))
    received = figure(december, "volumes", "received")
    assert received.before
    assert received.difference
    assert (received.now.value, received.before.value, received.difference.by) == (2, 3, -1)
    assert not december.is_whole
    world.clock.advance(timedelta(days=30))
    december = monthly_report(world.runtime.reporting, SHOP, Month.of("2026-12"))
    assert (december.is_whole, figure(december, "volumes", "received").now.value) == (True, 2)


def test_a_shop_without_complaints_has_a_report_without_numbers(world: World) -> None:
    report = november(world)
    assert figure(report, "response", "within_1_h").now.value is None
    assert figure(report, "satisfaction", "csat").difference is None
    assert all(one.is_empty for section in report.sections for one in section.charts)


def test_of_a_month_to_come_there_is_none(world: World) -> None:
    with pytest.raises(InvalidInput):
        monthly_report(world.runtime.reporting, SHOP, Month.of("2026-12"))


def test_it_costs_the_same_however_many_complaints_there_are(world: World) -> None:
    lived(world, 120)
    few = cost(world)
    lived(world, 120)
    assert cost(world) == few
    calls, items = few
    queues_with_somebody_waiting = 0
    assert calls == len(ROWS) + 1 + queues_with_somebody_waiting
    assert items <= (len(ROWS) + 1) * PARTS


def cost(world: World) -> tuple[int, int]:
    world.calls.clear()
    november(world)
    return len(world.calls.operations), world.calls.items_read


@given(st.lists(st.integers(0, 9_000_000)))
def test_each_answer_is_in_the_range_it_took(durations: list[int]) -> None:
    counts: dict[str, int] = {}
    for one in durations:
        name = f"answered_wall_{range_of(one)}"
        counts[name] = counts.get(name, 0) + 1
    [told] = response_charts({"2026-11-11": counts})
    wall, business = told.series
    edges = [-1, *STEPS, 10**9]
    expected = [sum(low < one <= high for one in durations) for low, high in pairwise(edges)]
    assert [number.value for number in wall.numbers] == expected
    assert {number.value for number in business.numbers} == {0}
    assert told.labels[-1] == BEYOND
    assert set(STEPS) <= {int(bound) for bound in BOUNDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_its_definition(world: World, language: str) -> None:
    report = november(world)
    named = [(one.report, one.name) for section in report.sections for one in section.figures]
    named += [(one.report, one.name) for section in report.sections for one in section.times]
    named += [place for section in report.sections for one in section.charts for place in one.defined_by]
    assert all(definition(language, *place) for place in named)


def test_every_chart_has_a_number_for_each_label(world: World) -> None:
    lived(world, 2)
    world.complain("物流太慢")
    for section in november(world).sections:
        for one in section.charts:
            assert {len(series.numbers) for series in one.series} == {len(one.labels)}
            assert (one.form is Form.POINTS) == (one.unit is Unit.SHARE)


def test_what_is_not_shown_is_summed() -> None:
    rows = {"received": 78, **{f"received|channel|c{number:02}": number for number in range(1, 13)}}
    days = {"2026-11-11": rows}
    _, channels, _ = volume_charts(days, {"volumes": volumes(days)}, Period(date(2026, 11, 11), date(2026, 11, 11)))
    assert channels.labels == tuple(f"c{number:02}" for number in range(12, 2, -1))
    assert channels.others == 3
