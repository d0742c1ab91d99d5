"""Partial batch responses (SQS and DynamoDB streams), by Powertools for AWS Lambda."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BasePartialBatchProcessor, BatchProcessor, EventType

from chalicelib.model.errors import HuiyinError

logger = logging.getLogger(__name__)


class _Reporting(BatchProcessor):
    """Says why a record failed, by code and never by content."""

    def failure_handler(self, record: Any, exception: Any) -> Any:
        error = exception[1]
        code = error.code if isinstance(error, HuiyinError) else type(error).__name__
        expected = isinstance(error, HuiyinError)
        logger.log(
            logging.WARNING if expected else logging.ERROR,
            "a record failed and will come again: %s",
            code,
            exc_info=None if expected else exception,
        )
        return super().failure_handler(record, exception)


def each(event_type: EventType, event: dict[str, Any], handle: Callable[[Any], None]) -> dict[str, Any]:
    """Calls ``handle`` for every record; the answer is what Lambda's ``ReportBatchItemFailures`` wants."""
    processor: BasePartialBatchProcessor = _Reporting(event_type, raise_on_entire_batch_failure=False)

    def record_handler(record: Any) -> None:
        handle(record)

    with processor(event["Records"], handler=record_handler):
        processor.process()
    return dict(processor.response())
