"""Buyers on Amazon: what lives by a link is not sent where links are blocked, and what an agent writes goes back."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import SURVEY, EffectState
from chalicelib.model.survey import SkipReason, SurveyState
from chalicelib.store import Due
from tests.background.outbox import timer
from tests.support.arrivals import mailed
from tests.support.world import AGENT, MAIL, SHOP, World

BUYER = "sz2y5ywh1qg1vhx+133a066e@marketplace.amazon.com"
SUBJECT = "Inquiry from Amazon customer Alisa (Order: 111-0944945-3989852)"


def asked(world: World, text: str = "The mug came broken.", *, token: str = "AYOWMP58EXOS9") -> Complaint:
    framed = (
        f"------------- Begin message -------------\n\n{text}\n\n------------- End message -------------\n"
        f"\n[commMgrTok:{token}]\n"
    )
    return world.complaint(world.process(mailed(world, framed, sender=BUYER, subject=SUBJECT)).complaint)


def test_no_acknowledgement_is_sent_where_links_are_blocked(world: World) -> None:
    complaint = asked(world)
    assert complaint.channel == "amazon"
    assert complaint.reply_to is not None
    assert complaint.is_trusted
    assert world.runtime.store.dossier(SHOP, complaint.id).effects == ()


def test_the_same_message_in_another_mail_is_the_same(world: World) -> None:
    first, again, another = asked(world), asked(world), asked(world, "Hello?", token="ANOTHER0TOKEN")
    assert first.id == again.id == another.id
    assert len(world.runtime.store.dossier(SHOP, first.id).messages) == 2


def test_a_reply_goes_back_to_the_address_that_stands_for_the_buyer(world: World) -> None:
    complaint = asked(world)
    desk = world.runtime.desk
    desk.claim(complaint.id, Action(by=AGENT))
    desk.reply(complaint.id, Action(by=AGENT), text="We are sending another one.")
    [effect] = world.runtime.store.dossier(SHOP, complaint.id).effects
    due = Due(kind="effect", shop=SHOP, complaint=complaint.id, name=effect.id, at="")
    assert world.runtime.delivering.deliver(due) is EffectState.DONE
    [sent] = world.mailer.sent.values()
    assert (sent.sender, sent.recipients) == (MAIL, (BUYER,))


def test_no_survey_is_sent_where_the_platform_allows_none(world: World) -> None:
    complaint, desk = asked(world), world.runtime.desk
    desk.claim(complaint.id, Action(by=AGENT))
    desk.resolve(complaint.id, Action(by=AGENT), outcome="replaced", text="It is on its way.")
    world.clock.advance(timedelta(days=1))
    world.runtime.firing.fire(timer(world.complaint(complaint.id), SURVEY))
    survey = world.complaint(complaint.id).survey
    assert survey is not None
    assert (survey.state, survey.why) == (SurveyState.SKIPPED, SkipReason.PLATFORM)
