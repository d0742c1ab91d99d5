"""After-sales, compensations and audits in any order: counted again from the events, every number is the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.aftersales.flows import flow_book
from chalicelib.counting.spending import COMPENSATED, HELD_SUM, PARCELS, STORED_SUM
from chalicelib.desk import handling
from chalicelib.desk.auditing import audit, checklist
from chalicelib.desk.compensating import Proposal, compensate
from chalicelib.desk.desk import Action
from chalicelib.model.audit import Verdict
from chalicelib.model.errors import HuiyinError
from chalicelib.store.histories import differing
from tests.support.understanding import understood
from tests.support.world import ADMIN, AGENT, SHOP, SUPERVISOR, World

from .test_recount import kept

FLOWS: Final = ("return", "repair", "exchange")
Do = Callable[[World, str], object]


def begins(flow: str) -> Do:
    return lambda world, one: handling.start_flow(world.runtime.desk, one, Action(by=SUPERVISOR), flow=flow)


def goes_on(world: World, one: str) -> None:
    """Every flow by a step, on the way that is named first."""
    for run in world.complaint(one).flows:
        if run.current:
            following = (*flow_book().flow(run.flow).step(run.current.step).next, None)[0]
            action = Action(by=SUPERVISOR)
            handling.advance_flow(world.runtime.desk, one, action, flow=run.flow, to=following, why="x")


def goes_to_its_end(world: World, one: str) -> None:
    while any(run.is_running for run in world.complaint(one).flows):
        goes_on(world, one)


def compensated(world: World, one: str) -> None:
    proposal = Proposal(amount=Decimal("7.25"), currency="CNY", basis="goodwill", owed_as=None, why="x")
    compensate(world.runtime.desk, one, Action(by=SUPERVISOR), proposal)


def audited(world: World, one: str) -> None:
    answers = {point.id: Verdict.YES for point in checklist().points}
    audit(world.runtime.desk, one, Action(by=ADMIN), answers=answers, note="")


ACTIONS: Final[dict[str, Do]] = {
    **{f"{flow} begins": begins(flow) for flow in FLOWS},
    "goes on": goes_on,
    "goes to its end": goes_to_its_end,
    "claim": lambda world, one: world.runtime.desk.claim(one, Action(by=AGENT)),
    "release": lambda world, one: world.runtime.desk.release(one, Action(by=AGENT)),
    "compensated": compensated,
    "resolve": lambda world, one: world.runtime.desk.resolve(one, Action(by=SUPERVISOR), outcome="refunded", text=""),
    "reopen": lambda world, one: world.runtime.desk.reopen(one, Action(by=SUPERVISOR), why="x"),
    "audited": audited,
    "a day": lambda world, _: world.run_due(after=timedelta(days=1)),
}


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(list(ACTIONS)), st.integers(0, 1)), min_size=10, max_size=35))
def test_whatever_became_of_them_they_are_counted_again_to_the_byte(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), assess=understood)
        complaints = [world.complain("质量").id, world.complain("手机坏了，我要求维修").id]
        for name, which in steps:
            world.clock.advance(timedelta(minutes=7))
            with suppress(HuiyinError):
                ACTIONS[name](world, complaints[which])
        histories = world.runtime.histories
        assert differing(histories.recounted(SHOP), histories.kept(SHOP)) == []
        heads = [world.complaint(one) for one in complaints]
        work = kept(world, "work")
        given_away = sum(one.amount for head in heads for one in head.compensations if one.state == "offered")
        assert work[f"{COMPENSATED}|currency|CNY"] == given_away * 100
        world.close()


def test_hours_held_parcels_and_days_in_store_are_counted_when_they_end(world: World) -> None:
    complaint = world.complain("质量").id
    world.runtime.desk.claim(complaint, Action(by=AGENT))
    world.clock.advance(timedelta(minutes=10))
    world.runtime.desk.heartbeat(complaint, Action(by=AGENT))
    world.clock.advance(timedelta(minutes=10))
    assert kept(world, "work")[HELD_SUM] == 0
    world.runtime.desk.transfer(complaint, Action(by=AGENT), queue="policy", why="x")
    assert kept(world, "work")[HELD_SUM] == 20 * 60
    begins("exchange")(world, complaint)
    for _ in range(5):
        world.clock.advance(timedelta(days=1))
        goes_on(world, complaint)
    work = kept(world, "work")
    assert (work[PARCELS], work[STORED_SUM]) == (2, 2 * 86_400)
