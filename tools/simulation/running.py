"""The simulation: a queue of events in time. Routing, clocks and their order are those of the desk itself."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Final

from chalicelib.model.assessment import Assessment, Severity
from chalicelib.model.clock import FIRST_RESPONSE, RESOLUTION, Clock, ClockState
from chalicelib.routing import case as routing
from chalicelib.routing.clocks import agent_replied, customer_wrote, pause, start_clocks, stop_all
from chalicelib.routing.priority import turn
from chalicelib.routing.promises import Matter
from chalicelib.routing.rules import RuleBook

from .arriving import Arrival
from .plan import Kind, Plan

LOOK: Final = timedelta(minutes=5)
"""How often it is looked whether somebody has come on duty."""
Urgency = tuple[datetime, int]


@dataclass(slots=True, kw_only=True, eq=False)
class Case:
    kind: Kind
    queue: str
    severity: Severity
    came: datetime
    clocks: tuple[Clock, ...]
    begun: datetime | None = None
    answered: datetime | None = None
    resolved: datetime | None = None

    def clock(self, kind: str) -> Clock:
        return next(clock for clock in self.clocks if clock.kind == kind)

    def is_late(self, kind: str, *, at: datetime) -> bool:
        """Met too late, or still owed although it was due."""
        clock = self.clock(kind)
        return clock.state is ClockState.MISSED or (clock.is_ticking and clock.due_at <= at)

    def move(self, changed: Iterable[Clock]) -> None:
        newer = {clock.kind: clock for clock in changed}
        self.clocks = tuple(newer.get(clock.kind, clock) for clock in self.clocks)


@dataclass(slots=True, kw_only=True)
class Crew:
    """People who take from the same queues; ``places`` says how many complaints they can work on at a time."""

    queues: tuple[str, ...]
    places: Callable[[datetime], int]
    busy: int = 0


@dataclass(slots=True, kw_only=True)
class Hour:
    """``asked`` counts what came to each queue to be answered, ``waiting`` what waits when the hour ends."""

    at: datetime
    asked: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    places: int = 0


@dataclass(slots=True, kw_only=True)
class Outcome:
    ended: datetime
    cases: list[Case]
    hours: list[Hour]


def crews_of(plan: Plan) -> list[Crew]:
    def places(team: int, at: datetime) -> int:
        one = plan.teams[team]
        return one.places if one.is_there(at.astimezone(zone)) else 0

    zone = plan.starts()[0].tzinfo
    return [Crew(queues=team.queues, places=partial(places, number)) for number, team in enumerate(plan.teams)]


def simulate(
    plan: Plan,
    arrivals: Sequence[Arrival],
    *,
    crews: Sequence[Crew],
    rules: RuleBook,
    random: Random,
    progress: Callable[[], object] = lambda: None,
) -> Outcome:
    """``progress`` is called for each complaint that came."""
    run = _Run(plan=plan, crews=crews, rules=rules, random=random)
    for arrival in arrivals:
        run.at(arrival.at, partial(run.arrive, arrival.kind, progress))
    run.look()
    run.until(plan.end)
    return Outcome(ended=plan.end, cases=run.cases, hours=run.hours)


class _Run:
    def __init__(self, *, plan: Plan, crews: Sequence[Crew], rules: RuleBook, random: Random) -> None:
        self.plan, self.rules, self.random = plan, rules, random
        self.crews = sorted(crews, key=lambda crew: len(crew.queues))
        self.now = plan.start
        self.cases: list[Case] = []
        self.hours = [Hour(at=at) for at in plan.starts()]
        self._numbers = count()
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._waiting: dict[str, list[tuple[Urgency, Case]]] = {queue.id: [] for queue in rules.queues}

    def at(self, moment: datetime, action: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (moment, next(self._numbers), action))

    def until(self, end: datetime) -> None:
        while self._agenda and self._agenda[0][0] < end:
            self.now, _, action = heapq.heappop(self._agenda)
            action()

    def look(self) -> None:
        """People come on duty; the hour's numbers are brought up to date."""
        for crew in self.crews:
            self._take(crew)
        hour = self.hours[self.plan.hour_of(self.now)]
        hour.places = sum(crew.places(self.now) for crew in self.crews)
        hour.waiting = Counter({queue: len(some) for queue, some in self._waiting.items() if some})
        self.at(self.now + LOOK, self.look)

    def arrive(self, kind: Kind, progress: Callable[[], object]) -> None:
        decision = self.rules.decide(self._asked(kind))
        matter = Matter(severity=decision.severity, shop=self.plan.shop, queue=decision.queue, channel=kind.channel)
        clocks = start_clocks(matter, now=self.now)
        case = Case(kind=kind, queue=decision.queue, severity=decision.severity, came=self.now, clocks=clocks)
        self.cases.append(case)
        progress()
        self._wait(case)

    def _asked(self, kind: Kind) -> routing.Case:
        return routing.Case(
            assessment=_assessment(kind),
            at=self.now,
            shop=self.plan.shop,
            channel=kind.channel,
            text=kind.text,
            product=kind.product,
        )

    def _wait(self, case: Case) -> None:
        self.hours[self.plan.hour_of(self.now)].asked[case.queue] += 1
        due = min(clock.due_at for clock in case.clocks if clock.is_ticking)
        when = turn(due, case.severity, peak=self.plan.most_urgent_first)
        heapq.heappush(self._waiting[case.queue], ((when, next(self._numbers)), case))
        for crew in self.crews:
            if case.queue in crew.queues:
                self._take(crew)

    def _take(self, crew: Crew) -> None:
        """As long as somebody is free, the most urgent complaint of the crew's queues is taken."""
        while crew.busy < crew.places(self.now):
            queue = min((one for one in crew.queues if self._waiting[one]), key=self._head, default=None)
            if queue is None:
                return
            _, case = heapq.heappop(self._waiting[queue])
            crew.busy += 1
            case.begun = case.begun or self.now
            takes = timedelta(minutes=self.random.expovariate(1 / case.kind.minutes))
            self.at(self.now + takes, partial(self._answer, case, crew))

    def _head(self, queue: str) -> Urgency:
        return self._waiting[queue][0][0]

    def _answer(self, case: Case, crew: Crew) -> None:
        crew.busy -= 1
        case.answered = case.answered or self.now
        case.move(agent_replied(case.clocks, now=self.now))
        if self.random.random() < case.kind.again:
            case.move(pause(case.clocks, now=self.now, why="waiting for the customer"))
            thinks = timedelta(minutes=self.random.expovariate(1 / self.plan.answers_after_minutes))
            self.at(self.now + thinks, partial(self._write_again, case))
        else:
            case.resolved = self.now
            case.move(stop_all(case.clocks, now=self.now))
        self._take(crew)

    def _write_again(self, case: Case) -> None:
        case.move(customer_wrote(case.clocks, now=self.now))
        self._wait(case)


def _assessment(kind: Kind) -> Assessment:
    return Assessment(
        language=kind.language,
        primary=kind.category,
        labels=(kind.category,),
        confidence=0.0 if kind.unsure else 1.0,
        abstained=kind.unsure,
        signals=kind.signals,
        model="simulation",
    )


LATE: Final = (FIRST_RESPONSE, RESOLUTION)
"""The promises that are reported."""
