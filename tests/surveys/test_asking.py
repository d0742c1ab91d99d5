"""Who is asked, when, how often and on which channel; and that whoever is not asked is counted with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.channels.email import threads as thread_names
from chalicelib.desk.desk import Action
from chalicelib.model import event as facts
from chalicelib.model.assessment import Severity
from chalicelib.model.change import Draft, Once
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import SURVEY, Effect, EffectKind, EffectState, Way
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.identity import SYSTEM
from chalicelib.model.ports import HttpAnswer
from chalicelib.model.survey import CancelReason, Question, Survey, SurveyState
from chalicelib.surveys.asking import cancel
from chalicelib.surveys.eligibility import why_not
from chalicelib.surveys.persons import ASKED, OPTED_OUT, identities
from chalicelib.surveys.plans import plan_book
from tests.background.outbox import counting, effects, just_before, reference, timer
from tests.desk.situations import ACTIONS, LOGISTICS, QUALITY, assigned, resolved
from tests.support.arrivals import MAILER_DAEMON, mailed
from tests.support.world import AGENT, SHOP, World

from .month.outside import TEXTING

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WANG = {"email": "wang@customer.example", "phone": "13812345678"}


def survey(world: World, complaint: Complaint) -> Survey:
    found = world.complaint(complaint.id).survey
    assert found
    return found


def due(world: World, complaint: Complaint) -> Survey:
    """Its time has come, and what it owes is delivered."""
    at = survey(world, complaint).next_at
    assert at
    world.clock.now = max(world.clock.now, at)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    for effect in effects(world, complaint, EffectKind.SURVEY):
        world.runtime.delivering.deliver(reference(effect))
    return survey(world, complaint)


def done(
    world: World, *, outcome: str = "solved", text: str = QUALITY, done_at: datetime | None = None, **about: Any
) -> Complaint:
    complaint = assigned(world, text=text, **about)
    return world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome=outcome, text="", done_at=done_at)


def numbers(world: World) -> dict[str, int]:
    """Without the visits, which are counted beside."""
    sums: dict[str, int] = {}
    for day in world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31").values():
        for name, value in day.items():
            if not name.startswith("visits_"):
                sums[name] = sums.get(name, 0) + value
    return sums


def test_resolved_in_the_evening_is_asked_in_the_morning_after_next(world: World) -> None:
    world.clock.advance(11 * HOUR)  # nine in the evening
    complaint = resolved(world)
    assert survey(world, complaint).due_at == world.clock.now + 36 * HOUR


def test_a_sweep_that_comes_too_late_in_the_day_waits_for_the_morning(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY + 11 * HOUR)
    assert world.runtime.firing.fire(timer(complaint, SURVEY))
    present = survey(world, complaint)
    assert (present.state, present.due_at) == (SurveyState.SCHEDULED, world.clock.now + 12 * HOUR)
    assert due(world, complaint).state is SurveyState.SENT


def test_an_invitation_that_is_tried_again_leaves_by_day(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    world.clock.advance(11 * HOUR)
    mailer = counting(world)
    assert world.runtime.delivering.deliver(reference(invitation)) is EffectState.PENDING
    assert mailer.keys == []
    [waiting] = effects(world, complaint, EffectKind.SURVEY)
    assert (waiting.next_attempt_at, waiting.attempts) == (world.clock.now + 12 * HOUR, 0)
    world.clock.advance(12 * HOUR)
    assert world.runtime.delivering.deliver(reference(waiting)) is EffectState.DONE


def test_a_refund_is_asked_about_a_day_after_the_money_was_sent(world: World) -> None:
    sent = world.clock.now + 4 * DAY
    complaint = done(world, outcome="refunded", done_at=sent)
    assert survey(world, complaint).due_at == sent + DAY
    assert Question.EFFORT in survey(world, complaint).asks


def test_a_repair_is_asked_about_after_three_days_and_when_the_person_may_be_asked_again(world: World) -> None:
    complaint = done(world, outcome="repaired")
    start = world.clock.now
    first = due(world, complaint)
    assert (first.state, world.clock.now) == (SurveyState.SENT, start + 3 * DAY)
    while survey(world, complaint).state is SurveyState.SENT:
        due(world, complaint)
    assert (survey(world, complaint).state, survey(world, complaint).next_at) == (SurveyState.EXPIRED, start + 30 * DAY)
    second = due(world, complaint)
    assert (second.state, second.round, second.due_at) == (SurveyState.SCHEDULED, 2, start + 33 * DAY)
    assert due(world, complaint).state is SurveyState.SENT
    assert world.clock.now == start + 33 * DAY
    assert [one.round for _, one in world.runtime.surveys.page(SHOP, limit=9).items] == [2, 1]


def test_a_repair_that_did_not_hold_is_not_asked_about_on_day_thirty(world: World) -> None:
    complaint = done(world, outcome="repaired")
    due(world, complaint)
    reopened = ACTIONS["reopen"](world.runtime.desk, complaint.id, Action(by=AGENT))
    assert reopened.survey
    assert reopened.survey.next_at is None


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"text": "充电器起火，质量太差"}, "safety"),
        ({"text": "物流三天没动，我已经向12315投诉了"}, "regulator"),
        ({"text": "你们泄露了我的个人信息，天天有人打电话"}, "privacy"),
        ({"customer": {"name": "王"}}, "unreachable"),
    ],
)
def test_matters_and_people_that_are_never_asked(world: World, about: dict[str, Any], reason: str) -> None:
    complaint = done(world, **about)
    assert (due(world, complaint).state, survey(world, complaint).why) == (SurveyState.SKIPPED, reason)
    assert effects(world, complaint, EffectKind.SURVEY) == []
    assert numbers(world) == {"scheduled": 1, "skipped": 1, f"skipped_{reason}": 1}


def test_a_complaint_with_a_regulator_is_not_asked_about_even_when_nobody_said_so(world: World) -> None:
    complaint = assigned(world)
    world.runtime.desk.start_clock(complaint.id, Action(by=AGENT), kind="regulator:12315", since=None, why="")
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="solved", text="")
    assert due(world, complaint).why == "regulator"


def test_of_one_person_two_complaints_at_once_give_one_survey(world: World) -> None:
    first, second = (done(world, text=text, customer=WANG) for text in (QUALITY, LOGISTICS))
    assert [due(world, one).state for one in (first, second)] == [SurveyState.SENT, SurveyState.SKIPPED]
    assert survey(world, second).why == "cool_down"


def test_of_two_that_are_asked_at_the_very_same_moment_one_is(world: World) -> None:
    first, second = (done(world, text=text, customer=WANG) for text in (QUALITY, LOGISTICS))
    world.clock.advance(DAY)
    just_before(world, "TransactWriteItems", lambda: world.runtime.firing.fire(timer(second, SURVEY)))
    world.runtime.firing.fire(timer(first, SURVEY))
    assert sorted(survey(world, one).state for one in (first, second)) == [SurveyState.SENT, SurveyState.SKIPPED]
    assert numbers(world)["sent"] == numbers(world)["skipped_cool_down"] == 1


def test_a_person_is_known_by_any_name_and_by_what_joins_two(world: World) -> None:
    """Asked by mail; the second complaint has both names, the third only the telephone."""
    everybody = ({"email": "wang@customer.example"}, WANG, {"phone": WANG["phone"]})
    complaints = [done(world, text=f"{QUALITY}{number}", customer=one) for number, one in enumerate(everybody)]
    assert [due(world, one).why for one in complaints] == ["", "cool_down", "cool_down"]


def test_after_thirty_days_the_person_is_asked_again_but_not_whether_they_would_recommend_us(world: World) -> None:
    first = done(world, customer=WANG)
    assert Question.RECOMMEND in due(world, first).asks
    world.clock.advance(30 * DAY)
    second = done(world, text=LOGISTICS, customer=WANG)
    asked = due(world, second)
    assert asked.state is SurveyState.SENT
    assert Question.RECOMMEND not in asked.asks


@pytest.mark.parametrize(("days", "is_asked"), [(179, False), (181, True)])
def test_whether_they_would_recommend_us_is_asked_again_after_half_a_year(
    world: World, days: int, is_asked: bool
) -> None:
    """180 days from when the invitation arrived, whatever surveys came between."""
    first = done(world, customer=WANG)
    due(world, first)
    arrived = world.clock.now
    world.clock.now = arrived + 60 * DAY
    between = due(world, done(world, text=LOGISTICS, customer=WANG))
    assert (between.state, Question.RECOMMEND in between.asks) == (SurveyState.SENT, False)
    world.clock.now = arrived + (days - 1) * DAY  # it is asked a day after the resolution
    second = due(world, done(world, text="不给退货，政策骗人", customer=WANG))
    assert second.state is SurveyState.SENT
    assert (Question.RECOMMEND in second.asks) is is_asked


def test_who_was_not_reached_was_not_asked_whether_they_would_recommend_us(world: World) -> None:
    complaint = done(world, customer={"email": WANG["email"]})
    world.mailer.failure = Undeliverable("no such mailbox")
    assert Question.RECOMMEND in due(world, complaint).asks
    world.mailer.failure = None
    other = done(world, text=LOGISTICS, customer={"email": WANG["email"]})
    assert Question.RECOMMEND in due(world, other).asks


def test_the_thirty_days_begin_when_the_invitation_has_arrived(world: World) -> None:
    """A mail server was away for a week: the customer got the survey only then."""
    first = done(world, customer=WANG)
    world.mailer.failure = Upstream("the mail server is away")
    assert due(world, first).state is SurveyState.SENT
    world.mailer.failure = None
    world.clock.advance(7 * DAY)
    [invitation] = effects(world, first, EffectKind.SURVEY)
    assert world.runtime.delivering.deliver(reference(invitation)) is EffectState.DONE
    assert survey(world, first).cool_until == world.clock.now + 30 * DAY
    world.clock.advance(24 * DAY)  # 31 days after it was owed
    second = done(world, text=LOGISTICS, customer=WANG)
    assert due(world, second).why == "cool_down"
    world.clock.advance(5 * DAY)
    third = done(world, text="不给退货，政策骗人", customer=WANG)
    assert due(world, third).state is SurveyState.SENT


def test_another_person_is_asked(world: World) -> None:
    complaints = [done(world, text=QUALITY + name, customer={"email": f"{name}@customer.example"}) for name in "ab"]
    assert [due(world, one).state for one in complaints] == [SurveyState.SENT, SurveyState.SENT]


def test_who_wants_no_surveys_gets_none(world: World) -> None:
    complaint = done(world, customer=WANG)
    world.runtime.store.record(SHOP, Once(kind=OPTED_OUT, key=identities(complaint)[0], value="mail"))
    assert due(world, complaint).why == "opted_out"


def test_names_of_people_are_not_in_the_keys(world: World) -> None:
    complaint = done(world, customer=WANG)
    due(world, complaint)
    keys = [row["PK"]["S"] for row in world.client.scan(TableName="huiyin-test")["Items"]]
    assert any(f"#{ASKED}#" in key for key in keys)
    assert not any("wang" in key or "13812345678" in key for key in keys)


def test_who_could_not_be_reached_was_not_asked(world: World) -> None:
    complaint = done(world, customer={"email": WANG["email"]})
    world.mailer.failure = Undeliverable("no such mailbox")
    assert (due(world, complaint).state, survey(world, complaint).why) == (SurveyState.SKIPPED, "undeliverable")
    world.mailer.failure = None
    other = done(world, text=LOGISTICS, customer={"email": WANG["email"]})
    assert due(world, other).state is SurveyState.SENT
    told = numbers(world)
    assert (told["sent"], told["delivered"], told["skipped_undeliverable"]) == (2, 1, 1)


def comes_back(world: World, effect: Effect) -> None:
    """Hours later the mail server of the customer reports that nobody is there."""
    world.clock.advance(2 * HOUR)
    told = (f"In-Reply-To: <{effect.reference}>", "Auto-Submitted: auto-replied")
    subject = "Undelivered Mail Returned to Sender"
    for _ in range(2):
        world.process(mailed(world, "550 no such user", sender=MAILER_DAEMON, subject=subject, headers=told))


def test_a_name_that_another_complaint_has_taken_keeps_the_pause_from_none(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    name = f"{thread_names.MAIL}{invitation.id}@mail.test"
    world.runtime.store.record(SHOP, Once(kind="thread", key=name, value="another complaint"))
    world.mailer.failure = Upstream("down")
    world.run_due()
    world.mailer.failure = None
    world.clock.advance(DAY)
    world.run_due()
    arrived = world.clock.now
    assert survey(world, complaint).cool_until == arrived + 30 * DAY
    names = [(ASKED, identity) for identity in identities(world.complaint(complaint.id))]
    recorded = world.runtime.store.recorded(SHOP, names)
    assert {value.partition("|")[0] for value in recorded.values()} == {(arrived + 30 * DAY).isoformat()}


def test_a_survey_that_comes_back_has_not_arrived_and_its_person_may_be_asked_again(world: World) -> None:
    complaint = done(world, customer={"email": WANG["email"]})
    assert due(world, complaint).delivered_at
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    comes_back(world, invitation)
    assert survey(world, complaint).delivered_at is None
    assert world.run_due() > 0
    assert (survey(world, complaint).state, survey(world, complaint).why) == (SurveyState.SKIPPED, "undeliverable")
    told = numbers(world)
    assert (told["sent"], told["delivered"], told["returned"], told["skipped_undeliverable"]) == (1, 0, 1, 1)
    other = done(world, text=LOGISTICS, customer={"email": WANG["email"]})
    assert due(world, other).state is SurveyState.SENT


def test_a_survey_that_comes_back_goes_its_next_way(world: World) -> None:
    home = world.accounts.get("form", SHOP)
    world.accounts.add(replace(home, settings={**home.settings, "sms_account": "aliyun_sms/texting"}))
    world.accounts.add(TEXTING)
    world.http.answer = lambda _method, _url: HttpAnswer(200, b'{"Code": "OK"}')
    complaint = done(world, customer=WANG)
    due(world, complaint)
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    comes_back(world, invitation)
    assert [world.run_due() for _ in range(3)][-1] == 0
    [again] = effects(world, complaint, EffectKind.SURVEY)
    assert (again.state, again.way, again.returned) == (EffectState.DONE, Way.SMS, None)
    assert (survey(world, complaint).state, survey(world, complaint).channel) == (SurveyState.SENT, "aliyun_sms")
    told = numbers(world)
    assert (told["sent"], told["delivered"], told["returned"]) == (1, 1, 1)


def test_an_answer_that_comes_back_is_a_task_for_a_person(world: World) -> None:
    complaint = assigned(world, text=QUALITY, customer={"email": WANG["email"]})
    world.runtime.desk.reply(complaint.id, Action(by=AGENT), text="请寄回，我们换新。")
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="exchanged", text="")
    world.run_due()
    [answer] = effects(world, complaint, EffectKind.REPLY)
    assert answer.state is EffectState.DONE
    comes_back(world, answer)
    world.run_due()
    present = world.complaint(complaint.id)
    assert (present.status, [task.why for task in present.tasks]) == (Status.WAITING, ["the mail came back"])
    [answer] = effects(world, complaint, EffectKind.REPLY)
    assert answer.state is EffectState.FAILED


@pytest.mark.parametrize("waited", [2 * HOUR, 12 * HOUR], ids=["tried again at once", "kept back for the night"])
def test_who_may_have_been_reached_is_not_asked_about_something_else(world: World, waited: timedelta) -> None:
    """A deliverer died with the answer on its way; afterwards the mailbox was closed."""
    complaint = resolved(world, customer={"email": WANG["email"]})
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    world.runtime.outbox.begin(invitation, lease_until=world.clock.now + HOUR)
    world.mailer.failure = Undeliverable("no such mailbox")
    world.clock.advance(waited)
    world.run_due()
    world.clock.advance(DAY - waited)
    world.run_due()
    assert survey(world, complaint).why == "undeliverable"
    world.mailer.failure = None
    other = done(world, text=LOGISTICS, customer={"email": WANG["email"]})
    assert due(world, other).why == "cool_down"


def test_delivered_is_counted_when_a_channel_has_taken_it(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    assert "delivered" not in numbers(world)
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    for _ in range(3):
        world.runtime.delivering.deliver(reference(invitation))
    assert numbers(world)["delivered"] == 1
    assert survey(world, complaint).delivered_at == world.clock.now


def test_one_reminder_after_two_days_and_then_the_end(world: World) -> None:
    complaint = resolved(world)
    asked = due(world, complaint)
    assert asked.sent_at
    due(world, complaint)
    assert world.clock.now == asked.sent_at + 2 * DAY
    [reminder] = effects(world, complaint, EffectKind.SURVEY_REMINDER)
    assert reminder.to == effects(world, complaint, EffectKind.SURVEY)[0].to
    assert world.runtime.delivering.deliver(reference(reminder)) is EffectState.DONE
    ended = due(world, complaint)
    assert (ended.state, world.clock.now) == (SurveyState.EXPIRED, asked.sent_at + 14 * DAY)
    assert len(effects(world, complaint, EffectKind.SURVEY_REMINDER)) == 1
    told = numbers(world)
    assert (told["reminded"], told["expired"]) == (1, 1)


def test_before_a_long_holiday_nobody_is_reminded_after_it(world: World) -> None:
    world.clock.now = datetime.fromisoformat("2026-09-29T10:00+08:00")
    complaint = resolved(world)
    assert due(world, complaint).remind_at is None


def test_what_was_not_delivered_is_not_reminded_of(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    world.clock.advance(2 * DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    assert effects(world, complaint, EffectKind.SURVEY_REMINDER) == []
    assert survey(world, complaint).next_at == survey(world, complaint).expires_at


@pytest.mark.parametrize("why", CancelReason)
def test_a_survey_that_was_withdrawn_never_leaves(world: World, why: CancelReason) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    draft = Draft(before=world.complaint(complaint.id), actor=SYSTEM, at=world.clock.now)
    cancel(draft, why=why)
    cancel(draft, why=why)
    world.runtime.store.commit(draft.change())
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    mailer = counting(world)
    assert world.runtime.delivering.deliver(reference(invitation)) is EffectState.FAILED
    assert mailer.keys == []
    assert survey(world, complaint).next_at is None
    assert numbers(world)[f"cancelled_{why}"] == numbers(world)["cancelled"] == 1


def test_a_matter_that_became_a_safety_matter_is_not_asked_about_any_more(world: World) -> None:
    complaint = resolved(world)
    world.clock.advance(DAY)
    world.runtime.firing.fire(timer(complaint, SURVEY))
    draft = Draft(before=world.complaint(complaint.id), actor=SYSTEM, at=world.clock.now)
    draft.say(facts.Routed(decision=draft.now.routing.model_copy(update={"severity": Severity.S0})))
    world.runtime.store.commit(draft.change())
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    assert world.runtime.delivering.deliver(reference(invitation)) is EffectState.FAILED


def test_a_machine_is_not_asked(world: World) -> None:
    complaint = done(world)
    state = world.complaint(complaint.id)
    assert state.survey
    forged = state.model_copy(update={"is_trusted": False})
    assert why_not(forged, state.survey, book=plan_book(), now=world.clock.now) == "untrusted"
    late = state.survey.expires_at
    assert why_not(state, state.survey, book=plan_book(), now=late) == "too_late"
    assert state.status is Status.RESOLVED
