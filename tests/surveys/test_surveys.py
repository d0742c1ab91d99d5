"""A survey is asked once for each resolution, answered once, in its time, and counted where it belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.counting.surveys import survey_tallies
from chalicelib.desk.desk import Action
from chalicelib.intake.survey_answers import answered as intake_answered
from chalicelib.letters import survey_invitation
from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft, Tally
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import SURVEY, EffectKind, EffectState
from chalicelib.model.errors import Conflict, HuiyinError, LostRace, NotFound
from chalicelib.model.identity import SYSTEM
from chalicelib.model.survey import Solved, Survey, SurveyAnswer, SurveyState
from chalicelib.model.timers import timers_of
from chalicelib.surveys.answering import AlreadyAnswered, SurveyExpired, check_answer
from chalicelib.surveys.asking import Occasion, fire
from chalicelib.surveys.persons import Remembered
from tests.background.outbox import effects, timer
from tests.desk.situations import ACTIONS, SAFETY, closed, customer_writes, resolved
from tests.model.samples import complaint as samples_complaint
from tests.model.samples import happened
from tests.support.world import AGENT, SHOP, SUPERVISOR, World

DAY = timedelta(days=1)


def asked(world: World, complaint: Complaint) -> Complaint:
    """When the survey's time has come."""
    world.clock.advance(DAY)
    assert world.runtime.firing.fire(timer(complaint, SURVEY))
    return world.complaint(complaint.id)


def survey(complaint: Complaint) -> Survey:
    assert complaint.survey
    return complaint.survey


def given(world: World, score: int = 5) -> SurveyAnswer:
    return SurveyAnswer(score=score, solved=Solved.YES, text="很快", at=world.clock.now)


def answered(world: World, complaint: Complaint, *, score: int = 5) -> Complaint:
    draft = intake_answered(complaint, survey(complaint).id, given(world, score), now=world.clock.now)
    world.runtime.store.commit(draft.change())
    return draft.now


def refusal(world: World, complaint: Complaint, name: str) -> HuiyinError:
    with pytest.raises(HuiyinError) as refused:
        check_answer(complaint, name, now=world.clock.now)
    return refused.value


def numbers(world: World) -> dict[str, dict[str, int]]:
    """Without the visits, for which a complaint may be drawn."""
    kept = world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31")
    surveys = {
        day: {name: count for name, count in numbers.items() if not name.startswith("visits_")}
        for day, numbers in kept.items()
    }
    return {day: counts for day, counts in surveys.items() if counts}


def test_a_resolution_schedules_one_for_tomorrow_open_for_two_weeks(world: World) -> None:
    complaint = resolved(world, by=SUPERVISOR)
    planned = survey(complaint)
    assert (planned.state, planned.agent) == (SurveyState.SCHEDULED, SUPERVISOR.id)
    assert (planned.due_at, planned.expires_at) == (world.clock.now + DAY, world.clock.now + 15 * DAY)


def test_asked_with_a_signed_link_in_the_customers_language(world: World) -> None:
    complaint = asked(world, resolved(world))
    [invitation] = effects(world, complaint, EffectKind.SURVEY)
    link = world.runtime.survey_url(SHOP, complaint.id, survey(complaint).id)
    letter = survey_invitation(
        complaint.language, complaint_id=complaint.id, subject=complaint.subject, survey_url=link
    )
    assert link in invitation.text
    assert (invitation.text, invitation.subject, invitation.to) == (letter.text, letter.subject, complaint.reply_to)
    token = link.rpartition("/")[2]
    assert world.runtime.signer.read("survey", token) == (SHOP, complaint.id, survey(complaint).id)
    assert (survey(complaint).state, survey(complaint).channel) == (SurveyState.SENT, "email")
    assert numbers(world) == {"2026-11-11": {"scheduled": 1}, "2026-11-12": {"sent": 1}}
    world.run_due()
    assert effects(world, complaint, EffectKind.SURVEY)[0].state is EffectState.DONE
    assert numbers(world)["2026-11-12"] == {"sent": 1, "delivered": 1}
    assert survey(world.complaint(complaint.id)).delivered_at == world.clock.now


def test_asked_also_when_it_has_been_closed_before(world: World) -> None:
    late = world.runtime.settings.model_copy(update={"survey_delay_seconds": 10 * 86_400})
    world.runtime.desk = replace(world.runtime.desk, settings=late)
    complaint = closed(world)
    assert complaint.status is Status.CLOSED
    world.clock.advance(3 * DAY)
    assert world.runtime.firing.fire(timer(complaint, SURVEY))
    assert survey(world.complaint(complaint.id)).state is SurveyState.SENT


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"text": SAFETY}, "safety"),
        ({"customer": {"name": "王"}}, "unreachable"),
    ],
)
def test_skipped_with_the_reason(world: World, about: dict[str, Any], why: str) -> None:
    complaint = asked(world, resolved(world, **about))
    assert (survey(complaint).state, survey(complaint).why) == (SurveyState.SKIPPED, why)
    assert effects(world, complaint, EffectKind.SURVEY) == []
    assert numbers(world)["2026-11-12"] == {"skipped": 1, f"skipped_{why}": 1}


@pytest.mark.parametrize("reopens", ["agent", "customer"])
def test_reopened_is_not_asked(world: World, reopens: str) -> None:
    complaint = resolved(world)
    if reopens == "agent":
        world.runtime.desk.reopen(complaint.id, Action(by=AGENT), why="又坏了")
    else:
        customer_writes(world, complaint)
    world.clock.advance(DAY)
    assert not world.runtime.firing.fire(timer(complaint, SURVEY))
    present = world.complaint(complaint.id)
    assert (survey(present).state, survey(present).why) == (SurveyState.CANCELLED, "reopened")
    assert effects(world, complaint, EffectKind.SURVEY) == []


