"""Complaints as they would come: by chance around a curve, or as they were recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from pydantic import AwareDatetime, ValidationError

from chalicelib.model.assessment import Category, Signal
from chalicelib.model.base import Word
from chalicelib.model.errors import ConfigurationError

from .plan import HOUR, Kind, Plan


class Arrival(Word):
    at: AwareDatetime
    kind: Kind


class Recorded(Word):
    """A line of a recording. ``category`` is ``none`` for what was not a complaint."""

    at: AwareDatetime
    category: Category
    signals: tuple[Signal, ...] = ()
    channel: str = "form"
    language: str = "zh-Hans"
    text: str = ""
    product: str | None = None


def drawn(plan: Plan, random: Random) -> Iterator[Arrival]:
    """Poisson arrivals: within each hour the gaps are exponential around that hour's rate."""
    shares = [kind.share for kind in plan.kinds]
    for number, rate in enumerate(plan.per_hour):
        since, gap = plan.start + number * HOUR, timedelta()
        while rate > 0:
            gap += random.expovariate(rate) * HOUR
            if gap >= HOUR:
                break
            yield Arrival(at=since + gap, kind=random.choices(plan.kinds, shares)[0])


def replayed(recording: Path, plan: Plan) -> list[Arrival]:
    """Recorded complaints, JSON lines of ``Recorded``, moved so that the first comes at the plan's start.

    How long an answer takes is the plan's for the first kind of that category, or for its first kind. Raises
    ``ConfigurationError`` naming the line, and ``OSError``.
    """
    recorded = sorted(_read(recording), key=lambda one: one.at)
    if not recorded:
        raise ConfigurationError(f"{recording.name} holds no complaint")
    moved = plan.start - recorded[0].at
    return [Arrival(at=one.at + moved, kind=_kind(one, plan.kinds)) for one in recorded]


def per_hour(arrivals: Iterable[Arrival], start: datetime) -> tuple[float, ...]:
    """The curve that arrivals make."""
    hours = [int((one.at - start) / HOUR) for one in arrivals]
    return tuple(float(hours.count(hour)) for hour in range(max(hours, default=0) + 1))


def _kind(one: Recorded, kinds: tuple[Kind, ...]) -> Kind:
    like = next((kind for kind in kinds if kind.category is one.category), kinds[0])
    known = one.model_dump(exclude={"at"})
    return like.model_copy(update=known)


def _read(recording: Path) -> Iterator[Recorded]:
    for number, line in enumerate(recording.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            yield _recorded(line, f"{recording.name}, line {number}")


def _recorded(line: str, place: str) -> Recorded:
    try:
        row: Any = json.loads(line)
        return Recorded.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{place}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise ConfigurationError(f"{place}: not a JSON object ({error})") from error
