"""The process may die before or after any call to the outside; processed again, everything is there once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import Upstream
from chalicelib.store import Dossier
from tests.support.arrivals import answered, mailed
from tests.support.faults import Crash, CrashPoints, refuse, watch
from tests.support.understanding import understood
from tests.support.world import SHOP, World

POINTS_OF_A_NEW_COMPLAINT = 8
"""Before and after: archive, read what is known, read the shop's words, commit."""
POINTS_OF_AN_ANSWER = 8
"""The same, though the words are known by then, and the complaint is read."""

Make = Callable[[World], Delivery]


def new_complaint(world: World) -> Delivery:
    return mailed(world, "质量太差", message="one@customer.example")


def answer(world: World) -> Delivery:
    complaint = world.process(mailed(world, "质量太差", message="one@customer.example")).complaint
    return answered(world, complaint, "充电时起火", message="two@customer.example")


def dossiers(world: World) -> list[Dossier]:
    complaints = world.runtime.store.search(SHOP, kind="email", value="wang@customer.example", limit=25).items
    return [world.runtime.store.dossier(SHOP, one.id) for one in complaints]


def rows(world: World) -> list[str]:
    return sorted(map(str, world.client.scan(TableName=world.runtime.table.name)["Items"]))


@pytest.mark.parametrize(
    ("make", "points"), [(new_complaint, POINTS_OF_A_NEW_COMPLAINT), (answer, POINTS_OF_AN_ANSWER)]
)
def test_processing_passes_no_more_points_than_are_tried(world: World, make: Make, points: int) -> None:
    delivery = make(world)
    counted = CrashPoints()
    watch(world, counted)
    world.process(delivery)
    assert counted.passed == points


@pytest.mark.parametrize("point", range(POINTS_OF_A_NEW_COMPLAINT))
def test_a_crash_at_any_point_leaves_one_complaint_one_message_and_one_acknowledgement(
    world: World, point: int
) -> None:
    delivery = new_complaint(world)
    points = CrashPoints(at=point)
    watch(world, points)
    with pytest.raises(Crash):
        world.process(delivery)
    world.process(delivery)
    [dossier] = dossiers(world)
    assert (len(dossier.messages), len(dossier.effects), dossier.complaint.version) == (1, 1, 1)
    assert world.runtime.store.queue_numbers(SHOP) == {"quality": {"waiting": 1}}


@pytest.mark.parametrize("point", range(POINTS_OF_AN_ANSWER))
def test_a_crash_at_any_point_of_an_answer_leaves_one_more_message(world: World, point: int) -> None:
    delivery = answer(world)
    points = CrashPoints(at=point)
    watch(world, points)
    with pytest.raises(Crash):
        world.process(delivery)
    world.process(delivery)
    [dossier] = dossiers(world)
    assert (len(dossier.messages), len(dossier.effects), dossier.complaint.version) == (2, 1, 2)
    assert world.runtime.store.queue_numbers(SHOP)["urgent"] == {"waiting": 1}


@pytest.mark.parametrize("point", range(POINTS_OF_AN_ANSWER - 1))
def test_a_crash_before_the_commit_is_done_writes_no_row(world: World, point: int) -> None:
    delivery = answer(world)
    before = rows(world)
    watch(world, CrashPoints(at=point))
    with pytest.raises(Crash):
        world.process(delivery)
    assert rows(world) == before


@settings(max_examples=40)
@given(crashes=st.lists(st.integers(0, POINTS_OF_AN_ANSWER), max_size=6), repeated=st.integers(1, 3))
def test_any_row_of_crashes_and_repetitions_ends_in_the_same_conversation(crashes: list[int], repeated: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), assess=understood)
        points = CrashPoints()
        watch(world, points)
        deliveries = [mailed(world, "质量太差", subject="a", message="one@customer.example")]
        deliveries.append(
            mailed(
                world,
                "起火",
                subject="b",
                message="two@customer.example",
                headers=("In-Reply-To: <one@customer.example>",),
            )
        )
        for delivery in deliveries * repeated:
            for crash in crashes:
                points.at, points.passed = crash, 0
                try:
                    world.process(delivery)
                except Crash:
                    continue
            points.at = None
            world.process(delivery)
        [dossier] = dossiers(world)
        assert [message.text for message in sorted(dossier.messages, key=lambda one: one.external_id or "")] == [
            "质量太差",
            "起火",
        ]
        assert (len(dossier.effects), dossier.complaint.version, dossier.complaint.severity) == (1, 2, "S0")
        world.close()


@pytest.mark.parametrize("operation", ["BatchGetItem", "TransactWriteItems"])
@pytest.mark.parametrize(
    "code", ["ThrottlingException", "InternalServerError", "ProvisionedThroughputExceededException"]
)
def test_a_table_that_cannot_answer_now_is_asked_again_later(world: World, operation: str, code: str) -> None:
    delivery = new_complaint(world)
    refuse(world.client, operation, code)
    with pytest.raises(Upstream):
        world.process(delivery)
    assert dossiers(world) == []
    assert world.process(delivery).is_new


def test_a_table_that_cannot_be_reached_is_asked_again_later(world: World) -> None:
    delivery = new_complaint(world)

    def unplugged(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")

    world.client.meta.events.register("before-parameter-build.dynamodb", unplugged)
    with pytest.raises(Upstream):
        world.process(delivery)
    world.client.meta.events.unregister("before-parameter-build.dynamodb", unplugged)
    assert world.process(delivery).is_new


def test_an_archive_that_is_down_stops_everything_before_the_table_is_touched(world: World) -> None:
    delivery = new_complaint(world)
    world.objects.failure = Upstream("the object store is down")
    world.calls.clear()
    with pytest.raises(Upstream):
        world.process(delivery)
    assert world.calls.operations == []
