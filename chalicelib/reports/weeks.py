"""ISO weeks: ``2026-W46`` is Monday 9 to Sunday 15 November 2026. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.model.errors import InvalidInput

_WEEK: Final = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Week:
    """Begins on ``monday``."""

    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, written: str) -> Week:
        """Raises ``InvalidInput``."""
        found = _WEEK.fullmatch(written)
        try:
            if found:
                return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            pass  # said below: there is no such week in that year
        raise InvalidInput("this is not a week", fields={"week": "an ISO week, for example 2026-W46"})

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> Week:
        return Week(self.monday - timedelta(days=7))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"
