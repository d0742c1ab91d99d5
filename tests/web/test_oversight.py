"""What supervisors see: quarantine, surveys, reports; and everybody sees themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.errors import Upstream
from chalicelib.model.poll import Poll
from chalicelib.reports.reporting import NAMES
from tests.support.world import AGENT, AUDITOR, SHOP, STRANGER, SUPERVISOR, World

from .api import Api, covers
from .scenes import TEXT, resolved

REPORT: Final = "/v1/reports/satisfaction"


def quarantined(world: World, text: str = TEXT) -> QuarantineEntry:
    body = world.form(text).model_dump_json(exclude_none=True)
    entry = world.runtime.quarantining.put(body, code="failed_too_often", reason="the table was away", message_id="1")
    world.clock.advance(timedelta(minutes=1))
    return entry


@covers("get_quarantine")
def test_quarantine_shows_what_and_why_and_no_content(api: Api, world: World) -> None:
    first, second = quarantined(world), quarantined(world)
    answer = api.get("/v1/quarantine", by=AUDITOR)
    assert [entry["id"] for entry in answer.json["items"]] == [second.id, first.id]
    shown = answer.json["items"][0]
    assert (shown["code"], shown["reason"]) == ("failed_too_often", "the table was away")
    assert (shown["channel"], shown["account"], shown["replayed_at"]) == ("form", "demo", None)
    assert TEXT not in answer.text
    assert api.get("/v1/quarantine", by=STRANGER).json["items"] == []
    page = api.get("/v1/quarantine?limit=1", by=AUDITOR).json
    rest = api.get(f"/v1/quarantine?limit=1&cursor={page['next']}", by=AUDITOR).json
    assert [entry["id"] for entry in rest["items"]] == [first.id]


@covers("replay")
def test_a_replay_sends_the_delivery_through_again(api: Api, world: World) -> None:
    entry = quarantined(world)
    answer = api.post(f"/v1/quarantine/{entry.id}/replay", by=SUPERVISOR)
    assert answer.status == 202
    assert (answer.json["id"], answer.json["replayed_by"]) == (entry.id, SUPERVISOR.id)
    [outcome] = world.process_queue()
    assert world.complaint(outcome.complaint).messages[0].text == TEXT
    assert api.get("/v1/quarantine", by=SUPERVISOR).json["items"][0]["replayed_at"] is not None
    api.post(f"/v1/quarantine/{entry.id}/replay", {}, by=SUPERVISOR)
    [again] = world.process_queue()
    assert (again.complaint, again.is_new) == (outcome.complaint, False)


@covers("replay")
def test_an_unknown_entry_and_another_shops_are_the_same(api: Api, world: World) -> None:
    entry = quarantined(world)
    foreign = api.post(f"/v1/quarantine/{entry.id}/replay", by=STRANGER).problem(404, "not_found")
    unknown = api.post("/v1/quarantine/q0/replay", by=SUPERVISOR).problem(404, "not_found")
    assert foreign["detail"] == unknown["detail"]
    assert world.intake.take() == []


@covers("replay")
def test_a_replay_is_not_claimed_while_the_queue_is_away(api: Api, world: World) -> None:
    entry = quarantined(world)
    world.intake.failure = Upstream("the queue did not take the message")
    api.post(f"/v1/quarantine/{entry.id}/replay", by=SUPERVISOR).problem(503, "upstream")
    assert api.get("/v1/quarantine", by=SUPERVISOR).json["items"][0]["replayed_at"] is None


@covers("get_surveys")
def test_surveys_are_listed_newest_first(api: Api, world: World) -> None:
    ids = []
    for number in range(3):
        ids.append(resolved(world, f"{TEXT}{number}").id)
        world.clock.advance(timedelta(minutes=1))
    first = api.get("/v1/surveys?limit=2", by=AUDITOR).json
    rest = api.get(f"/v1/surveys?limit=2&cursor={first['next']}", by=AUDITOR).json
    assert [survey["complaint"] for survey in first["items"] + rest["items"]] == ids[::-1]
    assert {survey["state"] for survey in first["items"]} == {"scheduled"}
    assert rest["next"] is None
    assert api.get("/v1/surveys", by=STRANGER).json["items"] == []


@covers("get_report")
def test_a_report_says_what_its_numbers_mean(api: Api) -> None:
    report = api.get(REPORT, by=AUDITOR).json
    assert (report["name"], report["first"], report["last"]) == ("satisfaction", "2026-10-12", "2026-11-11")
    assert report["definition"].keys() <= report["numbers"].keys()
    assert (report["numbers"]["answered"], report["numbers"]["csat"]) == (0, None)


@covers("get_report")
def test_a_report_is_of_the_days_asked_for(api: Api, world: World) -> None:
    resolved(world)
    world.run_due(after=timedelta(days=1))

    def sent(query: str, **about: Any) -> int:
        count: int = api.get(f"{REPORT}?{query}", by=about.get("by", SUPERVISOR)).json["numbers"]["sent"]
        return count

    assert sent("from=2026-11-12&to=2026-11-12") == 1
    assert sent("from=2026-11-12T00:00:00%2B08:00&to=2026-11-30") == 1
    assert sent("from=2026-11-01&to=2026-11-11") == 0
    assert sent("from=2026-11-13&to=2026-11-30") == 0
    assert sent("from=2026-11-12&to=2026-11-12", by=STRANGER) == 0


@covers("get_report")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-11-12&to=2026-11-11", "from"),
        ("from=2025-11-09&to=2026-11-11", "from"),
        ("to=0001-01-05", "from"),
        ("from=0001-01-01", "from"),
        ("from=9999-12-31", "from"),
    ],
)
def test_days_that_make_no_report_are_refused(api: Api, query: str, field: str) -> None:
    assert api.get(f"{REPORT}?{query}", by=SUPERVISOR).wrong_fields() == [field]


@covers("get_report")
def test_a_year_is_not_too_long_nor_the_last_day_too_late(api: Api) -> None:
    assert api.get(f"{REPORT}?from=2025-11-10&to=2026-11-11", by=SUPERVISOR).status == 200
    assert api.get(f"{REPORT}?from=9999-12-31&to=9999-12-31", by=SUPERVISOR).status == 200


@covers("get_report")
def test_an_unknown_report_is_not_found_and_the_known_are_named(api: Api) -> None:
    refused = api.get("/v1/reports/happiness", by=SUPERVISOR).problem(404, "not_found")
    assert refused["reports"] == list(NAMES)


@covers("get_polls")
def test_how_asking_the_platforms_goes_is_shown_to_those_who_oversee(api: Api, world: World) -> None:
    now = world.clock()
    known = Poll(shop=SHOP, channel="taobao", account="flagship", next_at=now, reached_at=now - timedelta(hours=2))
    failing = known.begun(now=now, lease=timedelta(minutes=5)).failed(
        "upstream: the platform refused: 27", now=now, wait=timedelta(minutes=1)
    )
    world.runtime.polls.replace(None, failing)
    world.runtime.polls.replace(None, known.model_copy(update={"shop": "other"}))
    answer = api.get("/v1/polls", by=AUDITOR)
    assert answer.json["items"] == [
        {
            "channel": "taobao",
            "account": "flagship",
            "succeeded_at": None,
            "attempted_at": answer.json["items"][0]["attempted_at"],
            "next_at": answer.json["items"][0]["next_at"],
            "reached_at": answer.json["items"][0]["reached_at"],
            "lag_seconds": 7200.0,
            "failures": 1,
            "last_error": "upstream: the platform refused: 27",
        }
    ]
    assert api.get("/v1/polls", by=AGENT).status == 403


@covers("get_report")
def test_the_accuracy_of_the_classifier_is_a_report(api: Api, world: World) -> None:
    world.complain(TEXT)
    shown = api.get("/v1/reports/accuracy", by=SUPERVISOR).json
    assert (shown["name"], shown["numbers"]["decided"], shown["numbers"]["corrected"]) == ("accuracy", 1, 0)
    assert "corrected" in shown["definition"]


@covers("get_report")
@pytest.mark.parametrize(
    ("language", "word"), [("zh-Hans", "所选日期"), ("zh-Hant", "所選日期"), ("en", "days asked for")]
)
def test_a_definition_is_in_the_language_asked_for(api: Api, language: str, word: str) -> None:
    shown = api.get(f"/v1/reports/volumes?lang={language}", by=AUDITOR).json
    assert word in shown["definition"]["received"]
    assert (shown["zone"], shown["business_calendar"]) == ("Asia/Shanghai", "business-cn")


@covers("get_report")
@pytest.mark.parametrize(("query", "accept"), [("?format=csv", "*/*"), ("", "text/csv")])
def test_a_report_is_a_table_for_who_wants_one(api: Api, world: World, query: str, accept: str) -> None:
    world.complain(TEXT)
    answer = api.get(f"/v1/reports/volumes{query}", by=AUDITOR, Accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="volumes-2026-10-12-2026-11-11.csv"'
    assert '\r\n"received",1,"' in answer.body.decode("utf-8-sig")


@covers("get_report")
def test_a_format_that_there_is_not_is_named(api: Api) -> None:
    assert api.get("/v1/reports/volumes?format=xlsx", by=AUDITOR).wrong_fields() == ["format"]


@covers("get_report")
def test_response_is_held_against_as_many_days_before(api: Api, world: World) -> None:
    world.complain(TEXT)
    query = "/v1/reports/response?from=2026-11-11&to=2026-11-12"
    assert api.get(query, by=SUPERVISOR).json["numbers"]["speed_change"] is None
    for asked in ("previous", "2026-11-09"):
        change = api.get(f"{query}&compare={asked}", by=SUPERVISOR).json["numbers"]["speed_change"]
        assert (change["first"], change["last"], change["wall"]["change"]) == ("2026-11-09", "2026-11-10", None)


@covers("get_report")
@pytest.mark.parametrize(
    "query",
    [
        "response?compare=soon",
        "response?from=2026-11-11&compare=2026-11-11",
        "response?compare=1999-12-31",
        "volumes?compare=previous",
    ],
)
def test_what_cannot_be_compared_is_named(api: Api, query: str) -> None:
    assert api.get(f"/v1/reports/{query}", by=SUPERVISOR).wrong_fields() == ["compare"]
