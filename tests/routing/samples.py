"""Short ways to say what the tests are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.model.assessment import Assessment, Category, Severity, Signal
from chalicelib.model.clock import Clock
from chalicelib.routing.accepted import AcceptedRule
from chalicelib.routing.case import Case
from chalicelib.routing.promises import Matter
from chalicelib.routing.rule import Rule

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai, within business hours."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

severities = st.sampled_from(Severity)
moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC))
durations = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=10))


def understood(
    *labels: Category, signals: tuple[Signal, ...] = (), language: str = "zh-Hans", abstained: bool = False
) -> Assessment:
    return Assessment(
        language=language,
        primary=labels[0] if labels else Category.NONE,
        labels=labels,
        confidence=0.9,
        abstained=abstained,
        signals=signals,
        model="test",
    )


def case(assessment: Assessment | None = None, **about: Any) -> Case:
    """Received on Monday, by form unless said otherwise."""
    return Case.model_validate({"assessment": assessment or understood(), "at": MONDAY, "channel": "form", **about})


def matter(severity: Severity = Severity.S2, **about: str) -> Matter:
    return Matter.model_validate({"severity": severity, **about})


def of_kind(clocks: tuple[Clock, ...], kind: str) -> Clock:
    """The newest of its kind, as a complaint carries it."""
    return [clock for clock in clocks if clock.kind == kind][-1]


def merged(clocks: tuple[Clock, ...], changed: tuple[Clock, ...]) -> tuple[Clock, ...]:
    """What a complaint carries after ``ClocksChanged``."""
    return tuple(({clock.kind: clock for clock in clocks} | {clock.kind: clock for clock in changed}).values())


def accepted_rule(name: str = "accepted", *, queue: str = "policy", **when: Any) -> AcceptedRule:
    """For quality goods unless said otherwise."""
    asked = when or {"categories": ["quality"]}
    rule = {"id": name, "when": asked, "then": {"queue": queue, "reason": "People pass it on."}}
    return AcceptedRule(rule=Rule.model_validate(rule), proposal="p1", by="supervisor-1", at=MONDAY, why="so be it")
