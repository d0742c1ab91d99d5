"""Counted again from the events, the numbers are the same to the byte, whatever happened in between."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings

from chalicelib.desk.desk import Action
from chalicelib.model.errors import IllegalTransition
from chalicelib.store import numbers
from chalicelib.store.histories import Histories, differing
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.hearing import publish
from tests.support.orders import order
from tests.support.programs import Step, programs, run
from tests.support.world import SHOP, SUPERVISOR, World


def histories(world: World) -> Histories:
    return world.runtime.histories


def to_the_byte(moves: numbers.Moves) -> dict[numbers.Place, dict[str, int]]:
    return {place: dict(counts) for place, counts in moves.items()}


@settings(max_examples=10)
@given(programs)
def test_a_random_life_is_counted_again_to_the_byte(program: list[Step]) -> None:
    with run(program) as (world, _):
        for known in (order(), order(number="2", paid_at="2026-11-03T10:05:00+08:00")):
            world.runtime.orders.put(SHOP, (known,))
            world.runtime.reconsidering.order_changed(SHOP, known)
        found = histories(world)
        assert to_the_byte(found.recounted(SHOP)) == to_the_byte(found.kept(SHOP))


def test_merges_and_their_undoing_are_counted_again(world: World) -> None:
    one, other = world.complain("质量").id, world.complain("物流").id
    world.runtime.desk.resolve(one, Action(by=SUPERVISOR), outcome="solved", text="")
    world.runtime.matters.merge(one, Action(by=SUPERVISOR), into=other, why="同一件事")
    found = histories(world)
    assert differing(found.recounted(SHOP), found.kept(SHOP)) == []
    world.runtime.matters.unmerge(one, Action(by=SUPERVISOR), why="弄错了")
    assert differing(found.recounted(SHOP), found.kept(SHOP)) == []


def test_what_is_wrong_is_named_and_put_right(world: World) -> None:
    complaint = world.complain("质量").id
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    found = histories(world)
    right = found.recounted(SHOP)
    lost, doubled = [place for place in right if place[0].endswith(("volumes", "work"))]
    world.client.delete_item(TableName=world.runtime.table.name, Key={"PK": {"S": lost[0]}, "SK": {"S": lost[1]}})
    found.correct({doubled: right[doubled]}, {})
    wrong = found.kept(SHOP)
    assert differing(right, wrong) == sorted((lost, doubled))
    found.correct(right, wrong)
    assert to_the_byte(found.kept(SHOP)) == to_the_byte(right)


def test_a_row_of_very_many_numbers_is_put_right(world: World) -> None:
    place = ("N#demo#work", "2026-11-11#03")
    many = Counter({f"answered_wall_{number}|queue|a_queue_with_a_name": number for number in range(1, 1_001)})
    histories(world).correct({place: many}, {})
    assert to_the_byte(histories(world).kept(SHOP))[place] == dict(many)


def test_a_shop_is_counted_by_itself(world: World) -> None:
    world.complain("质量")
    assert histories(world).recounted("other") == {}
    assert list(histories(world).events("other")) == []


def test_a_record_of_the_stream_that_comes_twice_moves_no_number(world: World) -> None:
    complaint = world.complain("质量")
    kept = histories(world).kept(SHOP)
    for _ in range(3):
        publish(world, complaint)
    assert histories(world).kept(SHOP) == kept


@pytest.mark.parametrize("at", range(4))
def test_an_act_that_dies_counts_as_often_as_it_happened(world: World, at: int) -> None:
    """Before and after the read and the transaction; whoever retries does it once."""
    complaint = world.complain("质量").id
    points = CrashPoints(at=at)
    watch_client(world.client, points)
    with pytest.raises(Crash):
        world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    found = histories(world)
    assert differing(found.recounted(SHOP), found.kept(SHOP)) == []
    with suppress(IllegalTransition):
        world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    assert sum(counts["resolved"] for (name, _), counts in found.kept(SHOP).items() if name.endswith("#work")) == 1
    assert differing(found.recounted(SHOP), found.kept(SHOP)) == []
