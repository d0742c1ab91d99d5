"""When a delivery is tried again, and when an endpoint is given a rest. Pure.

The schedule is the one Standard Webhooks suggests, as times since the event was owed; the last try is after a day.
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

SCHEDULE: Final = tuple(
    timedelta(seconds=seconds) for seconds in (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
LONGEST: Final = SCHEDULE[-1]
FAILURES_BEFORE_REST: Final = 5
REST: Final = timedelta(minutes=5)
PATIENCE: Final = LONGEST - timedelta(hours=1)
"""An endpoint that has taken nothing for so long is disabled: about when its first event has used up its tries."""


def next_attempt(attempts: int, *, owed_since: datetime, now: datetime, random: Random) -> datetime | None:
    """After so many attempts; ``None`` when there is none left. Up to a tenth of the way is jitter."""
    if attempts >= len(SCHEDULE):
        return None
    before, planned = SCHEDULE[attempts - 1], SCHEDULE[attempts]
    at = owed_since + planned - (planned - before) * 0.1 * random.random()
    latest = owed_since + LONGEST
    if now >= latest:
        return None
    return min(max(at, now + timedelta(seconds=5)), latest)
