"""What customers say in a conversation after a survey: an answer, thanks, no more; and what an answer causes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.intake.survey_answers import aside
from chalicelib.model.assessment import Severity, Signal
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import CLOSE, SURVEY, EffectKind, EffectState
from chalicelib.model.message import Customer, Inbound
from chalicelib.model.survey import Solved, Survey, SurveyState
from tests.background.outbox import effects, timer
from tests.desk.situations import LOGISTICS, closed, customer_writes, resolved
from tests.support.world import SHOP, World

DAY = timedelta(days=1)
CUSTOMER = {"email": "c@customer.example"}


def asked(world: World, **about: Any) -> Complaint:
    complaint = resolved(world, customer=CUSTOMER, **about)
    world.run_due(after=DAY)
    world.run_due()
    return world.complaint(complaint.id)


def survey(world: World, complaint: Complaint) -> Survey:
    found = world.complaint(complaint.id).survey
    assert found
    return found


def numbers(world: World) -> dict[str, int]:
    days = world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31")
    return {name: sum(day.get(name, 0) for day in days.values()) for day in days.values() for name in day}


def test_a_number_answers_and_reopens_nothing(world: World) -> None:
    complaint = asked(world)
    after = customer_writes(world, complaint, "5分，谢谢")
    assert (after.status, after.reopened) == (Status.RESOLVED, 0)
    answer = survey(world, complaint).answer
    assert answer
    assert (answer.score, answer.text) == (5, "")
    assert (numbers(world)["score_5"], numbers(world)["promoters"]) == (1, 1)
    assert after.messages[-1].text.startswith("5分"), "it is kept as what was said"


@pytest.mark.parametrize(("text", "words"), [("4", "谢谢您的回答"), ("没有解决", "24 小时内")])
def test_an_answer_by_mail_is_thanked_once_by_mail(world: World, text: str, words: str) -> None:
    complaint = asked(world)
    for said in (text, "5"):
        customer_writes(world, complaint, said)
    [thanks] = effects(world, complaint, EffectKind.SURVEY_THANKS)
    assert (thanks.to.channel, thanks.to.recipient) == ("email", "c@customer.example")
    assert words in thanks.text
    world.run_due()
    assert effects(world, complaint, EffectKind.SURVEY_THANKS)[0].state is EffectState.DONE
    assert b"Auto-Submitted: auto-replied" in world.mailer.sent[thanks.id].raw


def test_nobody_is_thanked_for_what_does_not_count(world: World) -> None:
    complaint = asked(world)
    customer_writes(world, complaint, "TD")
    customer_writes(world, complaint, "5")
    assert effects(world, complaint, EffectKind.SURVEY_THANKS) == []


def test_who_may_be_forged_or_has_no_way_back_is_not_thanked(world: World) -> None:
    complaint, now = asked(world), world.clock.now
    heard = Inbound(text="5", customer=Customer(email="c@customer.example"), reply_to=complaint.reply_to)
    message = complaint.messages[0].model_copy(update={"id": "m9", "text": "5", "at": now})

    def thanked(inbound: Inbound) -> int:
        return len(aside(complaint, inbound, message, effect="x9", now=now).effects)

    assert thanked(heard) == 1
    assert thanked(heard.model_copy(update={"is_authentic": False})) == 0
    assert thanked(heard.model_copy(update={"reply_to": None})) == 0


def test_said_twice_it_counts_once(world: World) -> None:
    complaint = asked(world)
    for text in ("4", "5"):
        customer_writes(world, complaint, text)
    assert survey(world, complaint).answer
    assert numbers(world)["answered"] == numbers(world)["score_4"] == 1
    assert world.complaint(complaint.id).status is Status.RESOLVED


def test_said_too_late_it_is_kept_and_opens_nothing(world: World) -> None:
    complaint = asked(world)
    world.clock.advance(15 * DAY)
    world.runtime.firing.fire(timer(complaint, CLOSE))
    world.runtime.firing.fire(timer(complaint, SURVEY))
    world.runtime.firing.fire(timer(complaint, SURVEY))
    after = customer_writes(world, complaint, "5")
    assert (after.status, survey(world, complaint).state) == (Status.CLOSED, SurveyState.EXPIRED)
    assert numbers(world).get("answered", 0) == 0
    customer_writes(world, complaint, "5分")
    [thanks] = effects(world, complaint, EffectKind.SURVEY_THANKS)
    assert "已经截止" in thanks.text, "and that it is over, once"


@pytest.mark.parametrize("text", ["2 weeks and still nothing", "还没有收到"])
def test_anything_else_is_a_message_and_opens_the_complaint(world: World, text: str) -> None:
    complaint = asked(world)
    after = customer_writes(world, complaint, text)
    assert (after.status, survey(world, complaint).why) == (Status.WAITING, "reopened")


def test_where_nothing_was_asked_a_number_is_a_message(world: World) -> None:
    complaint = resolved(world, customer=CUSTOMER)
    assert customer_writes(world, complaint, "1").status is Status.WAITING


def test_thanks_reopen_nothing(world: World) -> None:
    complaint = resolved(world, customer=CUSTOMER)
    after = customer_writes(world, complaint, "谢谢！")
    assert (after.status, after.message_count) == (Status.RESOLVED, 2)
    assert survey(world, complaint).state is SurveyState.SCHEDULED
    shut = closed(world, customer=CUSTOMER, text=LOGISTICS)
    assert customer_writes(world, shut, "Thank you").status is Status.CLOSED


def test_somebody_elses_five_is_no_answer(world: World) -> None:
    complaint = resolved(world, customer={"email": "other@customer.example"})
    world.run_due(after=DAY)
    customer_writes(world, world.complaint(complaint.id), "5")
    assert survey(world, complaint).answer is None


def test_who_is_unhappy_is_called_by_a_senior_and_not_asked_again(world: World) -> None:
    complaint = asked(world)
    after = customer_writes(world, complaint, "1分，东西还是坏的")
    assert (after.status, after.severity, after.reopened) == (Status.WAITING, Severity.S1, 1)
    assert "senior" in after.routing.tags
    [task] = after.tasks
    assert (task.id, "24 hours" in task.why) == (survey(world, complaint).id, True)
    assert after.nearest_due
    assert after.nearest_due <= world.clock.now + DAY
    assert survey(world, complaint).state is SurveyState.ANSWERED
    assert numbers(world)["unhappy"] == 1


def test_not_solved_is_unhappy_whatever_the_score(world: World) -> None:
    complaint = asked(world)
    after = customer_writes(world, complaint, "没有解决")
    answer = survey(world, complaint).answer
    assert answer
    assert (answer.score, answer.solved, after.status) == (None, Solved.NO, Status.WAITING)


def test_the_words_of_an_answer_are_understood_and_danger_alarms(world: World) -> None:
    complaint = asked(world)
    customer_writes(world, complaint, "5，就是充电器起火冒烟了")
    assert survey(world, complaint).is_unheard
    world.run_due()
    after = world.complaint(complaint.id)
    assert Signal.SAFETY in after.signals
    assert (after.severity, after.status) == (Severity.S0, Status.WAITING)
    assert not survey(world, complaint).is_unheard
    assert not world.runtime.firing.fire(timer(complaint, SURVEY))


def test_the_themes_of_an_answer_are_counted(world: World) -> None:
    complaint = asked(world, text=LOGISTICS)
    customer_writes(world, complaint, "4，快递员态度很差")
    world.run_due()
    present = survey(world, complaint)
    assert present.themes
    assert all(numbers(world)[f"theme_{theme}"] == 1 for theme in present.themes)
    assert world.complaint(complaint.id).status is Status.RESOLVED


def test_who_says_stop_is_asked_nothing_any_more(world: World) -> None:
    complaint = asked(world)
    after = customer_writes(world, complaint, "退订")
    assert (after.status, survey(world, complaint).why) == (Status.RESOLVED, "opted_out")
    customer_writes(world, complaint, "TD")
    world.clock.advance(40 * DAY)
    other = resolved(world, text=LOGISTICS, customer=CUSTOMER)
    world.run_due(after=DAY)
    assert survey(world, other).why == "opted_out"
