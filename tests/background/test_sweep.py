"""The sweep finds everything that is due, says how late it is, and forgets nothing when it cannot say it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.background import sweep
from chalicelib.background.sweep import Swept
from chalicelib.model.effect import EffectState
from chalicelib.model.errors import MalformedPayload, Upstream
from chalicelib.store import Due, outbox
from tests.background.outbox import effects, reference
from tests.desk.situations import assigned, waiting
from tests.support.fakes import START
from tests.support.world import SHOP, World

MINUTE = timedelta(minutes=1)
NOTHING = Swept(timers=0, effects=0, lag_seconds=0.0)


def found(world: World) -> set[tuple[str, str, str]]:
    world.runtime.sweeping.sweep()
    return {(due.kind, due.complaint, due.name) for due in map(sweep.read, world.due.take())}


def acknowledged(world: World) -> str:
    """A complaint whose acknowledgement has left."""
    complaint = waiting(world)
    [acknowledgement] = effects(world, complaint)
    assert world.runtime.delivering.deliver(reference(acknowledgement)) is EffectState.DONE
    return complaint.id


def test_nothing_due_is_nothing_sent(world: World) -> None:
    acknowledged(world)
    assert world.runtime.sweeping.sweep() == NOTHING
    assert world.due.bodies == []


def test_what_is_due_is_named_and_what_is_not_is_left(world: World) -> None:
    complaint = assigned(world)
    [acknowledgement] = effects(world, complaint)
    assert found(world) == {("effect", complaint.id, acknowledgement.id)}
    world.clock.advance(30 * MINUTE)
    assert found(world) == {
        ("effect", complaint.id, acknowledgement.id),
        ("timer", complaint.id, "lease"),
        ("timer", complaint.id, "clock:first_response"),
    }


def test_the_lag_is_that_of_the_latest(world: World) -> None:
    acknowledged(world)
    world.clock.advance(5 * MINUTE)
    acknowledged(world)
    world.clock.now = START + 55 * MINUTE
    assert world.runtime.sweeping.sweep() == Swept(timers=2, effects=0, lag_seconds=25 * 60.0)


def test_an_effect_to_be_tried_again_is_found_when_its_time_has_come(world: World) -> None:
    complaint = waiting(world)
    [acknowledgement] = effects(world, complaint)
    world.mailer.failure = Upstream("down")
    world.runtime.delivering.deliver(reference(acknowledgement))
    assert found(world) == set()
    world.clock.advance(timedelta(seconds=10))
    assert found(world) == {("effect", complaint.id, acknowledgement.id)}


def test_a_storm_is_worked_off_in_portions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "LONGEST", 3)
    for _ in range(5):
        waiting(world)
    assert world.runtime.sweeping.sweep().effects == 3
    for due in map(sweep.read, world.due.take()):
        world.runtime.delivering.deliver(due)
    assert world.runtime.sweeping.sweep().effects == 2


def test_what_could_not_be_sent_is_still_due(world: World) -> None:
    waiting(world)
    world.due.failure = Upstream("the queue is down")
    with pytest.raises(Upstream):
        world.runtime.sweeping.sweep()
    world.due.failure = None
    assert world.runtime.sweeping.sweep().effects == 1


def test_a_part_of_the_index_longer_than_a_page_is_read_to_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "SWEEP_PAGE", 2)
    complaints = {waiting(world).id for _ in range(30)}
    assert {complaint for _, complaint, _ in found(world)} == complaints


@given(
    st.builds(
        Due,
        kind=st.sampled_from(["effect", "timer"]),
        shop=st.text(),
        complaint=st.text(),
        name=st.text(),
        at=st.text(),
    )
)
def test_a_reference_is_read_as_it_was_written(due: Due) -> None:
    assert sweep.read(sweep.written(due)) == due


@pytest.mark.parametrize("body", ["", "no JSON", "[]", "null", "{}", json.dumps({"kind": "timer", "shop": SHOP})])
def test_anything_else_is_malformed(body: str) -> None:
    with pytest.raises(MalformedPayload):
        sweep.read(body)
