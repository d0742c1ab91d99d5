"""What a merged complaint still owes goes on; what cannot be delivered is a task of the one that goes on."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Status
from chalicelib.model.effect import EffectState
from chalicelib.model.errors import Undeliverable
from tests.support.arrivals import mailed
from tests.support.world import AGENT, SHOP, SUPERVISOR, World


def replied_and_merged(world: World) -> tuple[str, str]:
    first = world.process(mailed(world, "质量太差", subject="1", sender="one@customer.example")).complaint
    old = world.process(mailed(world, "物流", subject="2", sender="two@customer.example")).complaint
    world.runtime.desk.reply(old, Action(by=SUPERVISOR), text="在查")
    world.runtime.matters.merge(old, Action(by=AGENT), into=first, why="")
    return first, old


def test_letters_that_were_owed_go_out(world: World) -> None:
    _, old = replied_and_merged(world)
    world.run_due()
    assert {one.state for one in world.runtime.store.dossier(SHOP, old).effects} == {EffectState.DONE}


def test_a_reply_that_reaches_nobody_wakes_the_one_that_goes_on(world: World) -> None:
    first, old = replied_and_merged(world)
    world.runtime.desk.resolve(first, Action(by=SUPERVISOR), outcome="solved", text="")
    before = world.complaint(old)
    world.mailer.failure = Undeliverable("refused")
    for _ in range(3):
        world.run_due(after=timedelta(minutes=1))
    left, on = world.runtime.store.dossier(SHOP, old), world.complaint(first)
    [reply] = [one for one in left.effects if one.text == "在查"]
    assert reply.state is EffectState.FAILED
    assert left.events[-1].body.type == "undelivered"
    assert (left.complaint.status, left.complaint.tasks) == (Status.CLOSED, ())
    assert (on.status, [task.id for task in on.tasks]) == (Status.WAITING, [reply.id])
    assert left.complaint.merged_into == before.merged_into == first
