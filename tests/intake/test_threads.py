"""Which complaint a message belongs to, and what a customer's answer causes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.channels.email.envelope import DISTRUST
from chalicelib.desk.desk import Action
from chalicelib.intake.matching import ACKNOWLEDGEMENTS_A_DAY
from chalicelib.model.assessment import Category
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, ClockState
from chalicelib.model.complaint import DIGESTS_KEPT, Complaint, Status
from chalicelib.model.effect import EffectKind, EffectState
from chalicelib.model.survey import SurveyState
from tests.support.arrivals import CUSTOMER, MAILER_DAEMON, address_of, answered, mailed, relayed, wechat
from tests.support.world import AGENT, MAIL, SHOP, SUPERVISOR, World

TEXT = "质量太差，要求退货"
AUTOMATIC = ("Auto-Submitted: auto-replied",)


def complained(world: World, text: str = TEXT, **about: Any) -> Complaint:
    return world.complaint(world.process(mailed(world, text, **about)).complaint)


def resolved(world: World, complaint: Complaint) -> Complaint:
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    return world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="refunded", text="已退款")


def waiting_for_customer(world: World, complaint: Complaint) -> Complaint:
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    return world.runtime.desk.wait(complaint.id, Action(by=AGENT), why="需要照片", until=None)


def test_an_answer_to_our_signed_address_belongs_to_the_complaint_whoever_sends_it(world: World) -> None:
    complaint = complained(world)
    outcome = world.process(answered(world, complaint.id, "补充照片", sender="wife@home.example", subject="照片"))
    assert outcome.complaint == complaint.id


def test_a_forged_signed_address_opens_a_complaint_of_its_own(world: World) -> None:
    complaint = complained(world)
    to = address_of(world, complaint.id)
    forged = to.replace(to.partition("@")[0][-4:], "aaaa")
    outcome = world.process(mailed(world, "质量", sender="other@x.example", to=forged, subject="照片"))
    assert outcome.complaint != complaint.id


def test_a_mail_that_answers_the_customers_first_mail_belongs_to_the_complaint(world: World) -> None:
    complaint = complained(world, message="first@customer.example")
    for header in ("In-Reply-To: <first@customer.example>", "References: <x@y.example> <first@customer.example>"):
        mail = mailed(world, "补充", subject="照片", headers=(header,))
        assert world.process(mail).complaint == complaint.id


def test_who_only_names_a_mail_of_ours_or_the_customers_gets_a_complaint_of_their_own(world: World) -> None:
    complaint = complained(world, message="first@customer.example")
    world.run_due()
    [effect] = world.runtime.store.dossier(SHOP, complaint.id).effects
    for name in ("first@customer.example", effect.reference):
        header = f"In-Reply-To: <{name}>"
        forged = mailed(world, "不用处理了", sender="rival@stranger.example", subject=f"Re: {name}", headers=(header,))
        assert world.process(forged).complaint != complaint.id
    assert world.complaint(complaint.id).message_count == 1


def test_a_bounce_of_our_letter_is_kept_with_the_complaint(world: World) -> None:
    complaint = complained(world)
    world.run_due()
    [effect] = world.runtime.store.dossier(SHOP, complaint.id).effects
    header = f"In-Reply-To: <{effect.reference}>"
    bounce = mailed(world, "550 no such user", sender=MAILER_DAEMON, subject="failure notice", headers=(header,))
    assert world.process(bounce).complaint == complaint.id
    assert world.complaint(complaint.id).reply_to == complaint.reply_to


def test_a_machine_that_answers_under_ever_new_subjects_is_answered_a_few_times_a_day(world: World) -> None:
    for number in range(7):
        world.process(mailed(world, f"Your request {number} was received.", subject=f"Ticket {number}"))
    world.run_due()
    assert len(world.mailer.sent) == ACKNOWLEDGEMENTS_A_DAY
    assert len({message for one in world.mailer.sent.values() for message in one.recipients}) == 1
    world.process(mailed(world, TEXT, sender="else@customer.example", subject="another person"))
    world.run_due()
    assert len(world.mailer.sent) == ACKNOWLEDGEMENTS_A_DAY + 1
    world.clock.advance(timedelta(days=1))
    world.process(mailed(world, TEXT, subject="the day after"))
    world.run_due()
    assert len(world.mailer.sent) == ACKNOWLEDGEMENTS_A_DAY + 2


def test_our_own_mail_coming_back_is_kept_and_never_answered(world: World) -> None:
    complaint = complained(world)
    world.run_due()
    [sent] = world.mailer.sent.values()
    outcome = world.process(world.mail(sent.raw, sender=MAIL, recipients=(address_of(world, complaint.id),)))
    assert outcome.complaint == complaint.id
    world.run_due()
    assert len(world.mailer.sent) == 1
    assert world.complaint(complaint.id).messages[-1].is_automatic


def test_a_mail_that_answers_a_letter_we_sent_belongs_to_the_complaint(world: World) -> None:
    complaint = complained(world)
    world.run_due()
    [effect] = world.runtime.store.dossier(SHOP, complaint.id).effects
    assert effect.state is EffectState.DONE
    mail = mailed(world, "补充", subject="照片", headers=(f"In-Reply-To: <{effect.reference}>",))
    assert world.process(mail).complaint == complaint.id


def test_an_answer_to_an_answer_is_found_by_the_names_of_every_mail_between(world: World) -> None:
    complaint = complained(world, message="1@customer.example")
    for number in (2, 3, 4):
        header = f"In-Reply-To: <{number - 1}@customer.example>"
        mail = mailed(
            world, f"第{number}封", message=f"{number}@customer.example", subject=str(number), headers=(header,)
        )
        assert world.process(mail).complaint == complaint.id


@pytest.mark.parametrize(("sender", "is_found"), [(CUSTOMER, True), (CUSTOMER.upper(), True), ("x@y.example", False)])
def test_a_tag_in_the_subject_is_good_only_for_people_of_the_complaint(
    world: World, sender: str, is_found: bool
) -> None:
    complaint = complained(world)
    outcome = world.process(mailed(world, "补充", sender=sender, subject=f"照片 [#{complaint.id}]"))
    assert (outcome.complaint == complaint.id) is is_found


def test_a_signed_token_of_another_shop_finds_nothing_there(world: World) -> None:
    complaint = complained(world)
    theirs = answered(world, complaint.id, "补充").model_copy(update={"shop": "other"})
    assert world.process(theirs).complaint != complaint.id


def test_a_conversation_goes_on_until_its_complaint_is_closed(world: World) -> None:
    first = world.process(wechat(world, TEXT, message="1")).complaint
    assert world.process(wechat(world, "还有包装", message="2")).complaint == first
    resolved(world, world.complaint(first))
    assert world.process(wechat(world, "还是坏的", message="3")).complaint == first
    assert world.complaint(first).status is Status.WAITING

    resolved(world, world.complaint(first))
    world.run_due(after=timedelta(days=8))
    second = world.process(wechat(world, "另一个物流问题", message="4")).complaint
    assert second != first
    assert world.process(wechat(world, "还没到", message="5")).complaint == second
    assert world.complaint(first).status is Status.CLOSED


def test_an_answer_to_a_resolved_complaint_reopens_it_and_cancels_the_survey(world: World) -> None:
    complaint = complained(world)
    resolved(world, complaint)
    world.clock.advance(timedelta(hours=1))
    world.process(answered(world, complaint.id, "还是坏的"))
    after = world.complaint(complaint.id)
    assert (after.status, after.reopened, after.resolution, after.close_at) == (Status.WAITING, 1, None, None)
    assert after.survey is not None
    assert after.survey.state is SurveyState.CANCELLED
    assert {clock.state for clock in after.clocks} == {ClockState.RUNNING}
    assert after.waiting_since == world.clock()
    kinds = {timer.kind for timer in world.runtime.store.dossier(SHOP, complaint.id).timers}
    assert kinds == {"clock:first_response", "clock:next_update", "clock:resolution"}


def test_an_answer_to_a_closed_complaint_reopens_it(world: World) -> None:
    complaint = complained(world)
    resolved(world, complaint)
    world.run_due(after=timedelta(days=8))
    assert world.complaint(complaint.id).status is Status.CLOSED
    world.process(answered(world, complaint.id, "还是坏的"))
    assert world.complaint(complaint.id).status is Status.WAITING


def test_an_answer_ends_the_wait_and_the_paused_clocks_run_on(world: World) -> None:
    complaint = complained(world)
    waited = waiting_for_customer(world, complaint)
    resolution = waited.clock("resolution")
    assert resolution is not None
    world.clock.advance(timedelta(hours=2))
    world.process(answered(world, complaint.id, "照片在这里"))
    after = world.complaint(complaint.id)
    assert (after.status, after.wait) == (Status.WAITING, None)
    runs = after.clock("resolution")
    assert runs is not None
    assert (runs.state, runs.due_at - resolution.due_at) == (ClockState.RUNNING, timedelta(hours=2))


def test_an_answer_to_an_assigned_complaint_leaves_it_with_its_agent(world: World) -> None:
    complaint = complained(world)
    claimed = world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.process(answered(world, complaint.id, "补充"))
    after = world.complaint(complaint.id)
    assert (after.status, after.lease) == (Status.ASSIGNED, claimed.lease)


def test_writing_twice_makes_nobody_wait_longer(world: World) -> None:
    complaint = complained(world)
    world.clock.advance(timedelta(hours=1))
    world.process(answered(world, complaint.id, "有人吗"))
    assert world.complaint(complaint.id).clocks == complaint.clocks


def test_only_the_first_message_is_acknowledged(world: World) -> None:
    complaint = complained(world)
    world.process(answered(world, complaint.id, "补充"))
    effects = world.runtime.store.dossier(SHOP, complaint.id).effects
    assert [(effect.kind, effect.to.recipient) for effect in effects] == [(EffectKind.ACKNOWLEDGEMENT, CUSTOMER)]


def test_who_cannot_be_reached_is_not_acknowledged(world: World) -> None:
    complaint = world.process(world.form(TEXT, customer={"phone": "13800000000"})).complaint
    assert world.runtime.store.dossier(SHOP, complaint).effects == ()


def test_a_sender_who_may_be_forged_is_not_acknowledged(world: World) -> None:
    mail = world.mail(b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\nSubject: Parcel\r\n\r\nIt never came.")
    distrusted = mail.model_copy(update={"headers": {**mail.headers, DISTRUST: "sender"}})
    dossier = world.runtime.store.dossier(SHOP, world.process(distrusted).complaint)
    assert (dossier.effects, dossier.messages[0].text) == ((), "It never came.")


def test_an_automatic_first_message_is_kept_and_never_acknowledged(world: World) -> None:
    complaint = complained(world, headers=AUTOMATIC)
    dossier = world.runtime.store.dossier(SHOP, complaint.id)
    assert (dossier.effects, [message.is_automatic for message in dossier.messages]) == ((), [True])
    assert complaint.clock(FIRST_RESPONSE) is not None


@pytest.mark.parametrize("prepare", [waiting_for_customer, resolved], ids=["waiting", "resolved"])
def test_an_automatic_answer_is_kept_and_moves_nothing(
    world: World, prepare: Callable[[World, Complaint], Complaint]
) -> None:
    complaint = complained(world)
    before = prepare(world, complaint)
    world.clock.advance(timedelta(minutes=5))
    mail = answered(world, complaint.id, "起火 我在休假", sender=MAILER_DAEMON, headers=AUTOMATIC)
    assert world.process(mail).complaint == complaint.id
    after = world.complaint(complaint.id)
    unmoved = {"version", "messages", "message_count", "updated_at"}
    assert after.model_dump(exclude=unmoved) == before.model_dump(exclude=unmoved)
    assert after.message_count == before.message_count + 1


def test_what_is_new_about_the_customer_is_added_and_what_was_known_stays(world: World) -> None:
    known = {"id": "buyer-1", "phone": "13800000001"}
    first = world.process(relayed(world, TEXT, external_id="1", conversation_id="c", customer=known)).complaint
    more = {"id": "buyer-1", "phone": "13900000009", "email": "a@b.example", "name": "王"}
    assert world.process(relayed(world, "补充", external_id="2", conversation_id="c", customer=more)).complaint == first
    customer = world.complaint(first).customer
    assert (customer.phone, customer.email, customer.name) == ("13800000001", "a@b.example", "王")


def test_an_order_number_named_later_becomes_the_complaints(world: World) -> None:
    complaint = complained(world)
    assert complaint.order is None
    world.process(answered(world, complaint.id, "订单20261111001"))
    found = world.complaint(complaint.id)
    assert found.order is not None
    assert found.order.number == "20261111001"
    [hit] = world.runtime.store.search(SHOP, kind="order", value="20261111001", limit=5).items
    assert hit.id == complaint.id


def test_the_first_order_number_stays(world: World) -> None:
    complaint = complained(world, "质量 订单1")
    world.process(answered(world, complaint.id, "订单2"))
    after = world.complaint(complaint.id)
    assert after.order == complaint.order


def test_the_order_number_of_the_first_message_outlives_another_in_the_same_conversation(world: World) -> None:
    first, second = (relayed(world, TEXT, external_id=one, conversation_id="c", order_id=one) for one in ("1", "2"))
    complaint = world.process(first).complaint
    assert world.process(second).complaint == complaint
    order = world.complaint(complaint).order
    assert order is not None
    assert order.number == "1"


def test_an_address_is_the_same_person_in_small_and_capital_letters(world: World) -> None:
    complaint = world.process(world.form(TEXT, customer={"email": "Wang@customer.example"})).complaint
    assert world.process(mailed(world, "补充", subject=f"照片 [#{complaint}]")).complaint == complaint


def test_severity_does_not_fall_when_an_unsure_complaint_turns_out_to_be_a_small_one(world: World) -> None:
    complaint = complained(world, "你好", subject="hi")
    assert complaint.severity == "S2"
    world.process(answered(world, complaint.id, "政策"))
    after = world.complaint(complaint.id)
    assert (after.queue, after.severity) == ("policy", "S2")


def test_a_signal_stays_when_the_message_that_gave_it_is_long_past(world: World) -> None:
    complaint = complained(world, "你好 12315", subject="hi")
    for number in range(DIGESTS_KEPT + 1):
        world.process(answered(world, complaint.id, f"嗯 {number}"))
    world.process(answered(world, complaint.id, "物流一直没动"))
    after = world.complaint(complaint.id)
    assert (after.classification.primary, after.signals) == ("logistics", complaint.signals)
    assert complaint.signals


def test_a_later_message_raises_severity_and_re_times_the_clocks_from_the_first(world: World) -> None:
    complaint = complained(world)
    world.clock.advance(timedelta(minutes=1))
    world.process(answered(world, complaint.id, "充电时起火了"))
    after = world.complaint(complaint.id)
    assert (complaint.severity, after.severity, after.queue) == ("S2", "S0", "urgent")
    for clock in after.clocks:
        before = complaint.clock(clock.kind)
        assert before is not None
        assert clock.due_at < before.due_at
        assert clock.started_at == before.started_at


def test_severity_never_falls_with_a_later_message(world: World) -> None:
    complaint = complained(world, "质量太差，充电时起火")
    for number in range(12):
        world.process(answered(world, complaint.id, f"质量 谢谢 {number}"))
    after = world.complaint(complaint.id)
    assert (after.severity, after.queue, after.assessment.signals) == ("S0", "urgent", complaint.assessment.signals)


def test_a_complaint_in_triage_is_placed_when_a_later_message_says_what_it_is_about(world: World) -> None:
    complaint = complained(world, "你好", subject="hi")
    assert complaint.queue == "triage"
    world.process(answered(world, complaint.id, "物流一直没动"))
    after = world.complaint(complaint.id)
    assert (after.queue, after.classification.primary) == ("logistics", "logistics")


def test_a_persons_correction_outlives_later_messages(world: World) -> None:
    complaint = complained(world, "你好", subject="hi")
    corrected = world.runtime.desk.reclassify(
        complaint.id, Action(by=SUPERVISOR), primary=Category.POLICY, labels=(), why="我看过了"
    )
    world.process(answered(world, complaint.id, "物流一直没动"))
    after = world.complaint(complaint.id)
    assert (after.classification, after.queue) == (corrected.classification, "policy")
    world.process(answered(world, complaint.id, "起火"))
    after = world.complaint(complaint.id)
    assert (after.classification, after.severity, after.queue) == (corrected.classification, "S0", "urgent")


@pytest.mark.parametrize(
    ("text", "queue"),
    [("物流一直没动", "attitude"), ("这是欺诈", "attitude"), ("起火", "urgent")],
    ids=["a category", "a worse matter of the same team", "a matter of another team"],
)
def test_a_later_message_takes_a_complaint_out_of_the_queue_a_person_chose_only_for_another_teams_matter(
    world: World, text: str, queue: str
) -> None:
    complaint = complained(world, "你好", subject="hi")
    world.runtime.desk.transfer(complaint.id, Action(by=SUPERVISOR), queue="attitude", why="我认识这位顾客")
    world.process(answered(world, complaint.id, text))
    assert world.complaint(complaint.id).queue == queue


def test_what_a_machine_sent_is_not_held_against_the_customers_next_message(world: World) -> None:
    complaint = complained(world)
    world.process(answered(world, complaint.id, "起火", sender=MAILER_DAEMON, headers=AUTOMATIC))
    world.process(answered(world, complaint.id, "补充"))
    assert world.complaint(complaint.id).severity == "S2"


def test_a_safety_signal_raises_an_assigned_complaint_where_it_is(world: World) -> None:
    complaint = complained(world)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.process(answered(world, complaint.id, "起火"))
    after = world.complaint(complaint.id)
    assert (after.severity, after.queue, after.assignee) == ("S0", complaint.queue, AGENT.id)


def test_a_resolved_complaint_that_is_reopened_promises_everything_anew(world: World) -> None:
    complaint = complained(world)
    resolved(world, complaint)
    world.clock.advance(timedelta(hours=3))
    world.process(answered(world, complaint.id, "还是坏的"))
    after = world.complaint(complaint.id)
    assert {clock.started_at for clock in after.clocks} == {world.clock()}
    update, before = after.clock(NEXT_UPDATE), complaint.clock(NEXT_UPDATE)
    assert update is not None
    assert before is not None
    assert update.due_at > before.due_at
