"""One promise, three queues: the fake of the tests, that of the one machine, and SQS."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber

from chalicelib.gateways.sqs import LONGEST_BODY, SqsQueue
from chalicelib.model.errors import TooLarge, Upstream
from chalicelib.model.ports import Queue
from infra.local.queue import SqliteQueue
from tests.gateways.aws import OUTAGES, client, failing
from tests.support.fakes import START, FakeQueue

NUMBERS = count()
Take = Callable[[], list[str]]


@pytest.fixture(params=["fake", "local", "sqs"])
def queue_and_take(request: pytest.FixtureRequest, aws: None, tmp_path: Path) -> tuple[Queue, Take]:
    """A queue, and what takes everything out of it."""
    if request.param == "fake":
        fake = FakeQueue()
        return fake, fake.take
    if request.param == "local":
        ids = count()
        local = SqliteQueue(tmp_path / "q.sqlite", "q", clock=START.timestamp, new_id=lambda: str(next(ids)))
        request.addfinalizer(local.close)
        return local, lambda: [one.body for one in local.receive(limit=1000, visibility_seconds=30)]
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=f"q{next(NUMBERS)}")["QueueUrl"]
    return SqsQueue(lambda: sqs, url), partial(received, sqs, url)


def received(sqs: Any, url: str) -> list[str]:
    bodies: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [message["Body"] for message in messages]
    return bodies


def test_what_was_sent_is_received(queue_and_take: tuple[Queue, Take]) -> None:
    queue, take = queue_and_take
    queue.send('{"訴願": "一"}')
    queue.send_many([f"{number}" for number in range(25)])
    assert sorted(take()) == sorted(['{"訴願": "一"}', *(f"{number}" for number in range(25))])


def test_nothing_to_send_is_no_error(queue_and_take: tuple[Queue, Take]) -> None:
    queue, take = queue_and_take
    queue.send_many([])
    assert take() == []


def test_a_message_holds_one_mebibyte(queue_and_take: tuple[Queue, Take]) -> None:
    queue, take = queue_and_take
    queue.send("x" * LONGEST_BODY)
    assert [len(body) for body in take()] == [LONGEST_BODY]


def test_more_is_too_large_and_nothing_is_sent(queue_and_take: tuple[Queue, Take]) -> None:
    queue, take = queue_and_take
    too_large = "訴" * (LONGEST_BODY // 3 + 1)
    with pytest.raises(TooLarge):
        queue.send(too_large)
    with pytest.raises(TooLarge):
        queue.send_many(["fits", too_large])
    assert take() == []


def test_a_delayed_message_is_not_there_yet(aws: None) -> None:
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="delayed")["QueueUrl"]
    SqsQueue(lambda: sqs, url).send("later", delay_seconds=900)
    assert received(sqs, url) == []
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["ApproximateNumberOfMessagesDelayed"] == "1"


@pytest.mark.parametrize("outage", OUTAGES, ids=repr)
def test_an_outage_of_sqs_may_pass(outage: Exception) -> None:
    queue = SqsQueue(lambda: failing("sqs", outage), "https://sqs.test/q")
    with pytest.raises(Upstream):
        queue.send("a")
    with pytest.raises(Upstream):
        queue.send_many(["a"])


def test_a_batch_that_sqs_took_in_part_is_a_failure() -> None:
    sqs = client("sqs")
    with Stubber(sqs) as stub:
        failed = {"Id": "1", "SenderFault": False, "Code": "InternalError"}
        stub.add_response("send_message_batch", {"Successful": [], "Failed": [failed]})
        with pytest.raises(Upstream, match="1 of 2"):
            SqsQueue(lambda: sqs, "https://sqs.test/q").send_many(["a", "b"])
