"""A month of complaints, and what has to be true of their surveys whatever happens: three ways to the customer,
reopenings, merges, regulators, those who want none, mail that bounces, every record and reference twice, workers that
die before and after any call.

``MONTH_COMPLAINTS=20000`` lives through the month of ``docs/surveys.md``; what is asked of it holds for every size.
``-s`` shows its figures.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from chalicelib import runtime
from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from chalicelib.store import rows
from chalicelib.store.numbers import NONE, Moves
from chalicelib.surveys.persons import identities
from tests.support.memory import MemoryClient
from tests.support.understanding import understood
from tests.support.world import SHOP, World

from .month import recount
from .month.life import Month
from .month.outside import Arrival

pytestmark = pytest.mark.slow
COMPLAINTS: Final = int(os.environ.get("MONTH_COMPLAINTS", "400"))
COOL_DOWN: Final = timedelta(days=30)
ZONES: Final = {"1": ("America/New_York", "America/Los_Angeles"), "": ("Asia/Shanghai",)}
"""Where people with such a number are; by the beginning of the number."""
DAYS_OFF: Final = {
    "1": {date(2026, 10, 12), date(2026, 11, 11)},
    "": {date(2026, 10, 4), date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)},
}
"""Columbus Day and Veterans Day; what is left of the week of the National Day."""
Histories = dict[str, tuple[Event, ...]]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    world = World(tmp_path_factory.mktemp("month"), assess=understood, client=MemoryClient(stream=[]))
    month = Month(world, complaints=COMPLAINTS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runtime, "_installed", [world.runtime])
        began = time.process_time()
        month.run()
        month.seconds = time.process_time() - began
    yield month
    world.close()


@pytest.fixture(scope="module")
def table(month: Month) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = month.world.client.scan(TableName=month.world.runtime.table.name)["Items"]
    return found


@pytest.fixture(scope="module")
def complaints(table: list[dict[str, Any]]) -> dict[str, Complaint]:
    read = (rows.read(Complaint, item) for item in table if item["SK"]["S"] == "complaint")
    return {one.id: one for one in read}


@pytest.fixture(scope="module")
def histories(table: list[dict[str, Any]]) -> Histories:
    found: dict[str, list[Event]] = defaultdict(list)
    for item in table:
        if item["SK"]["S"].startswith("commit#"):
            found[item["PK"]["S"].split("#")[2]] += rows.read_events(item)
    return {name: tuple(events) for name, events in found.items()}


@pytest.fixture(scope="module")
def asked(month: Month, table: list[dict[str, Any]]) -> list[tuple[Arrival, str, str]]:
    """Every invitation and reminder that reached somebody, with its complaint and survey, as its link says."""
    links = {
        item["SK"]["S"].removeprefix("effect#"): json.loads(item["doc"]["S"]).get("link", "")
        for item in table
        if item["SK"]["S"].startswith("effect#")
    }
    mailed = [(one, links[one.said]) for one in month.mailboxes.arrived if "/survey/" in links[one.said]]
    signer = month.world.runtime.signer
    found = []
    for arrival, link in (*mailed, *((one, one.said) for one in month.platform.arrived)):
        _, complaint, survey = signer.read("survey", link.rpartition("/")[2])
        found.append((arrival, complaint, survey))
    return found


def test_the_month_was_one(month: Month, histories: Histories) -> None:
    """Otherwise the rest would hold of nothing."""
    said = Counter[str](event.body.type for events in histories.values() for event in events)
    wanted = ("resolved", "reopened", "merged", "survey_sent", "survey_delivered", "survey_answered", "survey_skipped")
    more = ("survey_cancelled", "survey_reminded", "survey_expired", "survey_postponed", "survey_returned", "rerouted")
    assert all(said[name] > 0 for name in (*wanted, *more)), said
    assert said["received"] == len(histories) >= COMPLAINTS
    assert month.kills.killed > 0
    print(json.dumps(figures(month, said), indent=1, ensure_ascii=False))


def figures(month: Month, said: Counter[str]) -> dict[str, Any]:
    kept = month.world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31")
    counted: Counter[str] = sum((Counter(numbers) for numbers in kept.values()), Counter())
    operations = Counter(month.world.calls.operations)
    return {
        "complaints": len(month.complaints),
        "workers killed": month.kills.killed,
        "processor seconds": round(month.seconds),
        "done": dict(sorted(month.done.items())),
        "events": dict(said.most_common()),
        "satisfaction": dict(sorted((name, many) for name, many in counted.items() if "|" not in name)),
        "calls of the table": dict(operations.most_common()),
    }


def test_nobody_was_asked_twice_within_thirty_days(complaints: dict[str, Complaint], histories: Histories) -> None:
    """By any of their names, over all channels. Who could not be reached was not asked."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for name, events in histories.items():
        for index, event in enumerate(events):
            if isinstance(event.body, facts.SurveySent) and not _reached_nobody(events[index:]):
                for identity in identities(complaints[name]):
                    times[identity].append(event.at)
    assert _too_soon(times) == []


def _too_soon(times: dict[str, list[datetime]]) -> list[tuple[str, datetime, datetime]]:
    pairs = ((name, pair) for name, of_one in times.items() for pair in pairwise(sorted(of_one)))
    return [(name, earlier, later) for name, (earlier, later) in pairs if later - earlier < COOL_DOWN]


def _reached_nobody(after: tuple[Event, ...]) -> bool:
    for event in after:
        if isinstance(event.body, facts.SurveySkipped):
            return event.body.reason == "undeliverable"
        if isinstance(event.body, facts.SurveyScheduled):
            return False
    return False


