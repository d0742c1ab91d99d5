"""Macros: all their actions in one transaction, or none."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from chalicelib.desk.desk import Action
from chalicelib.desk.macros import Macro, macro_book, run_macro
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AlreadyClaimed, IllegalTransition, InvalidInput, NotFound
from chalicelib.model.evolve import fold
from chalicelib.model.message import Direction
from chalicelib.routing.rules import queues
from chalicelib.routing.titles import LANGUAGES
from tests.support.world import AGENT, OTHER_AGENT, SHOP, World


def claimed(world: World) -> Complaint:
    return world.runtime.desk.claim(world.complain().id, Action(by=AGENT))


def test_a_macro_answers_and_resolves_in_one_transaction(world: World) -> None:
    complaint = claimed(world)
    world.calls.clear()
    done = run_macro(world.runtime.desk, complaint.id, Action(by=AGENT), macro="refunded_and_done", text=None)
    assert world.calls.operations == ["GetItem", "TransactWriteItems"]
    assert (done.status, done.version) == (Status.RESOLVED, complaint.version + 1)
    dossier = world.runtime.store.dossier(SHOP, complaint.id)
    answer = next(one for one in dossier.messages if one.direction is Direction.OUTBOUND)
    assert complaint.id in answer.text
    assert [one.message for one in dossier.effects if one.kind == "reply"] == [answer.id]
    assert fold(dossier.events, shop=SHOP) == dossier.complaint


def test_the_agents_words_take_the_place_of_the_canned_ones(world: World) -> None:
    complaint = claimed(world)
    run_macro(world.runtime.desk, complaint.id, Action(by=AGENT), macro="ask_for_photos", text="请发照片。")
    dossier = world.runtime.store.dossier(SHOP, complaint.id)
    assert dossier.complaint.status is Status.WAITING_CUSTOMER
    assert [one.text for one in dossier.messages if one.direction is Direction.OUTBOUND] == ["请发照片。"]


def test_a_step_that_may_not_be_done_leaves_nothing_done(world: World) -> None:
    complaint = claimed(world)
    with pytest.raises(AlreadyClaimed):
        run_macro(world.runtime.desk, complaint.id, Action(by=OTHER_AGENT), macro="refunded_and_done", text=None)
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="explained", text="")
    resolved = world.complaint(complaint.id)
    with pytest.raises((IllegalTransition, AlreadyClaimed)):
        run_macro(world.runtime.desk, complaint.id, Action(by=AGENT), macro="refunded_and_done", text=None)
    assert world.complaint(complaint.id) == resolved


def test_what_needs_words_says_so(world: World) -> None:
    complaint = claimed(world)
    with pytest.raises(InvalidInput, match="needs your answer"):
        run_macro(world.runtime.desk, complaint.id, Action(by=AGENT), macro="explained_and_done", text=None)
    with pytest.raises(InvalidInput, match="blanks"):
        run_macro(world.runtime.desk, complaint.id, Action(by=AGENT), macro="explained_and_done", text="因为【原因】。")
    done = run_macro(world.runtime.desk, complaint.id, Action(by=AGENT), macro="explained_and_done", text="因为……")
    assert done.status is Status.RESOLVED


def test_a_reply_with_a_blank_is_not_sent(world: World) -> None:
    complaint = claimed(world)
    with pytest.raises(InvalidInput):
        world.runtime.desk.reply(complaint.id, Action(by=AGENT), text="请寄到【退货地址】。")
    assert world.runtime.desk.reply(complaint.id, Action(by=AGENT), text="【回音】您好。").message_count == 2


def test_an_unknown_macro_names_those_there_are(world: World) -> None:
    with pytest.raises(NotFound):
        run_macro(world.runtime.desk, claimed(world).id, Action(by=AGENT), macro="nothing", text=None)


def test_the_macros_that_ship_name_queues_there_are() -> None:
    known = {one.id for one in queues()}
    for macro in macro_book().macros:
        assert all(step.queue in known for step in macro.steps if step.does == "transfer")


def test_a_macro_answers_once_and_has_words_for_it() -> None:
    titles = dict.fromkeys(LANGUAGES, "x")
    for steps in ([{"does": "reply"}], [{"does": "reply", "texts": titles}] * 2):
        with pytest.raises(ValidationError):
            Macro.model_validate({"id": "x", "titles": titles, "steps": steps})
