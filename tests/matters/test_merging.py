"""Merges go on with what was owed, and undone in any order they leave no trace but the history."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.desk import handling
from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, ClockState
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AlreadyClaimed, HuiyinError, IllegalTransition, InvalidInput, LostRace, MergedAway
from chalicelib.model.evolve import fold
from chalicelib.model.survey import SurveyState
from chalicelib.model.timers import timers_of
from tests.desk.invariants import check_agents
from tests.support.arrivals import mailed
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.understanding import understood
from tests.support.world import AGENT, OTHER_AGENT, SHOP, SUPERVISOR, World

TEXTS: Final = ("质量太差 订单1", "物流一直没动", "充电时起火 订单2", "12315 态度")
LINKS: Final = ("link", "unlink", "merge", "unmerge")


def complained(world: World, *texts: str) -> list[str]:
    """One after the other, a minute apart, from different people."""
    made = []
    for number, text in enumerate(texts):
        world.clock.advance(timedelta(minutes=1))
        sender = f"p{number}@customer.example"
        made.append(world.process(mailed(world, text, sender=sender, subject=f"{number}")).complaint)
    return made


def merge(world: World, secondary: str, into: str, *, by: Action | None = None) -> Complaint:
    return world.runtime.matters.merge(secondary, by or Action(by=AGENT), into=into, why="")


def unmerge(world: World, secondary: str) -> Complaint:
    return world.runtime.matters.unmerge(secondary, Action(by=AGENT), why="弄错了")


def state(world: World, *complaints: str) -> list[Complaint]:
    """Without what every commit changes."""
    same = {"version": 0, "updated_at": world.complaint(complaints[0]).created_at}
    return [world.complaint(one).model_copy(update=same) for one in complaints]


def test_the_secondary_closes_and_the_earliest_promise_the_worse_severity_go_on(world: World) -> None:
    early, late = complained(world, "质量太差", "充电时起火")
    was = world.complaint(late)
    left = merge(world, late, into=early)
    assert (left.status, left.merged_into, left.nearest_due) == (Status.CLOSED, early, None)
    assert {clock.state for clock in left.clocks} == {ClockState.CANCELLED}
    assert timers_of(left) == {}
    on = world.complaint(early)
    assert (on.absorbed, on.severity, on.nearest_due) == ((late,), Severity.S0, was.nearest_due)
    assert on.cluster == left.cluster == (early, late)
    assert world.runtime.store.queue_numbers(SHOP)["quality"]["waiting"] == 1


def test_a_promise_of_the_primary_that_is_due_earlier_stays(world: World) -> None:
    early, late = complained(world, "质量太差", "质量太差 又坏了")
    was = world.complaint(early)
    merge(world, late, into=early)
    assert world.complaint(early).clocks == was.clocks


def test_who_was_answered_is_owed_no_first_response_again(world: World) -> None:
    early, late = complained(world, "质量太差", "质量太差 又坏了")
    world.runtime.desk.reply(early, Action(by=SUPERVISOR), text="马上换")
    merge(world, late, into=early)
    first = world.complaint(early).clock(FIRST_RESPONSE)
    assert first is not None
    assert first.state is ClockState.MET


def test_its_survey_is_not_asked_and_after_the_undoing_it_is(world: World) -> None:
    early, late = complained(world, "质量太差", "物流")
    world.runtime.desk.resolve(late, Action(by=SUPERVISOR), outcome="solved", text="")
    world.run_due()
    merge(world, late, into=early)
    survey = world.complaint(late).survey
    assert survey is not None
    assert survey.state is SurveyState.CANCELLED
    sent = len(world.mailer.sent)
    for _ in ("the timer", "the letter"):
        world.run_due(after=timedelta(days=2))
    assert len(world.mailer.sent) == sent
    again = unmerge(world, late)
    assert again.status is Status.RESOLVED
    for _ in ("the timer", "the letter"):
        world.run_due()
    assert len(world.mailer.sent) == sent + 1


def test_undoing_leaves_both_as_they_were(world: World) -> None:
    early, late = complained(world, "质量太差", "充电时起火")
    world.runtime.desk.claim(late, Action(by=AGENT))
    before = state(world, early, late)
    numbers = world.runtime.store.queue_numbers(SHOP)
    merge(world, late, into=early)
    world.clock.advance(timedelta(hours=3))
    unmerge(world, late)
    assert state(world, early, late) == before
    assert world.runtime.store.queue_numbers(SHOP) == numbers


def test_what_happened_meanwhile_outlives_the_undoing(world: World) -> None:
    early, late = complained(world, "质量太差", "充电时起火")
    merge(world, late, into=early)
    world.runtime.desk.claim(early, Action(by=AGENT))
    world.runtime.desk.reply(early, Action(by=AGENT), text="请先不要充电")
    answered = world.complaint(early)
    unmerge(world, late)
    after = world.complaint(early)
    assert (after.assignee, after.message_count, after.severity) == (AGENT.id, 2, Severity.S2)
    assert after.clock(FIRST_RESPONSE) == answered.clock(FIRST_RESPONSE)
    assert world.complaint(late).status is Status.WAITING


def test_a_chain_is_undone_from_either_end(world: World) -> None:
    names = complained(world, *TEXTS[:3])
    one, two, three = names
    before = state(world, *names)
    for order in ((three, two), (two, three)):
        merge(world, three, into=two)
        merge(world, two, into=one)
        assert world.runtime.store.primary(world.complaint(three)).id == one
        assert world.complaint(one).severity is Severity.S0
        for undone in order:
            unmerge(world, undone)
        assert state(world, *names) == before


def test_whoever_holds_the_secondary_is_asked_and_a_supervisor_is_not(world: World) -> None:
    early, late = complained(world, "质量太差", "物流")
    world.runtime.desk.claim(late, Action(by=OTHER_AGENT))
    with pytest.raises(AlreadyClaimed):
        merge(world, late, into=early)
    merge(world, late, into=early, by=Action(by=SUPERVISOR))


def test_what_cannot_be_merged(world: World) -> None:
    one, two, three = complained(world, "质量太差", "物流", "态度")
    merge(world, two, into=one)
    with pytest.raises(MergedAway):
        merge(world, two, into=three)
    with pytest.raises(MergedAway) as caught:
        merge(world, one, into=two)
    assert caught.value.facts["merged_into"] == one
    with pytest.raises(InvalidInput):
        merge(world, one, into=one)
    with pytest.raises(IllegalTransition):
        unmerge(world, one)
    world.runtime.desk.resolve(three, Action(by=SUPERVISOR), outcome="solved", text="")
    with pytest.raises(IllegalTransition, match="resolved"):
        merge(world, one, into=three)


@pytest.mark.parametrize("act", ["merge", "unmerge"])
def test_a_crash_at_any_point_leaves_all_or_nothing(world: World, act: str) -> None:
    """Before and after each call: read both, commit both; for an undoing read both histories."""
    early, late = complained(world, "质量太差", "充电时起火")
    if act == "unmerge":
        merge(world, late, into=early)
    before = state(world, early, late)
    points = 4 if act == "merge" else 6
    for point in range(points):
        crash = CrashPoints(at=point)
        watch_client(world.client, crash)
        with pytest.raises(Crash):
            merge(world, late, into=early) if act == "merge" else unmerge(world, late)
        crash.at = None
        is_done = point == points - 1
        assert (state(world, early, late) != before) == is_done
        assert bool(world.complaint(late).merged_into) == (late in world.complaint(early).absorbed)


@pytest.mark.parametrize("changed", [0, 1])
def test_a_change_of_either_in_between_is_seen(world: World, changed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    both = complained(world, "质量太差", "充电时起火")
    commit = world.runtime.store.commit
    tries = []

    def raced(*changes: object) -> None:
        tries.append(changes)
        if len(tries) == 1:
            world.runtime.desk.note(both[changed], Action(by=AGENT), text="……")
            tries.append(())
        commit(*changes)  # type: ignore[arg-type]

    monkeypatch.setattr(world.runtime.store, "commit", raced)
    merge(world, both[1], into=both[0])
    assert len(tries) == 4
    assert world.complaint(both[0]).absorbed == (both[1],)


def test_one_that_always_loses_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    both = complained(world, "质量太差", "充电时起火")

    def lost(*_: object) -> None:
        raise LostRace("somebody else was first")

    monkeypatch.setattr(world.runtime.store, "commit", lost)
    with pytest.raises(HuiyinError) as caught:
        merge(world, both[1], into=both[0])
    assert caught.value.retryable


# Any sequence


@contextmanager
def four(texts: tuple[str, ...] = TEXTS) -> Iterator[tuple[World, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), assess=understood)
        yield world, complained(world, *texts)
        world.close()


def apply(world: World, step: tuple[str, int, int], names: list[str]) -> None:
    name, one, other = step
    matters, action = world.runtime.matters, Action(by=SUPERVISOR)
    world.clock.advance(timedelta(seconds=1))
    with suppress(HuiyinError):
        if name == "unmerge":
            matters.unmerge(names[one], action, why="")
        elif name == "merge":
            matters.merge(names[one], action, into=names[other], why="")
        else:
            getattr(matters, name)(names[one], action, other=names[other], why="")


steps = st.lists(st.tuples(st.sampled_from(LINKS), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=10)


@settings(max_examples=25, deadline=None)
@given(steps, st.randoms(use_true_random=False))
def test_whatever_was_linked_and_merged_undone_in_any_order_it_is_as_it_was(
    program: list[tuple[str, int, int]], random: object
) -> None:
    with four() as (world, names):
        before, numbers = state(world, *names), world.runtime.store.queue_numbers(SHOP)
        for step in program:
            apply(world, step, names)
            agrees_with_itself(world, names)
        undo_everything(world, names, random)
        assert state(world, *names) == before
        counted = world.runtime.store.queue_numbers(SHOP)
        assert {queue: {k: v for k, v in by.items() if v} for queue, by in counted.items() if any(by.values())} == {
            queue: {k: v for k, v in by.items() if v} for queue, by in numbers.items() if any(by.values())
        }


def undo_everything(world: World, names: list[str], random: object) -> None:
    undone = [("unmerge", index, 0) for index in range(len(names))]
    undone += [("unlink", one, other) for one in range(4) for other in range(one)]
    random.shuffle(undone)  # type: ignore[attr-defined]
    for step in undone:
        apply(world, step, names)


def agrees_with_itself(world: World, names: list[str]) -> None:
    """Rows equal histories, joints are said on both sides, and everybody names the same cluster."""
    for name in names:
        dossier = world.runtime.store.dossier(SHOP, name)
        one = dossier.complaint
        assert fold(dossier.events, shop=SHOP) == one
        assert {timer.kind: timer for timer in dossier.timers} == timers_of(one)
        for link in one.links:
            assert name in {back.complaint for back in world.complaint(link.complaint).links}
        for secondary in one.absorbed:
            assert world.complaint(secondary).merged_into == name
        if one.merged_into:
            assert name in world.complaint(one.merged_into).absorbed
            assert one.status is Status.CLOSED
        for member in one.cluster:
            assert world.complaint(member).cluster == one.cluster


def test_an_agent_who_holds_both_is_counted_right_through_merge_and_undoing(world: World) -> None:
    early, late = complained(world, "质量太差", "充电时起火")
    for one in (early, late):
        world.runtime.desk.claim(one, Action(by=AGENT))
    merge(world, late, into=early)
    check_agents(world, [world.complaint(one) for one in (early, late)])
    world.runtime.desk.release(early, Action(by=AGENT))
    unmerge(world, late)
    check_agents(world, [world.complaint(one) for one in (early, late)])
    assert world.complaint(late).assignee == AGENT.id


def test_flows_and_compensations_stay_where_they_were_begun(world: World) -> None:
    first, second = complained(world, "手机坏了，质量差", "手机还是坏的")
    action = Action(by=SUPERVISOR)
    handling.start_flow(world.runtime.desk, first, action, flow="exchange")
    handling.start_flow(world.runtime.desk, second, action, flow="repair")
    before = {name: world.complaint(name) for name in (first, second)}
    world.runtime.matters.merge(second, action, into=first, why="")
    for name, was in before.items():
        merged = world.complaint(name)
        assert (merged.flows, merged.compensations) == (was.flows, was.compensations)
    assert {one.kind for one in world.complaint(first).clocks} >= {"flow:exchange.review", "flow:repair.confirm"}
    world.runtime.matters.unmerge(second, action, why="")
    for name, was in before.items():
        alone = world.complaint(name)
        assert (alone.flows, alone.compensations, alone.clocks) == (was.flows, was.compensations, was.clocks)
