"""Times as people say them: in their zone, with the distance from now in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from markupsafe import Markup

from chalicelib.letters.zones import utc_offset

from .wording import Wording

_UNITS: Final = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """``now`` is the time the page was made, so a page is the same however often it is rendered."""

    say: Wording
    zone: tzinfo
    now: datetime

    def stamp(self, at: datetime) -> Markup:
        local = at.astimezone(self.zone)
        text = self.say(
            "time.stamp",
            year=local.year,
            month=self.say(f"time.month.{local.month}"),
            day=local.day,
            clock=f"{local:%H:%M}",
        )
        return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="seconds"), text)

    def distance(self, at: datetime) -> Markup:
        """How far ``at`` is from now, in its largest whole unit: “in 35 minutes”, “2 hours ago”."""
        way = "ahead" if at >= self.now else "ago"
        for unit, length in _UNITS:
            if count := abs(at - self.now) // length:
                return self.say(f"time.{way}.{unit if count == 1 else unit + 's'}", count=count)
        return self.say(f"time.{way}.moment")

    @property
    def offset(self) -> str:
        return utc_offset(self.now.astimezone(self.zone))
