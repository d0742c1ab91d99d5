"""The page of the monthly report: every number told, whatever its language, and names that stay text."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from chalicelib.reports.definitions import definition
from chalicelib.reports.monthly import Difference, Figure, Number, Unit
from chalicelib.web.pages import Language, monthly_page
from chalicelib.web.pages.monthly_pages import REPORT
from chalicelib.web.pages.quantities import Quantities
from chalicelib.web.pages.wording import wording

from . import monthly_sample
from .markup import read
from .test_escaping import HOSTILE

QUANTITIES = Quantities(wording(Language.ENGLISH, of=REPORT))


def page(language: Language, **about: object) -> str:
    of = monthly_sample.report(**about)  # type: ignore[arg-type]
    return monthly_page(language=language, view=monthly_sample.view(language, shop_name="demo", of=of))


@pytest.mark.parametrize("language", Language)
def test_every_figure_stands_with_its_definition(language: Language) -> None:
    shown, report = unescape(page(language)), monthly_sample.report()
    for section in report.sections:
        for one in section.figures:
            assert definition(language, one.report, one.name) in shown
            assert Quantities(wording(language, of=REPORT)).number(one.now.value, one.unit) in shown
        for time in section.times:
            assert definition(language, time.report, time.name) in shown


@pytest.mark.parametrize("language", Language)
def test_every_chart_has_a_table_of_the_same_numbers(language: Language) -> None:
    html, report = page(language), monthly_sample.report()
    drawn = [one for section in report.sections for one in section.charts if not one.is_empty]
    assert len(drawn) == html.count('class="chart"') == html.count('class="to-table"')
    for one in drawn:
        table = html.split(f'<h3 id="{one.name}-table">')[1].split("</table>")[0]
        rows = re.findall(r"<tr>.*?</tr>", table.split("<tbody>")[1])
        assert len(rows) == len(one.labels)
        if one.unit is Unit.COUNT:
            cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
            wanted = zip(*(series.numbers for series in one.series), strict=True)
            assert cells == [[f"{number.value:,}" for number in numbers] for numbers in wanted]


def test_an_empty_month_says_so_and_draws_nothing() -> None:
    html = page(Language.ENGLISH, is_empty=True)
    assert 'class="chart"' not in html
    empty = [
        one for section in monthly_sample.report(is_empty=True).sections for one in (section.charts, section.times)
    ]
    assert html.count("Nothing was counted for this.") == sum(map(len, empty)) > 12


def test_a_month_that_is_not_over_says_so() -> None:
    assert "The month is not over" in page(Language.ENGLISH, today=date(2026, 10, 8))
    assert "The month is not over" not in page(Language.ENGLISH)


def test_names_from_outside_stay_text() -> None:
    rows = {name: dict(days) for name, days in monthly_sample.rows().items()}
    rows["volumes"] = {
        "2026-10-02": {"received": 5, **{f"received|{one}|{HOSTILE}": 5 for one in ("product", "channel", "queue")}}
    }
    rows["work"] = {"2026-10-02": {"met": 1, f"met|kind|{HOSTILE}": 1}}
    html = page(Language.ENGLISH, of=rows)
    read_page = read(html)
    assert not read_page.all("script", "img")
    assert "".join(read_page.text).count(HOSTILE) >= 4


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.SIMPLIFIED, "微信公众号"),
        (Language.TRADITIONAL, "微信公眾號"),
        (Language.ENGLISH, "WeChat Official Account"),
    ],
)
def test_channels_are_named_as_at_the_desk(language: Language, said: str) -> None:
    rows = {name: dict(days) for name, days in monthly_sample.rows().items()}
    rows["volumes"] = {"2026-10-02": {"received": 5, "received|channel|wechat_oa": 5}}
    html = page(language, of=rows)
    assert said in html
    assert "wechat_oa" not in html


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, Unit.SHARE, "–"),
        (1234, Unit.COUNT, "1,234"),
        (0.9312, Unit.SHARE, "93.1%"),
        (12.5, Unit.PER_10000, "12.50"),
        (-8.14, Unit.POINTS, "−8.1"),
        (0.0, Unit.POINTS, "0.0"),
        (45, Unit.SECONDS, "45 s"),
        (60, Unit.SECONDS, "1 min"),
        (3_599, Unit.SECONDS, "60 min"),
        (5_400, Unit.SECONDS, "1.5 h"),
        (172_800, Unit.SECONDS, "2 days"),
    ],
)
def test_numbers_are_said_as_people_read_them(value: float | None, unit: Unit, said: str) -> None:
    assert QUANTITIES.number(value, unit) == said


@pytest.mark.parametrize(
    ("unit", "now", "before", "interval", "said"),
    [
        (Unit.COUNT, 112, 100, None, "+12.0%"),
        (Unit.COUNT, 12, 0, None, ""),
        (Unit.COUNT, 100, 100, None, "0.0%"),
        (Unit.SHARE, 0.5, 0.52, (-0.05, 0.01), "−2.0 points, may be chance"),
        (Unit.SHARE, 0.5, 0.4, (0.05, 0.15), "+10.0 points, more than chance"),
        (Unit.RATIO, 0.5, 0.4, None, "+10.0 points"),
        (Unit.MEAN, 4.25, 4.5, None, "−0.25"),
    ],
)
def test_differences_are_said_with_their_sign_and_whether_they_may_be_chance(
    unit: Unit, now: float, before: float, interval: tuple[float, float] | None, said: str
) -> None:
    difference = Difference(by=now - before, interval=interval)
    of = Figure(
        report="x", name="x", unit=unit, now=Number(value=now), before=Number(value=before), difference=difference
    )
    assert QUANTITIES.difference(of) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (Number(value=0.5, numerator=1_000, of=2_000), "1,000 of 2,000"),
        (Number(value=None, numerator=0, of=0), ""),
        (Number(value=None, numerator=3, of=0), "3 of 0"),
        (Number(value=4.2, of=12), "from 12"),
        (Number(value=7), ""),
    ],
)
def test_what_a_number_was_made_from_is_said_where_there_was_anything(number: Number, said: str) -> None:
    assert QUANTITIES.made_of(number) == said
