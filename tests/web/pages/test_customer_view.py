"""What a customer sees of a complaint, and above all what not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.model.assessment import Assessment, Category, Severity
from chalicelib.model.clock import Clock, ClockState
from chalicelib.model.complaint import Classification, Complaint, Status
from chalicelib.model.message import Customer, Direction, Message, ReplyAddress
from chalicelib.model.routing import RoutingDecision
from chalicelib.model.survey import Survey, SurveyState
from chalicelib.web.pages import Language, StatusView, status_page, status_view

NOW = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
SURVEY_URL = "https://desk.example/survey/t"


def complaint(**changes: Any) -> Complaint:
    values: dict[str, Any] = {
        "id": "c01",
        "shop": "shop",
        "version": 1,
        "status": Status.ASSIGNED,
        "channel": "form",
        "account": "main",
        "customer": Customer(phone="13812345678"),
        "language": "en",
        "subject": "call 13812345678",
        "assessment": Assessment(
            language="en", primary=Category.QUALITY, labels=(), confidence=1, abstained=False, model="m"
        ),
        "classification": Classification(primary=Category.QUALITY, labels=(), confidence=1),
        "routing": RoutingDecision(queue="secret-queue", severity=Severity.S2, rules=(), reasons=(), version="1"),
        "severity": Severity.S2,
        "queue": "secret-queue",
        "waiting_since": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Complaint(**(values | changes))


def message(direction: Direction, text: str) -> Message:
    return Message(id="m1", direction=direction, text=text, at=NOW, author="agent-7")


def clock(kind: str, *, minutes: int, state: ClockState = ClockState.RUNNING) -> Clock:
    return Clock(
        kind=kind,
        policy="p",
        reason="r",
        calendar="c",
        started_at=NOW,
        target_seconds=60,
        due_at=NOW + timedelta(minutes=minutes),
        state=state,
    )


def seen(shown: Complaint) -> StatusView:
    return status_view(
        shown,
        messages=shown.messages,
        shop_name="Shop",
        now=NOW,
        mask=lambda text: text.replace("13812345678", "138****5678"),
        survey_url=SURVEY_URL,
    )


def test_notes_queues_and_agents_stay_inside() -> None:
    spoken = complaint(
        messages=(
            message(Direction.INBOUND, "my number is 13812345678"),
            message(Direction.INTERNAL, "watch out for this one"),
            message(Direction.OUTBOUND, "call us: 01088886666"),
        )
    )
    view = seen(spoken)
    assert [(each.from_customer, each.text) for each in view.messages] == [
        (True, "my number is 138****5678"),
        (False, "call us: 01088886666"),
    ]
    html = status_page(language=Language.ENGLISH, view=view)
    assert not [secret for secret in ("watch out", "13812345678", "secret-queue", "agent-7") if secret in html]


def test_the_nearest_promise_to_the_customer_is_shown() -> None:
    clocks = (
        clock("platform:jd", minutes=1),
        clock("regulator:12315", minutes=2),
        clock("next_update", minutes=3, state=ClockState.PAUSED),
        clock("first_response", minutes=4, state=ClockState.MET),
        clock("resolution", minutes=60),
        clock("repair_confirmation", minutes=30),
    )
    assert seen(complaint(clocks=clocks)).promised_by == NOW + timedelta(minutes=30)
    assert seen(complaint()).promised_by is None


def test_a_broken_promise_is_owned_up_to() -> None:
    late = seen(complaint(clocks=(clock("first_response", minutes=-5, state=ClockState.BREACHED),)))
    assert "We are sorry" in status_page(language=Language.ENGLISH, view=late)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        (SurveyState.SENT, 1, SURVEY_URL),
        (SurveyState.SENT, 0, None),
        (SurveyState.SCHEDULED, 1, None),
        (SurveyState.ANSWERED, 1, None),
        (SurveyState.CANCELLED, 1, None),
    ],
)
def test_a_survey_shows_while_it_can_be_answered(state: SurveyState, days: int, expected: str | None) -> None:
    survey = Survey(id="s1", state=state, due_at=NOW, expires_at=NOW + timedelta(days=days))
    assert seen(complaint(survey=survey)).survey_url == expected


def test_how_to_add_something_depends_on_how_we_write() -> None:
    by_mail = ReplyAddress(channel="email", account="main", recipient="a@b.cn")
    assert seen(complaint(reply_to=by_mail)).reply_by_email
    assert not seen(complaint(reply_to=by_mail.model_copy(update={"channel": "wechat_oa"}))).reply_by_email
    assert not seen(complaint()).reply_by_email
