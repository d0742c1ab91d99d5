"""Quiet hours: a daily span of local time in which only what is urgent is told. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.errors import ConfigurationError

_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From ``begin`` to ``end``, which may be past midnight; the end is not quiet any more."""

    begin: time
    end: time
    zone: ZoneInfo

    @classmethod
    def read(cls, written: str, zone: ZoneInfo) -> QuietHours | None:
        """``22:00-08:00``; empty is none. Raises ``ConfigurationError``."""
        if not written.strip():
            return None
        found = _SPAN.fullmatch(written.strip())
        if found is None or found[1] + found[2] == found[3] + found[4]:
            raise ConfigurationError(f"quiet_hours is '{written}': write it as 22:00-08:00")
        hours = [int(part) for part in found.groups()]
        return cls(begin=time(hours[0], hours[1]), end=time(hours[2], hours[3]), zone=zone)

    def after(self, moment: datetime) -> datetime:
        """The first moment from then on that is not quiet."""
        local = moment.astimezone(self.zone)
        if not self._holds(local.time()):
            return moment
        end = local.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0, fold=0)
        if end <= local:
            end = (local + timedelta(days=1)).replace(
                hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0, fold=0
            )
        return end.astimezone(moment.tzinfo)

    def _holds(self, moment: time) -> bool:
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end
