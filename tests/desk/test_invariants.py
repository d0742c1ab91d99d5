"""Random programs of agents, customers and time never leave a complaint without an owner, a promise or a history."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.desk.desk import Action
from chalicelib.model.errors import Conflict, Forbidden
from tests.desk.invariants import check
from tests.desk.situations import ACTIONS, LOGISTICS, QUALITY, SAFETY, customer_writes, waiting
from tests.support.understanding import understood
from tests.support.world import AGENT, OTHER_AGENT, SUPERVISOR, World

PEOPLE = {one.id: one for one in (AGENT, OTHER_AGENT, SUPERVISOR)}
places = st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.sampled_from(sorted(ACTIONS)), places, st.sampled_from(sorted(PEOPLE))),
    st.tuples(st.just("customer"), places, st.sampled_from(["还没有收到", SAFETY])),
    st.tuples(st.just("time"), st.just(0), st.sampled_from(["0:20", "0:31", "5:00", "24:00", "170:00"])),
)


def take(world: World, complaints: list[str], step: tuple[str, int, str]) -> None:
    """One step, which may be refused."""
    name, place, detail = step
    if name == "time":
        hours, minutes = detail.split(":")
        world.run_due(after=timedelta(hours=int(hours), minutes=int(minutes)))
    elif name == "customer":
        customer_writes(world, world.complaint(complaints[place]), detail)
    else:
        with suppress(Conflict, Forbidden):
            ACTIONS[name](world.runtime.desk, complaints[place], Action(by=PEOPLE[detail]))


@settings(max_examples=40)
@given(st.lists(steps, min_size=1, max_size=25))
def test_any_program_keeps_the_invariants(program: list[tuple[str, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder), assess=understood)
        complaints = [waiting(world, QUALITY).id, waiting(world, LOGISTICS).id]
        for step in program:
            take(world, complaints, step)
            check(world, complaints)
        world.close()
