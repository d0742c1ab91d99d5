"""Every line of the log is masked, whoever writes it: our rooms, a library, a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from chalicelib.understanding.privacy import withhold

_LONGEST_CHAIN: Final = 10


def mask_logs() -> None:
    """From now on no record is made that holds what ``withhold`` finds, whichever handler takes it. Fields beside the
    message (``extra``) are ids and numbers in this project, and are left alone.
    """
    if not isinstance(logging.getLogRecordFactory(), _Masking):
        logging.setLogRecordFactory(_Masking(logging.getLogRecordFactory()))


class _Masking:
    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: Any, **named: Any) -> logging.LogRecord:
        record = self._make(*args, **named)
        record.msg, record.args = withhold(_said(record)), ()
        if record.exc_info and record.exc_info[1]:
            failure = masked_failure(record.exc_info[1])
            record.exc_info = (type(failure), failure, failure.__traceback__)
        return record


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # logging would print message and arguments as they are
        return f"{record.msg} (its arguments do not fit)"


def masked_failure(failure: BaseException, *, depth: int = 0) -> Exception:
    """One of the same name, at the same place, with the same causes, that says nothing personal."""
    kind = type(failure)
    named = type(kind.__name__, (Exception,), {"__module__": kind.__module__, "__qualname__": kind.__qualname__})
    masked: Exception = named(withhold(str(failure))).with_traceback(failure.__traceback__)
    if depth < _LONGEST_CHAIN:
        cause, context = failure.__cause__, failure.__context__
        masked.__context__ = masked_failure(context, depth=depth + 1) if context else None
        masked.__cause__ = masked_failure(cause, depth=depth + 1) if cause else None
    masked.__suppress_context__ = failure.__suppress_context__
    return masked


def fail_masked(event: Any, get_response: Callable[[Any], Any]) -> Any:
    """Middleware for every event: what nobody catches is written by Lambda itself, past all loggers."""
    try:
        return get_response(event)
    except Exception as failure:  # noqa: BLE001 - raised again at once
        raise masked_failure(failure) from None
