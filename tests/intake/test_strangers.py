"""Nobody who only knows something about a customer gets to read, answer for, or be answered as that customer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.channels.email.envelope import DISTRUST
from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.desk.desk import Action
from chalicelib.intake.mail import mail_accounts
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import IdempotencyMismatch, MalformedPayload
from chalicelib.model.ports import ChannelAccount
from chalicelib.model.survey import SkipReason, SurveyState
from chalicelib.web.form_intake import accept_form, form_account
from chalicelib.web.status_api import visible_to
from tests.support.arrivals import answered, mailed
from tests.support.world import AGENT, MAIL, SHOP, World

VICTIM = {"phone": "13800138001", "email": "victim@customer.example"}
ORDER = {"number": "2711884213377510001"}
TEXT = "快递显示签收，我没有收到"


def sent(world: World, text: str, *, key: str | None = None, source: str = "192.0.2.1", **about: Any) -> Complaint:
    """A form sent over HTTP, and the complaint it ends up in."""
    form, account = ComplaintForm.model_validate({"text": text, **about}), form_account(world.runtime, SHOP)
    accept_form(world.runtime, form, account, key=key, source=source)
    [outcome] = world.process_queue()
    return world.complaint(outcome.complaint)


def test_the_same_phone_and_order_with_another_address_is_another_complaint(world: World) -> None:
    victims = sent(world, TEXT, customer=VICTIM, order=ORDER)
    strangers = sent(world, "我也问问", customer={**VICTIM, "email": "evil@stranger.example"}, order=ORDER)
    assert strangers.id != victims.id
    assert world.complaint(victims.id) == victims


def test_the_same_person_about_the_same_order_is_one_complaint(world: World) -> None:
    first = sent(world, TEXT, customer=VICTIM, order=ORDER)
    assert sent(world, "还是没有消息", customer=VICTIM, order=ORDER).id == first.id


def test_a_stranger_who_answers_a_letter_does_not_become_who_we_answer(world: World) -> None:
    complaint = world.complaint(world.process(mailed(world, TEXT)).complaint)
    answer = answered(world, complaint.id, "我是他朋友", sender="friend@stranger.example")
    world.process(answer)
    after = world.complaint(complaint.id)
    assert (after.reply_to, after.customer) == (complaint.reply_to, complaint.customer)
    assert after.message_count == 2


def test_a_link_shows_everything_to_who_opened_it_and_only_their_own_words_to_who_added(world: World) -> None:
    opening, adding = (world.form(text, customer=VICTIM, order=ORDER) for text in (TEXT, "补充一句"))
    complaint = world.process(opening).complaint
    world.process(adding)
    messages = world.runtime.store.dossier(SHOP, complaint).messages
    assert visible_to(messages, opening.id) is None
    assert visible_to(messages, complaint) is None
    assert [message.text for message in visible_to(messages, adding.id) or ()] == ["补充一句"]


def test_two_people_may_choose_the_same_key(world: World) -> None:
    mine = sent(world, TEXT, key="1", customer={"email": "a@customer.example"})
    theirs = sent(world, "客服不理人", key="1", customer={"email": "b@customer.example"})
    assert mine.id != theirs.id
    with pytest.raises(IdempotencyMismatch):
        sent(world, "别的事", key="1", customer={"email": "a@customer.example"})


def test_people_without_a_name_are_told_apart_by_where_they_write_from(world: World) -> None:
    assert sent(world, TEXT, key="1").id != sent(world, TEXT, key="1", source="192.0.2.2").id


def test_the_form_cannot_fill_a_mailbox_nor_put_words_into_our_letters(world: World) -> None:
    for number in range(3):
        sent(world, f"{TEXT}{number}", subject="【官方】您已中奖", customer={"email": "target@customer.example"})
    world.run_due()
    [mail] = world.mailer.sent.values()
    assert "target@customer.example" in mail.recipients
    world.clock.advance(timedelta(hours=1))
    sent(world, "一小时以后", subject="【官方】", customer={"email": "target@customer.example"})
    world.run_due()
    assert len(world.mailer.sent) == 2
    assert not any("官方".encode() in one.raw for one in world.mailer.sent.values())


def test_a_machine_or_a_forged_sender_is_asked_no_survey(world: World) -> None:
    forged = mailed(world, TEXT)
    forged = forged.model_copy(update={"headers": {**forged.headers, DISTRUST: "sender"}})
    for delivery in (mailed(world, TEXT, subject="自动回复", headers=("Auto-Submitted: auto-replied",)), forged):
        complaint = world.process(delivery).complaint
        world.runtime.desk.claim(complaint, Action(by=AGENT))
        world.runtime.desk.resolve(complaint, Action(by=AGENT), outcome="explained", text="")
        world.run_due(after=timedelta(days=1))
        survey = world.complaint(complaint).survey
        assert survey
        assert (survey.state, survey.why) == (SurveyState.SKIPPED, SkipReason.UNTRUSTED)
    assert world.mailer.sent == {}


def test_a_mail_for_two_shops_is_for_both(world: World) -> None:
    world.accounts.add(ChannelAccount(channel="email", account="help@other.example", shop="other"))
    found = mail_accounts(world.accounts, [MAIL, "help@other.example", MAIL.upper()])
    assert [(account.shop, account.account) for account in found] == [(SHOP, MAIL), ("other", "help@other.example")]
    with pytest.raises(MalformedPayload):
        mail_accounts(world.accounts, ["nobody@nowhere.example"])


def test_a_later_signal_is_heard_and_a_later_parcel_is_found(tmp_path: Path) -> None:
    world = World(tmp_path)
    complaint = world.complain("手机用了两天屏幕就坏了，要求换货", customer=VICTIM, order=ORDER)
    world.process(world.form("快递单号 SF1234567890123，我要转人工", customer=VICTIM, order=ORDER))
    after = world.complaint(complaint.id)
    assert set(complaint.signals) < set(after.signals)
    assert after.assessment.evidence == complaint.assessment.evidence
    [found] = world.runtime.store.search(SHOP, kind="tracking", value="SF1234567890123", limit=5).items
    assert found.id == complaint.id
