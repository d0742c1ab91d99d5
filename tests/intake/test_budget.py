"""What processing one message costs, counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.model.delivery import Delivery
from tests.support.arrivals import answered, mailed, wechat
from tests.support.world import SHOP, World

MOST_CALLS = 5
KNOWN = ["BatchGetItem", "TransactWriteItems"]
ANSWER = ["BatchGetItem", "GetItem", "TransactWriteItems"]


def an_answer(world: World) -> Delivery:
    return answered(world, world.process(mailed(world, "质量")).complaint, "补充")


def another_of_a_conversation(world: World) -> Delivery:
    world.process(wechat(world, "质量", message="1"))
    return wechat(world, "还有包装", message="2")


def an_answer_to_many_mails(world: World) -> Delivery:
    references = " ".join(f"<{number}@customer.example>" for number in range(500))
    return mailed(world, "质量", headers=(f"References: {references}",))


def a_repetition(world: World) -> Delivery:
    first, again = (mailed(world, "质量", message="one@customer.example") for _ in range(2))
    world.process(first)
    return again


@pytest.mark.parametrize(
    ("make", "calls"),
    [
        (lambda world: mailed(world, "质量"), KNOWN),
        (lambda world: wechat(world, "质量", message="1"), KNOWN),
        (an_answer, ANSWER),
        (another_of_a_conversation, ANSWER),
        (an_answer_to_many_mails, KNOWN),
        (a_repetition, KNOWN),
    ],
    ids=["new mail", "new WeChat message", "answer", "conversation", "many references", "repetition"],
)
def test_a_message_costs_one_object_one_transaction_and_at_most_two_reads(
    world: World, make: Callable[[World], Delivery], calls: list[str]
) -> None:
    delivery = make(world)
    world.runtime.in_force.rules(SHOP)
    world.calls.clear()
    before = len(world.objects.kept)
    world.process(delivery)
    assert world.calls.operations == calls
    assert len(world.objects.kept) == before + 1
    assert len(calls) + 1 <= MOST_CALLS


def test_the_same_queue_message_once_more_costs_one_object_and_one_read(world: World) -> None:
    delivery = mailed(world, "质量")
    world.process(delivery)
    world.calls.clear()
    world.process(delivery)
    assert world.calls.operations == ["BatchGetItem"]
    assert len(world.objects.kept) == 1
