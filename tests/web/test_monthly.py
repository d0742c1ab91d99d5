"""The monthly report as the API gives it: JSON for programs, a page for people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import AUDITOR, STRANGER, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT, resolved

NOVEMBER = "/v1/reports/monthly?month=2026-11"


def figures(report: dict[str, Any]) -> dict[str, Any]:
    return {f"{one['report']}.{one['name']}": one for section in report["sections"] for one in section["figures"]}


@covers("get_monthly_report")
def test_programs_get_every_number_with_its_definition(api: Api, world: World) -> None:
    resolved(world)
    world.complain(TEXT)
    report = api.get(f"{NOVEMBER}&lang=en", by=AUDITOR).json
    assert (report["month"], report["is_whole"], report["zone"]) == ("2026-11", False, "Asia/Shanghai")
    assert report["business_calendar"] == "business-cn"
    assert report["period"] == {"first": "2026-11-01", "last": "2026-11-11"}
    assert report["before"] == {"first": "2026-10-01", "last": "2026-10-11"}
    found = figures(report)
    assert found["volumes.received"]["now"]["value"] == 2
    assert found["service-level.kept"]["now"].keys() == {"value", "numerator", "of", "interval"}
    assert found["volumes.received"]["before"]["value"] == 0
    for one in found.values():
        assert report["definition"][one["report"]][one["name"].partition(".")[0]]
    for section in report["sections"]:
        for chart in section["charts"]:
            assert all(report["definition"][name][number] for name, number in chart["defined_by"])


@covers("get_monthly_report", "get_report")
def test_it_says_what_the_other_reports_say(api: Api, world: World) -> None:
    resolved(world)
    found = figures(api.get(NOVEMBER, by=SUPERVISOR).json)
    for report, number in (("response", "within_1_h"), ("resolution", "resolution_rate"), ("service-level", "kept")):
        told = api.get(f"/v1/reports/{report}?from=2026-11-01&to=2026-11-11", by=SUPERVISOR).json["numbers"][number]
        shown = found[f"{report}.{number}"]["now"]
        assert [shown["value"], shown["of"], shown["interval"]] == [
            told["share"],
            told["denominator"],
            told["interval"],
        ]


@covers("get_monthly_report")
@pytest.mark.parametrize(("language", "title"), [("zh-Hans", "月报"), ("zh-Hant", "月報"), ("en", "Monthly report")])
@pytest.mark.parametrize("way", ["&format=html", ""])
def test_people_get_a_page_in_their_language(api: Api, language: str, title: str, way: str) -> None:
    page = api.get(f"{NOVEMBER}&lang={language}{way}", by=SUPERVISOR, Accept="text/html" if not way else "*/*")
    assert (page.status, page.media_type) == (200, "text/html")
    assert f'<html lang="{language}"' in page.text
    assert title in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page.headers["cache-control"] == "no-store"


@covers("get_monthly_report")
def test_without_a_month_it_is_the_last_that_is_over(api: Api) -> None:
    report = api.get("/v1/reports/monthly", by=SUPERVISOR).json
    assert (report["month"], report["is_whole"]) == ("2026-10", True)


@covers("get_monthly_report")
def test_a_shop_sees_only_its_own(api: Api, world: World) -> None:
    world.complain(TEXT)
    assert figures(api.get(NOVEMBER, by=STRANGER).json)["volumes.received"]["now"]["value"] == 0


@covers("get_monthly_report")
@pytest.mark.parametrize("month", ["2026-12", "2026-13", "November", "1999-12", "2026-11-01"])
def test_a_month_that_makes_no_report_is_refused(api: Api, month: str) -> None:
    assert api.get(f"/v1/reports/monthly?month={month}", by=SUPERVISOR).wrong_fields() == ["month"]


@covers("get_monthly_report")
def test_a_format_that_there_is_not_is_named(api: Api) -> None:
    assert api.get(f"{NOVEMBER}&format=pdf", by=SUPERVISOR).wrong_fields() == ["format"]


@covers("get_monthly_report")
def test_the_first_day_of_a_month_is_one_where_the_reports_count(api: Api, world: World) -> None:
    world.clock.now = world.clock.now.replace(month=11, day=30, hour=16, minute=30)  # in Shanghai already December
    assert api.get("/v1/reports/monthly?month=2026-12", by=SUPERVISOR).json["period"]["last"] == "2026-12-01"
    world.clock.advance(timedelta(hours=-1))
    assert api.get("/v1/reports/monthly?month=2026-12", by=SUPERVISOR).wrong_fields() == ["month"]
