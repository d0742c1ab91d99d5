"""The intake queue and its dead letters."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.batch import EventType

from chalicelib.channels.email.ses import SesNotice, delivery_source
from chalicelib.intake.accept import read_delivery, stable_id, written
from chalicelib.intake.mail import mail_accounts, mail_delivery
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.ports import ChannelAccount
from chalicelib.runtime import Runtime, current

from .batches import each

logger = logging.getLogger(__name__)


def process_intake(event: dict[str, Any]) -> dict[str, Any]:
    """What can never be processed goes to quarantine at once; what may pass comes again; the rest dies to
    ``park_dead_letters``.
    """
    return each(EventType.SQS, event, _process)


def park_dead_letters(event: dict[str, Any]) -> dict[str, Any]:
    """Deliveries that failed too often: visible in quarantine, replayable."""
    return each(EventType.SQS, event, _park)


def _process(record: Any) -> None:
    runtime = current()
    try:
        deliveries = _deliveries(runtime, record.body)
    except MalformedPayload as error:
        _quarantine(record, record.body, code=error.code, reason=error.detail)
        return
    for delivery in deliveries:
        try:
            runtime.processing.process(delivery)
        except MalformedPayload as error:
            _quarantine(record, written(delivery), code=error.code, reason=error.detail)


def _quarantine(record: Any, body: str, *, code: str, reason: str) -> None:
    entry = current().quarantining.put(body, code=code, reason=reason, message_id=record.message_id)
    logger.warning("a delivery went to quarantine: %s %s", entry.id, code)


def _deliveries(runtime: Runtime, body: str) -> list[Delivery]:
    """A delivery of ours, or the notice of Amazon SES that a mail lies in a bucket: one for each shop it is for."""
    notice = delivery_source(body)
    if notice is None:
        return [read_delivery(body)]
    return [_of_mail(runtime, notice, account) for account in mail_accounts(runtime.accounts, notice.recipients)]


def _of_mail(runtime: Runtime, notice: SesNotice, account: ChannelAccount) -> Delivery:
    return mail_delivery(
        account,
        id=stable_id(f"{notice.message_id} {account.shop} {account.account}"),
        received_at=runtime.clock(),
        sender=notice.sender,
        recipients=notice.recipients,
        body_object=f"s3://{notice.bucket}/{notice.key}",
        distrust=list(_distrust(notice)),
    )


def _distrust(notice: SesNotice) -> Iterator[str]:
    if not notice.is_authentic:
        yield "sender"
    if notice.has_virus:
        yield "virus"


def _park(record: Any) -> None:
    for body in _bodies(current(), record.body):
        _quarantine(
            record,
            body,
            code="failed_too_often",
            reason="processing failed at every attempt; see the log of process_intake",
        )


def _bodies(runtime: Runtime, body: str) -> list[str]:
    """What to keep of a dead letter: its deliveries, so that each shop finds its own; else the letter as it is."""
    try:
        return [written(delivery) for delivery in _deliveries(runtime, body)]
    except MalformedPayload:
        return [body]