def test_no_mailbox_and_no_telephone_got_two_surveys_within_thirty_days(asked: list[tuple[Arrival, str, str]]) -> None:
    """As those see it who get them: the first of each survey counts, its reminder is of the same one."""
    first: dict[tuple[str, str], datetime] = {}
    for arrival, _, survey in sorted(asked, key=lambda one: one[0].at):
        first.setdefault((arrival.recipient, survey), arrival.at)
    times: dict[str, list[datetime]] = defaultdict(list)
    for (recipient, _), at in first.items():
        times[recipient].append(at)
    assert times
    assert _too_soon(times) == []


def test_a_survey_came_twice_at_most_and_the_second_time_as_one_reminder(asked: list[tuple[Arrival, str, str]]) -> None:
    """By mail. Where a platform has no key for repetitions a worker that dies with the answer on its way sends it once
    more.
    """
    days: dict[str, set[date]] = defaultdict(set)
    for arrival, _, survey in asked:
        if "@" in arrival.recipient:
            days[survey].add(arrival.at.date())
    assert max(map(len, days.values())) <= 2


def test_everybody_was_asked_by_day_where_they_live(
    asked: list[tuple[Arrival, str, str]], complaints: dict[str, Complaint]
) -> None:
    for arrival, complaint, _ in asked:
        number = complaints[complaint].customer.phone or ""
        country = "1" if number.startswith("+1") else ""
        for zone in ZONES[country]:
            local = arrival.at.astimezone(ZoneInfo(zone))
            assert 9 <= local.hour < 20, (local, complaint)
            assert local.date() not in DAYS_OFF[country], (local, complaint)


def test_nobody_was_asked_while_their_complaint_was_open(
    asked: list[tuple[Arrival, str, str]], histories: Histories
) -> None:
    for arrival, complaint, _ in asked:
        assert not _is_open(histories[complaint], at=arrival.at)


def _is_open(events: tuple[Event, ...], *, at: datetime) -> bool:
    """Whether it was open all of that moment: what was opened at the same one may have been asked about before."""
    is_open = True
    for event in events:
        if event.at >= at:
            return is_open
        if isinstance(event.body, facts.Resolved | facts.Reopened):
            is_open = isinstance(event.body, facts.Reopened)
    return is_open


_SETTLED: Final = (facts.SurveySent, facts.SurveySkipped, facts.SurveyCancelled, facts.Merged)


def test_every_resolution_was_asked_about_or_it_is_said_why_not(
    month: Month, complaints: dict[str, Complaint], histories: Histories
) -> None:
    """Of the last days some are still to be asked about."""
    for name, events in histories.items():
        survey = complaints[name].survey
        is_to_come = survey is not None and survey.is_pending and survey.due_at > month.world.clock()
        bodies = [event.body for event in events]
        for index, body in enumerate(bodies):
            if isinstance(body, facts.Resolved):
                following = bodies[index + 1 :]
                until = next((place for place, one in enumerate(following) if isinstance(one, facts.Resolved)), None)
                is_settled = any(isinstance(one, _SETTLED) for one in following[:until])
                assert is_settled or (until is None and is_to_come), name


def test_nothing_is_left_over(month: Month, table: list[dict[str, Any]]) -> None:
    """Nothing has been due for longer than the longest retry takes: a worker that dies leaves nothing behind."""
    latest = (month.world.clock() - timedelta(days=1)).astimezone(UTC).isoformat()
    assert [item["SK"]["S"] for item in table if item.get("due_sort", {"S": "9"})["S"] < latest] == []


def test_the_numbers_of_surveys_are_those_of_a_recount(month: Month, histories: Histories) -> None:
    kept = _kept(month, "satisfaction")
    of_surveys = {
        day: {name: many for name, many in numbers.items() if not name.startswith("visits_")}
        for day, numbers in kept.items()
    }
    assert {day: numbers for day, numbers in of_surveys.items() if numbers} == recount.surveys(histories)


def test_the_numbers_of_complaints_and_of_work_are_those_of_a_recount(
    month: Month, complaints: dict[str, Complaint], histories: Histories
) -> None:
    assert _only(_kept(month, "volumes"), recount.COUNTED) == recount.volumes(complaints.values())
    assert _only(_kept(month, "work"), tuple(recount.DONE), whole=True) == recount.work(histories, complaints)


def _only(days: recount.Days, wanted: tuple[str, ...], *, whole: bool = False) -> recount.Days:
    """These numbers, with or without their parts."""
    left = {
        day: {
            name: many
            for name, many in numbers.items()
            if name.partition("|")[0] in wanted and not (whole and "|" in name)
        }
        for day, numbers in days.items()
    }
    return {day: numbers for day, numbers in left.items() if numbers}


def _kept(month: Month, report: str) -> recount.Days:
    kept = month.world.runtime.store.report_numbers(SHOP, report, first="2026-01-01", last="2027-12-31")
    days = {day: {name: many for name, many in numbers.items() if many} for day, numbers in kept.items()}
    return {day: numbers for day, numbers in days.items() if numbers}


def test_every_row_of_numbers_is_to_the_byte_what_the_events_give(month: Month) -> None:
    """Of all reports: each history is folded again from its first event, and counted."""
    histories = month.world.runtime.histories
    assert _written(histories.recounted(SHOP)) == _written(histories.kept(SHOP))


def _written(counted: Moves) -> bytes:
    """Zeros left out: a number that came back to nothing is not there, or is 0."""
    told = {f"{partition} {sort}": sorted((counts - NONE).items()) for (partition, sort), counts in counted.items()}
    told |= {
        f"{partition} {sort} below": below
        for (partition, sort), counts in counted.items()
        if (below := sorted((name, many) for name, many in counts.items() if many < 0))
    }
    return json.dumps({place: numbers for place, numbers in told.items() if numbers}, sort_keys=True).encode()
