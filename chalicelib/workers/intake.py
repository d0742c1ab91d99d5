"""The intake queue and its dead letters."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.batch import EventType

from chalicelib.channels.email.ses import SesNotice, delivery_source
from chalicelib.intake.accept import read_delivery
from chalicelib.intake.mail import mail_account, mail_delivery, stable_id
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload
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
        runtime.processing.process(_delivery(runtime, record.body))
    except MalformedPayload as error:
        entry = runtime.quarantining.put(
            record.body, code=error.code, reason=error.detail, message_id=record.message_id
        )
        logger.warning("a delivery went to quarantine: %s %s", entry.id, error.code)


def _delivery(runtime: Runtime, body: str) -> Delivery:
    """A delivery of ours, or the notice of Amazon SES that a mail lies in a bucket."""
    notice = delivery_source(body)
    return _of_mail(runtime, notice) if notice else read_delivery(body)


def _of_mail(runtime: Runtime, notice: SesNotice) -> Delivery:
    return mail_delivery(
        mail_account(runtime.accounts, notice.recipients),
        id=stable_id(notice.message_id),
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
    entry = current().quarantining.put(
        record.body,
        code="failed_too_often",
        reason="processing failed at every attempt; see the log of process_intake",
        message_id=record.message_id,
    )
    logger.error("a dead letter went to quarantine: %s", entry.id)
