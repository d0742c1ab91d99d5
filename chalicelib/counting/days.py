"""On which day something counts, and what working time is, where a deployment reports from."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.routing.calendars import Calendar, calendar_named, calendar_names

_BUSINESS: Final = "business-"
_USUAL: Final = "business-cn"


def day_of(moment: datetime, zone: str) -> str:
    """ISO date."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


@lru_cache(maxsize=8)
def business_calendar(zone: str) -> Calendar:
    """The office hours of that zone; of zones without any, those of the mainland."""
    offices = (calendar_named(name) for name in calendar_names() if name.startswith(_BUSINESS))
    return next((one for one in offices if one.zone == zone), calendar_named(_USUAL))
