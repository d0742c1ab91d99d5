"""The platforms that have to be asked, by the schedule."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from chalicelib.runtime import current

logger = logging.getLogger(__name__)
BUDGET: Final = timedelta(seconds=200)
"""Of the function's 300: a call that has begun may still take its time. The schedule starts another function
meanwhile; leases keep the two apart.
"""


def poll_channels() -> dict[str, Any]:
    """Fetches what is due and publishes, for every account, how late it is and how often it failed in a row."""
    runtime = current()
    total = {"polled": 0, "accepted": 0, "failed": 0}
    for polled in runtime.polling.poll_due(until=runtime.clock() + BUDGET):
        numbers = asdict(polled)
        facts = {"poll_failures": numbers.pop("failures"), "poll_lag_seconds": numbers.pop("lag_seconds"), **numbers}
        logger.info("polled an account", extra=facts)
        total["polled"] += 1
        total["accepted"] += polled.accepted
        total["failed"] += polled.failures > 0
    return total
