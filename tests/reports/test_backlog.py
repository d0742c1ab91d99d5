"""How old what is open is, from sums alone: at any time the same as asking every complaint."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint
from tests.support.programs import Step, programs, run
from tests.support.world import SHOP, SUPERVISOR, World


def told(world: World) -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, "backlog", first="2026-11-11", last="2026-11-11")


def overdue(world: World, heads: list[Complaint]) -> list[float]:
    now = world.clock()
    clocks = (clock for head in heads if head.status.is_open for clock in head.clocks)
    return [(now - clock.due_at).total_seconds() for clock in clocks if clock.breached_at and clock.is_open]


@settings(max_examples=15)
@given(programs)
def test_after_any_program_ages_are_those_of_the_complaints(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        heads = [world.complaint(one) for one in complaints]
        ages = [(world.clock() - head.created_at).total_seconds() for head in heads if head.status.is_open]
        late, shown = overdue(world, heads), told(world)
        assert (shown["open"], shown["overdue"]) == (len(ages), len(late))
        for name, seconds in (("mean_age_seconds", ages), ("mean_overdue_seconds", late)):
            if seconds:
                assert abs(shown[name] - sum(seconds) / len(seconds)) <= 1
            else:
                assert shown[name] is None


def test_a_broken_promise_ages_until_it_is_kept(world: World) -> None:
    complaint = world.complain("质量").id
    world.run_due(after=timedelta(hours=2))
    shown = told(world)
    assert (shown["mean_age_seconds"], shown["overdue"], shown["mean_overdue_seconds"]) == (7_200, 1, 3_600)
    assert shown["by"]["queue"]["quality"]["overdue"] == 1
    world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")
    shown = told(world)
    assert (shown["mean_age_seconds"], shown["overdue"], shown["mean_overdue_seconds"]) == (7_200, 0, None)
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    assert (told(world)["open"], told(world)["mean_age_seconds"]) == (0, None)
