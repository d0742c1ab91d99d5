"""What surveys count: one report, one row a day, in the zone of the deployment."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.change import Tally
from chalicelib.model.settings import Settings

SATISFACTION: Final = "satisfaction"


def tally(at: datetime, number: str, *, settings: Settings) -> Tally:
    day = at.astimezone(ZoneInfo(settings.zone)).date().isoformat()
    return Tally(report=SATISFACTION, day=day, number=number, by=1)
