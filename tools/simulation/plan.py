"""What is simulated: when complaints come, of which kinds, and who is there to answer. Written as YAML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, field_validator, model_validator

from chalicelib.model.assessment import Category, Signal
from chalicelib.model.base import Word
from chalicelib.routing.calendars import Weekday, Windows
from chalicelib.routing.datafile import parse
from chalicelib.routing.rules import queues

HOUR: Final = timedelta(hours=1)
_WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Share = Annotated[float, Field(gt=0, le=1)]


class Kind(Word):
    """Complaints that are alike. ``minutes`` an answer takes on average; ``again`` is the share of customers who write
    once more after an answer. ``share`` is relative to the shares of the other kinds. ``text`` and ``product`` (SKU)
    are for rules that ask for them.
    """

    share: Annotated[float, Field(gt=0)]
    category: Category
    signals: tuple[Signal, ...] = ()
    unsure: bool = False
    channel: str = "form"
    language: str = "zh-Hans"
    text: str = ""
    product: str | None = None
    minutes: Annotated[float, Field(gt=0)] = 8.0
    again: Annotated[float, Field(ge=0, lt=1)] = 0.3


class Team(Word):
    """``agents`` people who take complaints of these queues within the windows of each day, ``at_once`` each."""

    id: str
    agents: Annotated[int, Field(ge=1)]
    queues: Annotated[tuple[str, ...], Field(min_length=1)]
    windows: Annotated[Windows, Field(min_length=1)]
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = _WEEKDAYS
    first_day: date | None = None
    last_day: date | None = None
    at_once: Annotated[int, Field(ge=1)] = 1

    @field_validator("queues")
    @classmethod
    def _queues_are_known(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(named) - {queue.id for queue in queues()})
        if unknown:
            raise ValueError(f"there is no queue '{unknown[0]}'; there are {', '.join(one.id for one in queues())}")
        return named

    @property
    def places(self) -> int:
        """How many complaints the team can work on at a time."""
        return self.agents * self.at_once

    def is_there(self, at: datetime) -> bool:
        """``at`` in the roster's zone. Windows end with their day; a night shift is two of them."""
        day, since_midnight = at.date(), at - at.replace(hour=0, minute=0, second=0, microsecond=0)
        if (self.first_day and day < self.first_day) or (self.last_day and self.last_day < day):
            return False
        return _WEEKDAYS[day.weekday()] in self.days and any(
            window.opens <= since_midnight < window.closes for window in self.windows
        )


class Plan(Word):
    """``per_hour`` is how many complaints come in each hour from ``start``; after the last they stop, and what is left
    is worked on for ``drain_hours``. ``service`` is the share whose first answer shall be in time. Rules and promises
    are those of ``shop``.
    """

    start: AwareDatetime
    zone: str = "Asia/Shanghai"
    shop: str = ""
    per_hour: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=1)]
    drain_hours: Annotated[int, Field(ge=0)] = 24
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    teams: Annotated[tuple[Team, ...], Field(min_length=1)]
    answers_after_minutes: Annotated[float, Field(gt=0)] = 120.0
    service: Share = 0.95
    most_urgent_first: bool = False

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as error:
            raise ValueError(f"there is no time zone '{name}'; write one like Asia/Shanghai") from error
        return name

    @model_validator(mode="after")
    def _teams_have_their_own_names(self) -> Self:
        names = [team.id for team in self.teams]
        if len(set(names)) < len(names):
            raise ValueError("two teams have the same id")
        return self

    @property
    def hours(self) -> int:
        """Hours of the whole simulation."""
        return len(self.per_hour) + self.drain_hours

    @property
    def end(self) -> datetime:
        return self.start + self.hours * HOUR

    def hour_of(self, at: datetime) -> int:
        return int((at - self.start) / HOUR)

    def starts(self) -> Sequence[datetime]:
        """The beginning of each hour, in the roster's zone."""
        zone = ZoneInfo(self.zone)
        first = self.start.astimezone(UTC)
        return [(first + number * HOUR).astimezone(zone) for number in range(self.hours)]


def read_plan(path: Path) -> Plan:
    """Raises ``ConfigurationError`` naming the field, and ``OSError``."""
    return parse(path.read_text(encoding="utf-8"), Plan, source=path.name)
