"""Amazon's queue: notifications of the Selling Partner API become deliveries, durable before they leave the queue.

The queue is apart from ours, because Amazon may write to it and must not be able to write a delivery.
"""

from __future__ import annotations

import logging
from typing import Any

from aws_lambda_powertools.utilities.batch import EventType

from chalicelib.channels.amazon.channel import AmazonChannel
from chalicelib.channels.amazon.notification import read_notification
from chalicelib.intake.accept import accept, stable_id
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, NotFound
from chalicelib.runtime import current

from .batches import each

logger = logging.getLogger(__name__)


def accept_amazon(event: dict[str, Any]) -> dict[str, Any]:
    """What is no notification, or of a seller nobody connected, goes to quarantine."""
    return each(EventType.SQS, event, _accept)


def _accept(record: Any) -> None:
    runtime = current()
    try:
        notification = read_notification(record.body.encode())
        account = runtime.accounts.get(AmazonChannel.name, notification.seller)
    except (MalformedPayload, NotFound) as error:
        entry = runtime.quarantining.put(
            record.body, code=error.code, reason=error.detail, message_id=record.message_id
        )
        logger.warning("a notification went to quarantine: %s %s", entry.id, error.code)
        return
    delivery = Delivery(
        id=stable_id(f"{AmazonChannel.name} {account.shop} {notification.id}"),
        shop=account.shop,
        channel=AmazonChannel.name,
        account=account.account,
        received_at=runtime.clock(),
        body=record.body.encode(),
    )
    accept(delivery, queue=runtime.intake_queue, objects=runtime.objects)
