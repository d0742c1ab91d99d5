"""SQS as ``model.ports.Queue``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.model.errors import TooLarge, Upstream

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BATCH: Final = 10
"""Messages a ``SendMessageBatch`` may carry."""

LONGEST_BODY: Final = 1024 * 1024
"""Bytes of a message, and of a whole batch."""


class SqsQueue:
    """``connect`` gives the client; it is called when the queue is first used."""

    def __init__(self, connect: Callable[[], SQSClient], url: str) -> None:
        self.connect = connect
        self.url = url

    def send(self, body: str, *, delay_seconds: int = 0) -> None:
        _require_size(body)
        try:
            self.connect().send_message(QueueUrl=self.url, MessageBody=body, DelaySeconds=delay_seconds)
        except (ClientError, BotoCoreError) as error:
            raise Upstream("the queue did not take the message") from error

    def send_many(self, bodies: Sequence[str]) -> None:
        for body in bodies:
            _require_size(body)
        for start in range(0, len(bodies), BATCH):
            entries = [
                {"Id": str(index), "MessageBody": body} for index, body in enumerate(bodies[start : start + BATCH])
            ]
            try:
                answer = self.connect().send_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]
            except (ClientError, BotoCoreError) as error:
                raise Upstream("the queue did not take the messages") from error
            if answer.get("Failed"):
                raise Upstream(f"the queue refused {len(answer['Failed'])} of {len(entries)} messages")


def _require_size(body: str) -> None:
    if len(body.encode()) > LONGEST_BODY:
        raise TooLarge(f"a message holds at most {LONGEST_BODY} bytes")
