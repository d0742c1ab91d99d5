"""How many people each hour needs: Erlang's formula for calls that wait (Erlang C, 1917)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from math import exp
from statistics import fmean
from typing import Final

from chalicelib.model.clock import FIRST_RESPONSE

from .plan import Plan
from .running import Crew, Outcome

_MINUTES: Final = 60


def chance_to_wait(*, places: int, load: float) -> float:
    """Erlang C: the share of complaints that find everybody busy.

    ``load`` in erlangs, that is complaints an hour times hours an answer takes. 1.0 when the work exceeds the people.
    """
    if load >= places:
        return 1.0
    blocked = 1.0
    for number in range(1, places + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - load / places * (1 - blocked))


def share_in_time(*, places: int, load: float, minutes: float, within: float) -> float:
    """The share whose work begins ``within`` so many minutes, when an answer takes ``minutes`` on average."""
    if load >= places:
        return 0.0
    return 1 - chance_to_wait(places=places, load=load) * exp(-(places - load) * within / minutes)


def needed(*, per_hour: float, minutes: float, within: float, service: float) -> int:
    """The fewest people with whom the ``service`` share is begun ``within`` the time."""
    load = per_hour * minutes / _MINUTES
    places = int(load) + 1 if load > 0 else 0
    while places and share_in_time(places=places, load=load, minutes=minutes, within=within) < service:
        places += 1
    return places


def needed_by_hour(plan: Plan, outcome: Outcome) -> list[Mapping[str, int]]:
    """Queue → people, for each hour: what was asked in it, begun early enough for the strictest promise there."""
    minutes, within = _queues(outcome)
    return [
        {
            queue: needed(per_hour=asked, minutes=minutes[queue], within=within[queue], service=plan.service)
            for queue, asked in sorted(hour.asked.items())
        }
        for hour in outcome.hours
    ]


def crews_as_needed(plan: Plan, hours: Sequence[Mapping[str, int]]) -> list[Crew]:
    """A crew for each queue, as large in each hour as that hour needs."""
    queues = sorted({queue for hour in hours for queue in hour})

    def places(queue: str, at: datetime) -> int:
        return hours[plan.hour_of(at)].get(queue, 0)

    return [Crew(queues=(queue,), places=partial(places, queue)) for queue in queues]


def _queues(outcome: Outcome) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Minutes an answer takes, and minutes until it must be begun, for each queue."""
    takes, promised = defaultdict(list), defaultdict(list)
    for case in outcome.cases:
        takes[case.queue].append(case.kind.minutes)
        promised[case.queue].append(case.clock(FIRST_RESPONSE).target_seconds / _MINUTES)
    minutes = {queue: fmean(some) for queue, some in takes.items()}
    within = {queue: max(min(some) - minutes[queue], 1.0) for queue, some in promised.items()}
    return minutes, within
