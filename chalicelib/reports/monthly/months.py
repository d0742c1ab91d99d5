"""A month, and the days that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from chalicelib.model.errors import InvalidInput

EARLIEST: Final = "2000-01"
"""Before any complaint."""
_WRITTEN: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[str, ...]:
        """ISO dates."""
        return tuple((self.first + timedelta(days=place)).isoformat() for place in range(self._length))

    @property
    def _length(self) -> int:
        return (self.last - self.first).days + 1

    def weeks(self) -> Iterator[Self]:
        """From Monday to Sunday, as much of them as lies within."""
        first = self.first
        while first <= self.last:
            last = min(first + timedelta(days=6 - first.weekday()), self.last)
            yield type(self)(first, last)
            first = last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """Written ``2026-10``."""

    first: date

    @classmethod
    def of(cls, written: str) -> Self:
        """Raises ``InvalidInput`` for what is no month, or one before any complaint."""
        if not _WRITTEN.fullmatch(written) or written < EARLIEST:
            raise InvalidInput("this is no month", fields={"month": f"written as 2026-10, from {EARLIEST} on"})
        return cls(date.fromisoformat(f"{written}-01"))

    @classmethod
    def asked_for(cls, written: str | None, *, today: date) -> Self:
        """The last one that is over when nothing is said. Raises as ``of`` does."""
        return cls.of(written) if written else cls((today.replace(day=1) - timedelta(days=1)).replace(day=1))

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> Month:
        return type(self)((self.first - timedelta(days=1)).replace(day=1))

    def until(self, today: date) -> tuple[Period, Period]:
        """The days of it that there were, and the same of the month before: the whole of it once this one is over.

        Raises ``InvalidInput`` for a month that has not begun.
        """
        if today < self.first:
            raise InvalidInput("this month has not begun", fields={"month": f"not after {today:%Y-%m}"})
        before = self.before
        if today >= self.last:
            return Period(self.first, self.last), Period(before.first, before.last)
        passed = today - self.first
        return Period(self.first, today), Period(before.first, min(before.first + passed, before.last))
