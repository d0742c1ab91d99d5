"""Plans are data: checked when they are read, dated, and the first that holds decides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Severity
from chalicelib.model.complaint import Complaint, Resolution
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.message import Customer
from chalicelib.model.survey import Question
from chalicelib.routing.datafile import parse
from chalicelib.surveys.plans import FILE, Place, PlanBook, Window, plan_book
from chalicelib.surveys.timing import sendable_from
from tests.model.samples import LATER, complaint

DAY = timedelta(days=1)
WINDOW = plan_book().window


def resolved(outcome: str = "solved", **about: Any) -> Complaint:
    resolution = Resolution(outcome=outcome, agent="agent-1", at=LATER)
    return complaint().model_copy(update={"resolution": resolution, **about})


def book(**changes: Any) -> PlanBook:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8")) | changes
    return parse(yaml.safe_dump(written, allow_unicode=True), PlanBook, source="plans.yaml")


@pytest.mark.parametrize(
    ("outcome", "plan"),
    [
        ("repaired", "repair"),
        ("已维修", "repair"),
        ("已維修完成", "repair"),
        ("Refunded in full", "refund"),
        ("全额退款", "refund"),
        ("exchanged", "refund"),
        ("solved", "usual"),
        ("解释清楚", "usual"),
    ],
)
def test_the_outcome_says_what_kind_of_remedy_it_was(outcome: str, plan: str) -> None:
    assert plan_book().plan_for(resolved(outcome), day=date(2026, 12, 1)).id == plan


def test_the_delays_are_those_that_were_promised() -> None:
    """A day; after a repair three days and thirty; nobody twice within thirty, nor within half a year for NPS."""
    rounds = {plan.id: [step.after for step in plan.rounds] for plan in plan_book().plans}
    assert (rounds["usual"], rounds["refund"], rounds["repair"]) == ([DAY], [DAY], [3 * DAY, 30 * DAY])
    assert (plan_book().cool_down, plan_book().recommend_cool_down) == (30 * DAY, 180 * DAY)
    assert (plan_book().valid, plan_book().reminder.after) == (14 * DAY, 2 * DAY)
    assert (WINDOW.opens.hour, WINDOW.closes.hour) == (9, 20)


def test_effort_is_asked_after_returns_and_repairs_and_recommending_is_no_part_of_them() -> None:
    """CES is about what a remedy cost somebody, NPS about all that they know of us."""
    asks = {plan.id: set(plan.asks) for plan in plan_book().plans}
    assert {name for name, asked in asks.items() if Question.EFFORT in asked} == {"repair", "refund"}
    assert {name for name, asked in asks.items() if Question.RECOMMEND in asked} == {"usual"}
    assert all({Question.SCORE, Question.SOLVED, Question.TEXT} <= asked for asked in asks.values())


def test_in_the_peak_season_fewer_are_asked_and_only_then() -> None:
    peak = resolved(severity=Severity.S3)
    found = {day: plan_book().plan_for(peak, day=day) for day in (date(2026, 10, 31), date(2026, 11, 1))}
    assert [plan.sample for plan in found.values()] == [100, 50]
    assert plan_book().plan_for(peak, day=date(2026, 11, 21)).id == "usual"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"plans": []}, "plans"),
        (
            {"plans": [{"id": "a", "when": {"kinds": ["repair"]}, "asks": ["score"], "rounds": [{"after": "P1D"}]}]},
            "last",
        ),
        ({"plans": [{"id": "a", "asks": ["effort"], "rounds": [{"after": "P1D"}]}]}, "first question"),
        ({"plans": [{"id": "a", "asks": ["score", "text", "text"], "rounds": [{"after": "P1D"}]}]}, "asked once"),
        ({"plans": [{"id": "a", "asks": ["score"], "rounds": []}]}, "plans\\[a\\].rounds"),
        (
            {
                "plans": [
                    {
                        "id": "a",
                        "since": "2026-11-21",
                        "until": "2026-11-01",
                        "asks": ["score"],
                        "rounds": [{"after": "P1D"}],
                    }
                ]
            },
            "'since' has to come before",
        ),
        ({"kinds": {"refund": ["refund"]}}, "not defined: .*repair"),
        ({"window": {"opens": "20:00", "closes": "09:00"}}, "opens before"),
        ({"places": [{"id": "x", "zones": ["Mars/Base"], "holidays": "CN"}]}, "time zone"),
        ({"places": [{"id": "x", "zones": ["UTC"], "holidays": "XX"}]}, "holidays"),
        ({"places": [{"id": "x", "shops": ["s"], "zones": ["UTC"], "holidays": "CN"}]}, "everybody"),
    ],
)
def test_a_book_that_is_wrong_says_where(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        book(**changes)


@pytest.mark.parametrize(
    ("phone", "place"),
    [
        ("13812345678", "mainland"),
        ("+86 138 1234 5678", "mainland"),
        ("+852 6123 4567", "hong_kong"),
        ("00886 912 345 678", "taiwan"),
        ("+1 212 555 0100", "united_states"),
        (None, "mainland"),
    ],
)
def test_where_a_customer_is_follows_from_the_code_of_their_number(phone: str | None, place: str) -> None:
    assert plan_book().place_of(resolved(customer=Customer(phone=phone))).id == place


def test_a_shop_abroad_asks_at_its_own_hours() -> None:
    taipei = {"id": "t", "shops": ["demo"], "zones": ["Asia/Taipei"], "holidays": "TW"}
    rest = {"id": "rest", "zones": ["UTC"], "holidays": "UK"}
    assert book(places=[taipei, rest]).place_of(resolved()).id == "t"
    assert book(places=[taipei, rest]).place_of(resolved(shop="other")).id == "rest"


def place(name: str) -> Place:
    return next(one for one in plan_book().places if one.id == name)


@pytest.mark.parametrize(
    ("at", "where", "opens"),
    [
        ("2026-11-12T02:00+00:00", "mainland", "2026-11-12T02:00+00:00"),
        ("2026-11-12T08:59:59+08:00", "mainland", "2026-11-12T09:00+08:00"),
        ("2026-11-12T19:59:59+08:00", "mainland", "2026-11-12T19:59:59+08:00"),
        ("2026-11-12T20:00+08:00", "mainland", "2026-11-13T09:00+08:00"),
        ("2026-10-01T10:00+08:00", "mainland", "2026-10-08T09:00+08:00"),  # National Day 2026: 1 to 7 October
        ("2026-12-24T21:00+00:00", "united_kingdom", "2026-12-27T09:00+00:00"),  # Christmas and Boxing Day
        ("2026-11-12T09:00-05:00", "united_states", "2026-11-12T12:00-05:00"),  # nine in Los Angeles
        ("2026-11-12T20:00-05:00", "united_states", "2026-11-13T12:00-05:00"),
    ],
)
def test_people_are_asked_by_day_and_on_no_holiday(at: str, where: str, opens: str) -> None:
    found = sendable_from(datetime.fromisoformat(at), place(where), WINDOW)
    assert found == datetime.fromisoformat(opens)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 1)), st.sampled_from(plan_book().places)
)
def test_the_next_good_hour_is_a_good_hour_and_never_before(moment: datetime, where: Place) -> None:
    at = moment.replace(tzinfo=UTC)
    opens = sendable_from(at, where, WINDOW)
    assert opens >= at
    assert sendable_from(opens, where, WINDOW) == opens
    local = opens.astimezone(where.zone)
    assert WINDOW.opens <= local.time() < WINDOW.closes


def test_hours_that_never_meet_are_refused() -> None:
    apart = Place(id="apart", zones=("Pacific/Auckland", "Europe/London"), holidays="UK")
    narrow = Window.model_validate({"opens": "09:00", "closes": "10:00"})
    with pytest.raises(ConfigurationError, match="apart"):
        sendable_from(datetime(2026, 11, 12, tzinfo=UTC), apart, narrow)


def test_every_question_has_a_field_in_the_answer() -> None:
    from chalicelib.model.survey import SurveyAnswer

    assert {each.value for each in Question} | {"at"} == set(SurveyAnswer.model_fields)