def test_a_survey_of_an_open_complaint_would_be_skipped(world: World) -> None:
    """No timer leads here; the decision holds all the same."""
    complaint = resolved(world)
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock.now)
    draft.say(facts.Reopened(why="test"))
    occasion = Occasion(
        timer=timers_of(complaint)[SURVEY],
        now=world.clock.now,
        effect="x1",
        person=Remembered.of(draft.now, {}),
        survey_url=lambda _complaint, _survey: "",
        unsubscribe_url=lambda _complaint: "",
        settings=world.runtime.settings,
    )
    assert survey(fire(draft.now, occasion).after).why == "open"


def test_an_answer_is_kept_and_counted(world: World) -> None:
    complaint = answered(world, asked(world, resolved(world)), score=4)
    assert survey(world.complaint(complaint.id)) == survey(complaint)
    assert survey(complaint).answer == given(world, 4)
    assert numbers(world)["2026-11-12"] == {
        "sent": 1,
        "answered": 1,
        "score_4": 1,
        "score_4|agent|agent-1": 1,
        "solved_yes": 1,
    }
    [(owner, listed)] = world.runtime.surveys.page(SHOP, limit=10).items
    assert (owner, listed) == (complaint.id, survey(complaint))


def test_the_second_answer_is_refused(world: World) -> None:
    complaint = answered(world, asked(world, resolved(world)))
    with pytest.raises(AlreadyAnswered):
        answered(world, complaint, score=1)
    assert numbers(world)["2026-11-12"]["answered"] == 1


def test_of_two_answers_at_once_one_counts(world: World) -> None:
    complaint = asked(world, resolved(world))
    answered(world, complaint)
    with pytest.raises(LostRace):
        answered(world, complaint, score=1)
    assert numbers(world)["2026-11-12"] == {
        "sent": 1,
        "answered": 1,
        "score_5": 1,
        "score_5|agent|agent-1": 1,
        "solved_yes": 1,
        "promoters": 1,
    }


def test_its_time_ends_on_the_moment(world: World) -> None:
    complaint = asked(world, resolved(world))
    world.clock.now = survey(complaint).expires_at - timedelta(microseconds=1)
    assert check_answer(complaint, survey(complaint).id, now=world.clock.now) == complaint.survey
    world.clock.now = survey(complaint).expires_at
    assert type(refusal(world, complaint, survey(complaint).id)) is SurveyExpired


def test_not_asked_yet_or_no_longer_is_closed(world: World) -> None:
    scheduled = resolved(world)
    cancelled = ACTIONS["reopen"](world.runtime.desk, asked(world, resolved(world)).id, Action(by=AGENT))
    for complaint in (scheduled, cancelled):
        error = refusal(world, complaint, survey(complaint).id)
        assert type(error) is SurveyExpired
        assert isinstance(error, Conflict)


def test_the_link_of_an_earlier_resolution_is_closed_politely(world: World) -> None:
    first = asked(world, resolved(world))
    again = ACTIONS["reopen"](world.runtime.desk, first.id, Action(by=SUPERVISOR))
    second = ACTIONS["resolve"](world.runtime.desk, again.id, Action(by=SUPERVISOR))
    assert type(refusal(world, second, survey(first).id)) is SurveyExpired
    assert type(refusal(world, second, "v0")) is NotFound


def test_who_has_answered_is_not_asked_again_about_the_same_complaint(world: World) -> None:
    first = answered(world, asked(world, resolved(world)), score=1)
    assert first.status is Status.WAITING, "an unhappy answer opens it again"
    assert survey(first).state is SurveyState.ANSWERED, "what was answered stays answered"
    world.runtime.desk.claim(first.id, Action(by=SUPERVISOR))
    second = asked(world, ACTIONS["resolve"](world.runtime.desk, first.id, Action(by=SUPERVISOR)))
    assert (survey(second).resolution, survey(second).why) == (2, "answered_before")
    assert type(refusal(world, second, survey(first).id)) is AlreadyAnswered
    assert len(effects(world, second, EffectKind.SURVEY)) == 1


def test_the_credit_stays_with_who_resolved(world: World) -> None:
    """Whoever takes the complaint over afterwards, in the list, in the history and with the answer."""
    complaint = asked(world, resolved(world, by=AGENT))
    answered(world, complaint, score=2)
    world.runtime.desk.claim(complaint.id, Action(by=SUPERVISOR))
    world.runtime.desk.resolve(complaint.id, Action(by=SUPERVISOR), outcome="refunded", text="")
    listed = {one.resolution: one for _, one in world.runtime.surveys.page(SHOP, limit=10).items}
    assert (listed[1].agent, listed[2].agent) == (AGENT.id, SUPERVISOR.id)
    assert listed[1].answer == given(world, 2)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 11, 15, 59, 59, tzinfo=UTC), "2026-11-11"),
        ("Asia/Shanghai", datetime(2026, 11, 11, 16, 0, tzinfo=UTC), "2026-11-12"),
        ("America/New_York", datetime(2026, 11, 12, 4, 59, 59, tzinfo=UTC), "2026-11-11"),
        ("UTC", datetime(2026, 11, 11, 16, 0, tzinfo=UTC), "2026-11-11"),
    ],
)
def test_a_day_is_that_of_the_deployments_zone(zone: str, moment: datetime, day: str) -> None:
    event = happened(facts.SurveySent(channel="email")).model_copy(update={"at": moment})
    change = Change(before=None, after=samples_complaint(), events=(event,))
    assert list(survey_tallies(change, zone=zone)) == [Tally(report="satisfaction", day=day, number="sent", by=1)]
