"""A reply to the old number after a merge reaches the complaint that goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.delivery import Delivery
from tests.support.arrivals import answered, mailed, relayed, wechat
from tests.support.world import AGENT, SUPERVISOR, World

OLD = "old@customer.example"
Reply = Callable[[World, str], Delivery]


def by_address(world: World, old: str) -> Delivery:
    return answered(world, old, "补充", sender=OLD)


def by_thread(world: World, old: str) -> Delivery:
    return mailed(world, "补充", sender=OLD, headers=("In-Reply-To: <first@customer.example>",))


def by_number(world: World, old: str) -> Delivery:
    return mailed(world, "补充", sender=OLD, subject=f"Re: 屏幕坏了 [#{old}]")


def mailed_and_merged(world: World) -> tuple[Complaint, str]:
    first = world.process(mailed(world, "质量太差", subject="1")).complaint
    old = world.process(mailed(world, "屏幕坏了", sender=OLD, message="first@customer.example")).complaint
    world.runtime.matters.merge(old, Action(by=AGENT), into=first, why="")
    return world.complaint(first), old


@pytest.mark.parametrize("reply", [by_address, by_thread, by_number])
def test_a_mail_to_the_old_one_reaches_the_one_that_goes_on(world: World, reply: Reply) -> None:
    first, old = mailed_and_merged(world)
    before = world.complaint(old)
    assert world.process(reply(world, old)).complaint == first.id
    after = world.complaint(first.id)
    assert after.message_count == first.message_count + 1
    assert (after.customer, after.reply_to) == (first.customer, first.reply_to)
    assert world.complaint(old) == before


def test_a_stranger_who_guesses_the_old_number_gets_a_complaint_of_their_own(world: World) -> None:
    first, old = mailed_and_merged(world)
    stranger = mailed(world, "不用处理了", sender="rival@stranger.example", subject=f"[#{old}]")
    assert world.process(stranger).complaint not in (first.id, old)


def test_the_old_conversation_goes_on_there_until_that_is_closed(world: World) -> None:
    first = world.process(mailed(world, "质量太差")).complaint
    old = world.process(wechat(world, "质量太差", message="1")).complaint
    world.runtime.matters.merge(old, Action(by=AGENT), into=first, why="")
    assert world.process(wechat(world, "在吗", message="2")).complaint == first
    world.runtime.desk.resolve(first, Action(by=SUPERVISOR), outcome="solved", text="")
    assert world.process(wechat(world, "又坏了", message="3")).complaint == first
    assert world.complaint(first).status is Status.WAITING


def test_a_revision_of_an_old_message_arrives_there(world: World) -> None:
    first = world.process(mailed(world, "质量太差")).complaint
    old = world.process(relayed(world, "物流", external_id="E-1")).complaint
    world.runtime.matters.merge(old, Action(by=AGENT), into=first, why="")
    again = world.process(relayed(world, "物流一直没动", external_id="E-1"))
    assert (again.complaint, again.is_new) == (first, True)
    assert world.process(relayed(world, "物流", external_id="E-1")).is_new is False


def test_it_costs_one_read_more_within_the_budget(world: World) -> None:
    _, old = mailed_and_merged(world)
    delivery = by_address(world, old)
    world.runtime.in_force.rules("demo")
    world.calls.clear()
    world.process(delivery)
    assert world.calls.operations == ["BatchGetItem", "GetItem", "GetItem", "TransactWriteItems"]


def test_after_the_undoing_it_reaches_the_old_one_again(world: World) -> None:
    _, old = mailed_and_merged(world)
    world.runtime.matters.unmerge(old, Action(by=AGENT), why="")
    assert world.process(by_address(world, old)).complaint == old
