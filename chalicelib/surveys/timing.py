"""Good hours: a survey reaches people by day, and not on a holiday, where they live. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.calendars.days import Days, days_of
from chalicelib.model.errors import ConfigurationError

from .plans import Place, Window

_DAY: Final = timedelta(days=1)
_FARTHEST: Final = 200
"""Steps; the longest run of holidays is a dozen days."""


def sendable_from(moment: datetime, place: Place, window: Window, *, on_days_off: bool = False) -> datetime:
    """The moment itself, or the first one after it that is a good hour in every zone of the place.

    Raises ``ConfigurationError`` when there is none.
    """
    days, present = None if on_days_off else days_of(place.holidays), moment
    zones = [ZoneInfo(name) for name in place.zones]
    for _ in range(_FARTHEST):
        following = max(_opens(present, zone, days=days, window=window) for zone in zones)
        if following == present:
            return present
        present = following
    raise ConfigurationError(f"there is no hour in which people of '{place.id}' can be asked")


def _opens(moment: datetime, zone: ZoneInfo, *, days: Days | None, window: Window) -> datetime:
    local = moment.astimezone(zone)
    day = local.date()
    is_day_off = days.is_day_off if days else _never
    if is_day_off(day) or local.time() >= window.closes:
        day += _DAY
        while is_day_off(day):
            day += _DAY
    elif local.time() >= window.opens:
        return moment
    return datetime.combine(day, window.opens, tzinfo=zone).astimezone(UTC)


def _never(_: date) -> bool:
    return False
